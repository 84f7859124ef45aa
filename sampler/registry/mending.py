"""Mended rows laid over the file that they were rejected from: a source that reads as if the file had been right.

A mended file is a rejects file that somebody has put right, in whatever kind of file they saved it. Its `_row` says
which record of the original each of its rows stands for; its columns are found by their headers, in any order. Only a
record that was rejected is replaced: another registry's mended file names others. A row that was taken out of it, or
emptied, leaves the original's as it was. A column that has no name, and that only one of the two files has, is passed
over.

The mended rows are held in memory, in columns, up to `HELD` bytes; the original streams by.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sampler.errors import Invalid
from sampler.progress import Progress
from sampler.registry.cells import clean_cell
from sampler.registry.columns import fold
from sampler.registry.problem import Problem, refuse, shown
from sampler.registry.readers import open_source
from sampler.registry.source import OWN, ROW, Chunk, Fault, Source, unmended

HELD = 256 << 20  # bytes of cells: some 800,000 rows of a registry
NUMBER = re.compile("[0-9]{1,15}")

Numbers = npt.NDArray[np.int64]
Column = tuple[str, int]  # its folded name, and how many columns before it have the same


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedSource:
    """A source with some of its records replaced.

    `numbers` are theirs, increasing, and `rows` the mended file's own for each; `columns` gives the new cells by place
    in the header, `faults` (by place in `numbers`) the rows that are still marked as not fitting.
    """

    original: Source
    mended_file: str
    numbers: Numbers
    rows: Numbers
    columns: Mapping[int, pa.StringArray] = field(repr=False)
    faults: Mapping[int, Fault]

    @property
    def file(self) -> str:
        return self.original.file

    @property
    def table(self) -> str:
        return self.original.table

    @property
    def header(self) -> tuple[str, ...]:
        return self.original.header

    @property
    def total(self) -> int:
        return self.original.total

    def chunks(self, places: Sequence[int]) -> Iterator[Chunk]:
        for chunk in self.original.chunks(places):
            replaced = np.isin(chunk.numbers, self.numbers)
            yield self._mended(chunk, places, replaced) if replaced.any() else chunk

    def _mended(self, chunk: Chunk, places: Sequence[int], replaced: npt.NDArray[np.bool_]) -> Chunk:
        taken = np.searchsorted(self.numbers, chunk.numbers[replaced])
        mask, indices = pa.array(replaced), pa.array(taken)
        cells = tuple(
            pc.replace_with_mask(cells, mask, self.columns[place].take(indices)) if place in self.columns else cells
            for place, cells in zip(places, chunk.cells, strict=True)
        )
        mended = dict(zip(np.flatnonzero(replaced).tolist(), taken.tolist(), strict=True))
        faults = {place: fault for place, fault in chunk.faults.items() if place not in mended}
        faults |= {place: self.faults[own] for place, own in mended.items() if own in self.faults}
        told = {place: f"{self.mended_file} {self.rows[own]}" for place, own in mended.items()}
        return replace(chunk, cells=cells, faults=faults, mended={**chunk.mended, **told})


def mend(original: Source, path: Path, rejected: Numbers, progress: Progress) -> MendedSource:
    """The original with the rows of the mended file at `path` in place of its own.

    Raises `Invalid("file_problems")` with all that is wrong with the mended file at once: `column_missing` and
    `column_unknown` (its header is not the original's with `_row`), `row_malformed`, `row_repeated`, `row_unknown` (the
    original has no such record), `mended_row_was_right` (it has, and the record is not among the `rejected`: the mended
    file is perhaps another registry's), and rows that do not fit its own header. Beside that as `readers.open_source`,
    and `file_unpacks_too_large`. `progress` is told (0, total) while the original's records are looked for.
    """
    mended = open_source(path)
    own, originals = _columns(mended.header), _columns(original.header)
    problems = [*_differences(mended.header, own, original.header, originals)]
    rows = _Rows(file=mended.file, header=mended.header)
    if ROW in mended.header:
        for chunk in mended.chunks(range(len(mended.header))):
            rows.add(chunk)
    numbers = np.array(rows.numbers, dtype=np.int64)
    refuse(mended.file, [*problems, *rows.problems, *_not_rejected(original, rows, rejected, progress)])
    order = np.argsort(numbers, kind="stable")
    shared = {originals[name]: place for name, place in own.items() if name in originals}
    return MendedSource(
        original=original,
        mended_file=mended.file,
        numbers=numbers[order],
        rows=np.array(rows.rows, dtype=np.int64)[order],
        columns={place: rows.column(at).take(pa.array(order)) for place, at in shared.items()},
        faults={place: rows.faults[at] for place, at in enumerate(order.tolist()) if at in rows.faults},
    )


@dataclass(slots=True, kw_only=True)
class _Rows:
    """The rows of a mended file as they are read: the numbers they name and their own, their cells, what is wrong."""

    file: str
    header: tuple[str, ...]
    numbers: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    cells: list[list[pa.StringArray]] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: set[int] = field(default_factory=set)
    held: int = 0

    def add(self, chunk: Chunk) -> None:
        """Take the rows of the next chunk that say which record they stand for; `Invalid("file_unpacks_too_large")`."""
        records = enumerate(zip(*(column.to_pylist() for column in chunk.cells), strict=True))
        numbers = chunk.numbers.tolist()
        taken = [
            place
            for place, record in records
            if any(record) and self._takes(numbers[place], record, chunk.faults.get(place))
        ]
        cells = [column.take(pa.array(taken, pa.int64())) for column in chunk.cells]
        self.held += sum(column.nbytes for column in cells)
        if self.held > HELD:
            raise Invalid("file_unpacks_too_large", file=self.file, bytes=HELD)
        self.cells.append(cells)

    def _takes(self, row: int, record: Sequence[str | None], fault: Fault | None) -> bool:
        """Whether the row names a record. Of one that does not fit the header nobody knows which cell is `_row`."""
        if fault and fault.code != "cell_too_long" and fault != unmended(self.header, record):
            self.problems.append(Problem(row=row, column="", code=fault.code, read=shown(fault.read)))
            return False
        text, _ = clean_cell(record[self.header.index(ROW)])
        if not NUMBER.fullmatch(text):
            self.problems.append(self.problem(row, "row_malformed", text))
            return False
        number = int(text)
        if number in self.named:
            self.problems.append(self.problem(row, "row_repeated", text))
            return False
        if fault:
            self.faults[len(self.numbers)] = fault
        self.named.add(number)
        self.numbers.append(number)
        self.rows.append(row)
        return True

    def problem(self, row: int, code: str, read: str) -> Problem:
        return Problem(row=row, column=ROW, code=code, read=shown(read))

    def column(self, place: int) -> pa.StringArray:
        """All the cells of one column; a workbook's empty cell is the empty text that it is in a text file."""
        return pa.concat_arrays([pa.array([], pa.string()), *(cells[place] for cells in self.cells)]).fill_null("")


def _columns(header: Sequence[str]) -> Mapping[Column, int]:
    """The place of each column, but for those that a rejects file adds."""
    found: dict[Column, int] = {}
    seen: Counter[str] = Counter()
    for place, name in enumerate(header):
        if name not in OWN:
            found[fold(name), seen[fold(name)]] = place
            seen[fold(name)] += 1
    return found


def _differences(
    header: Sequence[str], own: Mapping[Column, int], original: Sequence[str], originals: Mapping[Column, int]
) -> Iterator[Problem]:
    """The named columns that only one of the two has, and `_row` where it is not there once."""
    missing = [original[place] for name, place in originals.items() if name[0] and name not in own]
    unknown = [header[place] for name, place in own.items() if name[0] and name not in originals]
    missing += [] if ROW in header else [ROW]
    unknown += [ROW] * (header.count(ROW) - 1)
    for code, names in (("column_missing", missing), ("column_unknown", unknown)):
        yield from (Problem(row=1, column=shown(name), code=code, read="") for name in names)


def _not_rejected(original: Source, rows: _Rows, rejected: Numbers, progress: Progress) -> Iterator[Problem]:
    """The rows for which the original has no record to be mended."""
    numbers = np.array(rows.numbers, dtype=np.int64)
    places = np.flatnonzero(~np.isin(numbers, rejected))
    known = _known(original, numbers[places], progress)
    for place, right in zip(places.tolist(), known.tolist(), strict=True):
        row, read = rows.rows[place], str(rows.numbers[place])
        yield rows.problem(row, "mended_row_was_right" if right else "row_unknown", read)


def _known(original: Source, numbers: Numbers, progress: Progress) -> npt.NDArray[np.bool_]:
    """Which of the numbers are a record's: in a workbook an empty row between two records is none."""
    known = np.zeros(len(numbers), dtype=bool)
    for chunk in original.chunks(()) if len(numbers) else ():
        known |= np.isin(numbers, chunk.numbers)
        progress(0, original.total)
    return known
