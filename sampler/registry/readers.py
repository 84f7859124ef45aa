"""Opens a table file by what its first bytes say it is.

>>> import tempfile, pathlib
>>> with tempfile.TemporaryDirectory() as folder:
...     path = pathlib.Path(folder) / "名录.csv"
...     _ = path.write_bytes("名称;代码\\r\\n甲公司;91\\r\\n".encode("gb18030"))
...     source = open_source(path)
...     source.header, next(source.chunks([0])).cells[0].to_pylist()
(('名称', '代码'), ['甲公司'])
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from sampler.errors import Invalid
from sampler.progress import Unit
from sampler.registry.parquet import open_parquet
from sampler.registry.rejects import RejectsSource
from sampler.registry.source import Source, first_bytes, is_rejects
from sampler.registry.text import open_text
from sampler.registry.workbook import open_workbook

SIGNATURES: Mapping[bytes, Callable[[Path], Source]] = {b"PK\x03\x04": open_workbook, b"PAR1": open_parquet}
UNREAD = {
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "xls",  # also a workbook with a password
    b"PK\x05\x06": "zip",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"\x7fELF": "elf",
    b"SQLi": "sqlite",
}


def unit_of(path: Path) -> Unit:
    """What the `total` of the file's source counts: of a text its bytes, for nobody knows its rows before the end.

    Raises `Invalid`: `file_unreadable`, `file_empty`.
    """
    return Unit.ROWS if first_bytes(path, 4) in SIGNATURES else Unit.BYTES


def open_source(path: Path) -> Source:
    """The file as a source of records, its header read; a rejects file without its marks.

    Raises `Invalid`: `file_unreadable`, `file_empty`, `file_kind_unread` (what it is, told in `kind`), `file_damaged`,
    `file_unpacks_too_large`, `line_too_long`, `columns_too_many`.
    """
    head = first_bytes(path, 4)
    kind = next((kind for mark, kind in UNREAD.items() if head.startswith(mark)), None)
    if kind:
        raise Invalid("file_kind_unread", file=path.name, kind=kind)
    source = SIGNATURES.get(head, open_text)(path)
    if is_rejects(source.header):
        return RejectsSource(written=source)
    return source
