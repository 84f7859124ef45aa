"""Every code that the source raises has a sentence, every sentence is used, its blanks are the code's parameters."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from api.sentences.cells import MENDED, NOTES, PROBLEMS, TABLE_PROBLEMS
from api.sentences.errors import MESSAGES
from sampler.finding import PARSERS
from sampler.registry import examined

ROOT = Path(__file__).parents[2]
CLASSES = {"Invalid", "Refused", "Missing", "Conflict", "Broken"}
TABLES = ("table", "rows", "self")  # what a small table is called where `problem` is asked of it
# codes of the registry that a small table's row can have too: the sentence must fit both
SHARED = {
    "field_count", "quote_unclosed", "cell_too_long", "character_forbidden", "character_unreadable", "formula",
    "name_missing", "bureau_missing", "bureau_unlisted", "repeated", *examined.UNIDENTIFIED,
}  # fmt: skip


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def calls(package: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in (ROOT / package).rglob("*.py"):
        yield from ((path, node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def raised() -> Iterator[tuple[str, set[str]]]:
    """Each place that makes an error: its code and its parameters."""
    for package in ("sampler", "reports", "api"):
        for _, node in calls(package):
            if code := code_raised(node):
                yield code, {str(keyword.arg) for keyword in node.keywords}


def code_raised(node: ast.Call) -> str:
    known = getattr(node.func, "id", "") in CLASSES and node.args and isinstance(node.args[0], ast.Constant)
    return str(node.args[0].value) if known else ""  # type: ignore[attr-defined]  # a constant, as just seen


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert {code for code, _ in raised()} == set(MESSAGES)


def test_blanks_are_parameters():
    """In every place: a code that is raised in two must be able to fill its sentence in each."""
    for code, parameters in raised():
        assert blanks(MESSAGES[code]) <= parameters, code


def test_every_problem_of_a_registry_has_a_name():
    assert set(PROBLEMS) == set(examined.PROBLEMS)
    assert set(MENDED) == set(examined.MENDED)
    assert set(NOTES) == set(examined.NOTES)


def raised_by(module: str, names: set[str]) -> set[str]:
    """The codes that these functions raise, or those of the two modules that they call."""
    files = (ROOT / "sampler" / module, ROOT / "sampler/codes/personal.py")
    functions = {
        node.name: node
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    codes, ahead, seen = set(), set(names), set()
    while ahead:
        seen.add(name := ahead.pop())
        inside = [node for node in ast.walk(functions[name]) if isinstance(node, ast.Call)]
        codes |= {code_raised(node) for node in inside} - {""}
        ahead |= {getattr(node.func, "id", "") for node in inside} & functions.keys() - seen
    return codes


# what is put together elsewhere: the expression → its codes
COMPUTED = {
    "error.code": raised_by("finding.py", {parse.__name__ for parse in PARSERS.values()}),
    "fault": set(examined.UNIDENTIFIED),
    "id_code": set(examined.UNIDENTIFIED),
    "fault.code": set(examined.MISFITS),
    "f'inspector_{code}'": {"inspector_missing", "inspector_unknown", "inspector_ambiguous"},
}
PASSED_ON = {  # where `code` itself is the expression: the file → its codes
    "table.py": {"character_forbidden", "character_unreadable", "formula"},  # of `clean_cell`
    "mending.py": {"column_missing", "column_unknown"},
}
REGISTRY = {"examined.py", "tally.py", "rejects.py"}  # where a registry's own rows are told


def codes_of(path: Path, expression: ast.expr) -> set[str]:
    """The codes that an expression can be; one that nobody has listed is a KeyError."""
    if isinstance(expression, ast.Constant):
        return {str(expression.value)}
    if isinstance(expression, ast.IfExp):
        return codes_of(path, expression.body) | codes_of(path, expression.orelse)
    if isinstance(expression, ast.BoolOp):
        return set().union(*(codes_of(path, value) for value in expression.values))
    written = ast.unparse(expression)
    return PASSED_ON[path.name] if written == "code" else COMPUTED[written]


def told_of_cells() -> set[str]:
    """Every code that a cell of a small table, or of a mended file, can have."""
    found: set[str] = set()
    for path, node in calls("sampler"):
        if getattr(node.func, "id", "") == "Problem" and path.name not in REGISTRY:
            found |= set().union(*(codes_of(path, word.value) for word in node.keywords if word.arg == "code"))
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "problem":
            asked = getattr(node.func.value, "id", "")
            assert asked in (*TABLES, "found"), ast.unparse(node)
            if asked != "found":  # a chunk of a registry
                found |= codes_of(path, node.args[1 if path.name == "mending.py" else 2])
    return found


def test_every_problem_of_a_small_table_has_a_name():
    codes = told_of_cells()
    assert {"duty_unknown", "finding_codes_clash", "private_data_in_text", "row_unknown"} <= codes
    assert codes - set(PROBLEMS) == set(TABLE_PROBLEMS)


def test_a_problem_of_a_small_table_is_not_told_in_a_registrys_words():
    assert told_of_cells() & set(PROBLEMS) <= SHARED
    assert not set(PROBLEMS) & set(TABLE_PROBLEMS)


def test_the_name_of_a_cells_problem_has_no_blanks():
    """Nothing is known of it but what was read, which is told behind every name."""
    for code, text in {**PROBLEMS, **TABLE_PROBLEMS}.items():
        assert not blanks(text), code
