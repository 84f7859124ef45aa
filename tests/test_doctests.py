"""The examples in docstrings are run: what they show is what the code does."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHOWN = [
    path.relative_to(ROOT).with_suffix("")
    for package in ("sampler", "reports", "api")
    for path in sorted((ROOT / package).rglob("*.py"))
    if re.search(r"^ +>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize("path", SHOWN, ids=str)
def test_examples_hold(path: Path) -> None:
    failed, tried = doctest.testmod(import_module(".".join(path.parts)))
    assert tried
    assert failed == 0
