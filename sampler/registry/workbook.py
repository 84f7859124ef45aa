"""The first visible sheet of an XLSX workbook as a source.

python-calamine holds a sheet as one rectangle from its first to its last cell, with every shared text written out, so
what a few kilobytes unpack to is measured first (`workbook_bounds`). Dates come as 2026-11-24. A number of more than
fifteen digits is no longer the number that was typed: it is shown with its exponent, and the checks name it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sampler.errors import Invalid
from sampler.registry.source import CHUNK_CHARACTERS, CHUNK_ROWS, Chunk, Fault, filled, is_blank, misfit, require_width
from sampler.registry.values import value_text
from sampler.registry.workbook_bounds import require_bounds

Cells = list[str]
DELIMITER = ","  # between the texts that found no column, as a rejects file shows them


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSource:
    """A worksheet; `total` is its number of rows, `skipped` that of the empty rows above its header."""

    file: str
    header: tuple[str, ...]
    total: int
    skipped: int
    sheet: CalamineSheet = field(repr=False)

    @property
    def table(self) -> str:
        return f"{self.file} [{self.sheet.name}]"

    def chunks(self, places: Sequence[int]) -> Iterator[Chunk]:
        rows = islice(_rows(self.sheet, self.file), self.skipped + 1, None)
        numbered = ((number, row) for number, row in enumerate(rows, start=2) if not is_blank(row))
        while gathered := list(_gather(numbered)):
            numbers = [number for number, _ in gathered]
            columns = list(zip(*(row for _, row in gathered), strict=True))
            yield Chunk(
                numbers=np.array(numbers, dtype=np.int64),
                cells=tuple(pa.array(columns[place], pa.string()) for place in places),
                faults=self._faults(row for _, row in gathered),
                done=numbers[-1] + self.skipped,
            )

    def _faults(self, rows: Iterator[Cells]) -> dict[int, Fault]:
        return {
            place: fault for place, row in enumerate(rows) if (fault := misfit(self.header, len(row), row, DELIMITER))
        }


def open_workbook(path: Path) -> WorkbookSource:
    """The workbook source, its header read.

    Raises `Invalid`: `file_damaged`, `file_empty` (no visible sheet with a cell), `file_unpacks_too_large`.
    """
    require_bounds(path)
    sheet = _first_sheet(path)
    for skipped, row in enumerate(_rows(sheet, path.name)):
        if header := tuple(filled(row)):
            require_width(path.name, header)
            height = sheet.total_height
            return WorkbookSource(file=path.name, header=header, total=height, skipped=skipped, sheet=sheet)
    raise Invalid("file_empty", file=path.name)


def _first_sheet(path: Path) -> CalamineSheet:
    with _calamine(path.name), path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as workbook:
        for place, about in enumerate(workbook.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
                return workbook.get_sheet_by_index(place)
    raise Invalid("file_empty", file=path.name)


def _rows(sheet: CalamineSheet, file: str) -> Iterator[Cells]:
    """The rows as text; a sheet without a cell has none."""
    rows = sheet.iter_rows()
    while True:
        with _calamine(file):
            row = next(rows, None)
        if row is None:
            return
        yield [value_text(value) or "" for value in row]


@contextmanager
def _calamine(file: str) -> Iterator[None]:
    """Turns calamine's failures into a refusal of the file: its errors, those of its values, a panic of its Rust code.

    A panic is no `Exception` and its class is not public, hence the name.
    """
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError):
        raise Invalid("file_damaged", file=file) from None
    except BaseException as failure:
        if type(failure).__name__ == "PanicException":
            raise Invalid("file_damaged", file=file) from None
        raise


def _gather(numbered: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    size = 0
    for count, (number, row) in enumerate(numbered, start=1):
        yield number, row
        size += sum(map(len, row))
        if count == CHUNK_ROWS or size >= CHUNK_CHARACTERS:
            return
