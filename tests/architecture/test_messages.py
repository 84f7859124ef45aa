"""Every code that the source raises has a sentence, every sentence is used, its blanks are the code's parameters."""

import ast
import string
from collections import defaultdict
from pathlib import Path

from api.messages import MENDED, MESSAGES, NOTES, PROBLEMS
from sampler.registry import examined

ROOT = Path(__file__).parents[2]
CLASSES = {"Invalid", "Refused", "Missing", "Conflict", "Broken"}


def raised() -> dict[str, set[str]]:
    """Parameters by code, over every place that makes the error."""
    found: dict[str, set[str]] = defaultdict(set)
    for package in ("sampler", "reports", "api"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", "") in CLASSES
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found[node.args[0].value] |= {keyword.arg for keyword in node.keywords}
    return found


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert set(raised()) == set(MESSAGES)


def test_blanks_are_parameters():
    parameters = raised()
    for code, text in MESSAGES.items():
        blanks = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert blanks <= parameters[code], code


def test_every_problem_of_a_registry_has_a_name():
    assert set(PROBLEMS) == set(examined.PROBLEMS)
    assert set(MENDED) == set(examined.MENDED)
    assert set(NOTES) == set(examined.NOTES)
