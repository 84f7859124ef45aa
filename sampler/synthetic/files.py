"""Rows into a file of the kind its name says: CSV, gzipped CSV, XLSX or Parquet.

The same rows give the same bytes: no clock and no file name goes in. Rows come in chunks and none is kept.
"""

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from sampler.disk import disk, whole
from sampler.errors import Invalid

Rows = Sequence[Sequence[str]]
Write = Callable[[Rows], None]
Opener = Callable[[BinaryIO, Sequence[str], str], AbstractContextManager[Write]]

XLSX_ROWS = 1_048_576  # a sheet has no more, its header among them
LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook's dates have no zone; its own clock would change the bytes


@contextmanager
def row_file(path: Path, header: Sequence[str], *, encoding: str = "utf-8-sig") -> Iterator[Write]:
    """A function that writes rows beneath the header; the file gets its name when it is whole.

    `encoding` is that of a CSV. Raises `Invalid` "format_unknown", `Broken` "disk_write_failed".
    """
    open_rows = opener(path.name)
    with disk(path), whole(path) as stream, open_rows(stream, header, encoding) as write:
        yield write


def is_ragged(name: str) -> bool:
    """Whether rows of such a file may differ in length."""
    return opener(name) in (csv_rows, gzip_rows)


def opener(name: str) -> Opener:
    for ending, found in OPENERS.items():
        if name.endswith(ending):
            return found
    raise Invalid("format_unknown", file=name, known=list(OPENERS))


@contextmanager
def gzip_rows(stream: BinaryIO, header: Sequence[str], encoding: str) -> Iterator[Write]:
    with (
        gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as packed,
        csv_rows(cast(BinaryIO, packed), header, encoding) as write,
    ):
        yield write


@contextmanager
def csv_rows(stream: BinaryIO, header: Sequence[str], encoding: str) -> Iterator[Write]:
    text = TextIOWrapper(stream, encoding, newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    yield writer.writerows
    text.flush()
    text.detach()


@contextmanager
def xlsx_rows(stream: BinaryIO, header: Sequence[str], encoding: str) -> Iterator[Write]:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(stream, options) as book:
            book.set_properties({"created": LONG_AGO})
            write = _sheet_writer(book.add_worksheet())
            write([header])
            yield write
    except FileCreateError as failure:  # what the disk refused, in the library's words
        raise failure.args[0] from None


def _sheet_writer(sheet: Worksheet) -> Write:
    filled = 0

    def write(rows: Rows) -> None:
        nonlocal filled
        if filled + len(rows) > XLSX_ROWS:
            raise Invalid("too_many_rows", limit=XLSX_ROWS - 1)
        for number, row in enumerate(rows, filled):
            sheet.write_row(number, 0, row)
        filled += len(rows)

    return write


@contextmanager
def parquet_rows(stream: BinaryIO, header: Sequence[str], encoding: str) -> Iterator[Write]:
    schema = pa.schema([(name, pa.string()) for name in header])
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:

        def write(rows: Rows) -> None:
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))

        yield write


OPENERS: dict[str, Opener] = {
    ".csv": csv_rows,
    ".csv.gz": gzip_rows,
    ".xlsx": xlsx_rows,
    ".parquet": parquet_rows,
}
