"""`sampler.disk` is the only place that writes, renames and links files: everybody else asks it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPENERS = {"open", "os.open", "os.fdopen", "io.open", "gzip.open", "bz2.open", "lzma.open", "codecs.open"}
MOVERS = {
    *(f"os.{name}" for name in ("rename", "renames", "replace", "link", "symlink", "truncate")),
    *(f"shutil.{name}" for name in ("move", "copy", "copy2", "copyfile", "copytree")),
}
PATH_METHODS = {"write_text", "write_bytes", "rename", "touch", "hardlink_to", "symlink_to"}
LIBRARY_WRITERS = {"ParquetWriter", "new_file", "new_stream", "Workbook"}  # of a path they would open it themselves
STREAMS = ("stream", "file")
NOT_PATHS = {"formatter.write_text"}  # click's


def writing_calls(source: str) -> list[int]:
    """The lines of calls that put bytes or a name on the disk themselves."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if _writes(call)]


def _writes(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    method = name.rpartition(".")[2] if isinstance(call.func, ast.Attribute) else ""
    if name in OPENERS:
        return _for_writing(call, call.args[1:]) and ast.unparse(call.args[0]) != "os.devnull"
    if method == "open":
        return _for_writing(call, call.args)
    if (method or name) in LIBRARY_WRITERS:
        return not ast.unparse(call.args[0]).endswith(STREAMS)
    if method == "replace":  # a path's has one argument; a string's has two, a time's names them
        return name in MOVERS or (len(call.args) == 1 and not call.keywords)
    return name in MOVERS or (method in PATH_METHODS and name not in NOT_PATHS)


def _for_writing(call: ast.Call, positional: list[ast.expr]) -> bool:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    return any(_is_writing(ast.unparse(mode)) for mode in (*positional[:1], *named))


def _is_writing(mode: str) -> bool:
    return "O_WRONLY" in mode or "O_RDWR" in mode or (mode[0] in "'\"" and bool(set(mode) & set("wxa+")))


def test_nobody_but_disk_writes():
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for package in ("sampler", "reports", "api")
        for path in (ROOT / package).rglob("*.py")
    }
    assert {name for name, source in sources.items() if writing_calls(source)} == {"sampler/disk.py"}


@pytest.mark.parametrize(
    "line",
    [
        "open(path, 'w')", "open(path, mode='xb')", "path.open('ab')", "path.open(mode='r+')", "gzip.open(path, 'wb')",
        "os.open(path, os.O_WRONLY | os.O_CREAT)", "path.write_text('a')", "made.path.write_bytes(b'')",
        "os.replace(a, b)", "part.replace(path)", "os.link(a, b)", "shutil.copy(a, b)", "shutil.move(a, b)",
        "pq.ParquetWriter(path, schema)", "pa.ipc.new_file(folder / 'spool', schema)", "xlsxwriter.Workbook(str(path))",
    ],
)  # fmt: skip
def test_it_finds(line):
    assert writing_calls(line) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "open(path)", "open(path, 'rb')", "path.open('rb')", "path.open(encoding='utf-8')", "open(os.devnull, 'w')",
        "text.replace('a', 'b')", "moment.replace(tzinfo=UTC)", "write_bytes(path, data)", "os.open(path, os.O_RDONLY)",
        "pq.ParquetWriter(made.stream, schema)", "xlsxwriter.Workbook(file, options)",
    ],
)  # fmt: skip
def test_it_passes_over(line):
    assert writing_calls(line) == []
