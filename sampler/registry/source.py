"""A table file of people's making, read piece by piece: text, workbook or Parquet.

What a file is, is told by its first bytes and never by its name. A source gives its header and then its records in
chunks of bounded size, so that no file is ever whole in memory; it may be read more than once and gives the same each
time. The header is record 1 and ends with its last named column: blank cells behind it are nothing, text there is a
fault of its row. A line without a character is no record; a row of blank cells keeps its number, as the user's screen
shows it, and is no record either.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sampler.errors import Invalid, unreadable

CHUNK_ROWS = 16_384
CHUNK_CHARACTERS = 16_000_000
CELL_LENGTH = 32_767  # characters; what a spreadsheet's cell can hold
WIDTH = 16_384  # columns; what a spreadsheet can hold
ROW, PROBLEMS, EXTRA, MENDED = "_row", "_problems", "_extra", "_mended"
OWN = (ROW, PROBLEMS, EXTRA, MENDED)  # the columns that a rejects file has behind the original's
ABSENT = "#缺"  # in a rejects file: a field that was not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A record that does not fit its header: the problem's code, what was read, and the text that found no column."""

    code: str
    read: str
    extra: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some records of a source: `cells` are string arrays, one for each column asked for, as long as `numbers`.

    A record in `faults` (by its place in the chunk) has too few or too many fields: missing cells are null. One in
    `mended` was put in place of the file's own: from which file, and which record there (`rejects.csv 7`). `done` says
    how far the source is read, in units of its `total`.
    """

    numbers: npt.NDArray[np.int64]
    cells: tuple[pa.StringArray, ...]
    faults: Mapping[int, Fault] = field(default_factory=dict)
    mended: Mapping[int, str] = field(default_factory=dict)
    done: int = 0


class Source(Protocol):
    """A file that has a header; `chunks` gives the columns of those places, in that order.

    `table` is what a refusal calls it: the file, and of a workbook the sheet, too (`名录.xlsx [Sheet1]`).
    """

    @property
    def file(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def total(self) -> int: ...
    def chunks(self, places: Sequence[int]) -> Iterator[Chunk]: ...


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes of a file, else `Invalid` where it cannot be read or is empty."""
    try:
        with path.open("rb") as stream:
            head = stream.read(count)
    except OSError as failure:
        raise unreadable(path, failure) from None
    if not head:
        raise Invalid("file_empty", file=path.name)
    return head


def require_width(file: str, header: Sequence[str]) -> None:
    """Refuse a header wider than a spreadsheet's: no table of people's making."""
    if len(header) > WIDTH:
        raise Invalid("columns_too_many", file=file, limit=WIDTH)


def is_blank(cells: Iterable[str]) -> bool:
    """Whether no cell holds text."""
    return not any(map(str.strip, cells))


def filled(cells: Sequence[str]) -> list[str]:
    """The cells up to the last that holds text."""
    count = next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)
    return list(cells[:count])


def misfit(header: Sequence[str], width: int, cells: Sequence[str], delimiter: str) -> Fault | None:
    """The fault of a record that has not `width` fields, as the header's line has, or text behind the header's names.

    Else what `unmended` finds. One field too many is a fault though blank: the others may stand one column off.
    """
    surplus = cells[len(header) :]
    if len(cells) != width or not is_blank(surplus):
        return Fault(code="field_count", read=str(len(cells)), extra=delimiter.join(filled(surplus)))
    return unmended(header, cells)


def is_rejects(header: Sequence[str]) -> bool:
    """Whether a header is that of a rejects file."""
    return PROBLEMS in header or ROW in header


def unmended(header: Sequence[str], cells: Sequence[str | None]) -> Fault | None:
    """The fault of a record that a rejects file still marks as not fitting its header.

    Such a file shows what had no column in `_extra` and what was not there as `#缺`; loaded again before somebody has
    mended both, the record is at fault again.
    """
    if not is_rejects(header):
        return None
    extra = (cells[header.index(EXTRA)] if EXTRA in header else "") or ""
    if extra or ABSENT in cells:
        return Fault(code="field_count", read=extra or ABSENT, extra=extra)
    return None
