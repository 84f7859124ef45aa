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

from sampler.errors import Broken, Invalid

Rows = Sequence[Sequence[str]]
Write = Callable[[Rows], None]
Opener = Callable[[Path, Sequence[str], str], AbstractContextManager[Write]]

XLSX_ROWS = 1_048_576  # a sheet has no more, its header among them
LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook's dates have no zone; its own clock would change the bytes


@contextmanager
def row_file(path: Path, header: Sequence[str], *, encoding: str = "utf-8-sig") -> Iterator[Write]:
    """A function that writes rows beneath the header; the file gets its name when it is whole.

    `encoding` is that of a CSV. Raises `Invalid` "format_unknown", `Broken` "disk_write_failed".
    """
    part = path.with_name(f".{path.name}.part")
    open_rows = opener(path.name)
    try:
        part.touch()  # a folder that cannot be written to is told before a writer holds files of its own
        with open_rows(part, header, encoding) as write:
            yield write
        part.replace(path)
    except OSError as failure:
        raise Broken("disk_write_failed", path=str(path), reason=failure.strerror or str(failure)) from failure
    finally:
        part.unlink(missing_ok=True)


def is_ragged(name: str) -> bool:
    """Whether rows of such a file may differ in length."""
    return opener(name) in (plain_rows, gzip_rows)


def opener(name: str) -> Opener:
    for ending, found in OPENERS.items():
        if name.endswith(ending):
            return found
    raise Invalid("format_unknown", file=name, known=list(OPENERS))


@contextmanager
def plain_rows(path: Path, header: Sequence[str], encoding: str) -> Iterator[Write]:
    with path.open("wb") as stream, csv_rows(stream, header, encoding) as write:
        yield write


@contextmanager
def gzip_rows(path: Path, header: Sequence[str], encoding: str) -> Iterator[Write]:
    with (
        path.open("wb") as stream,
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
def xlsx_rows(path: Path, header: Sequence[str], encoding: str) -> Iterator[Write]:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": LONG_AGO})
        sheet = book.add_worksheet()
        filled = 0

        def write(rows: Rows) -> None:
            nonlocal filled
            if filled + len(rows) > XLSX_ROWS:
                raise Invalid("too_many_rows", limit=XLSX_ROWS - 1)
            for number, row in enumerate(rows, filled):
                sheet.write_row(number, 0, row)
            filled += len(rows)

        write([header])
        yield write


@contextmanager
def parquet_rows(path: Path, header: Sequence[str], encoding: str) -> Iterator[Write]:
    schema = pa.schema([(name, pa.string()) for name in header])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:

        def write(rows: Rows) -> None:
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))

        yield write


OPENERS: dict[str, Opener] = {
    ".csv": plain_rows,
    ".csv.gz": gzip_rows,
    ".xlsx": xlsx_rows,
    ".parquet": parquet_rows,
}
