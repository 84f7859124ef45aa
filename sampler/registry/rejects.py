"""The rejects file: the rejected rows as they were read, with what is wrong with each, to be mended and loaded again.

CSV, UTF-8 with a byte order mark so that a spreadsheet opens it; the original columns first, then `_row` (the record
number in the original file) and `_problems`. Where rows did not fit the header there is also `_extra`, with the text
that found no column, and `#缺` stands for fields that were not there. Loaded again, `_row` and `_problems` are passed
over; a row whose `_extra` or `#缺` nobody has mended is rejected again. Where rows were mended before, `_mended` says
in which file and which of its records.

The cells are the file's own text, since they are to be mended; what a spreadsheet would run as a formula is marked by
an apostrophe (`sampler.formula`), which is taken off again when the file comes back.
"""

import csv
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sampler.disk import PRIVATE, whole
from sampler.formula import MARKED, harmless, unmarked
from sampler.registry.examined import MISFITS
from sampler.registry.examined import PROBLEMS as CODES
from sampler.registry.problem import Problem, shown
from sampler.registry.source import ABSENT, EXTRA, MENDED, OWN, PROBLEMS, ROW, Chunk, Fault, Source
from sampler.registry.tally import RowProblems

TOLD = re.compile(rf"(?:(?P<column>.*?) )?(?P<code>{'|'.join(CODES)})(?:; |$)", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectsSource:
    """A rejects file that comes back, without the marks that were `written` before what a spreadsheet would run."""

    written: Source

    @property
    def file(self) -> str:
        return self.written.file

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(map(unmarked, self.written.header))

    @property
    def total(self) -> int:
        return self.written.total

    @property
    def table(self) -> str:
        return self.written.table

    def chunks(self, places: Sequence[int]) -> Iterator[Chunk]:
        for chunk in self.written.chunks(places):
            cells = tuple(pc.replace_substring_regex(one, pattern=MARKED, replacement=r"\1") for one in chunk.cells)
            faults = {place: _unmarked_fault(fault) for place, fault in chunk.faults.items()}
            yield replace(chunk, cells=cells, faults=faults)


def _unmarked_fault(fault: Fault) -> Fault:
    return replace(fault, read=unmarked(fault.read), extra=unmarked(fault.extra))


def write_rejects(path: Path, source: Source, problems: RowProblems) -> None:
    """Write the rejected rows of a source to `path`, for its owner alone; it is whole or it is not there."""
    places = [place for place, name in enumerate(source.header) if name not in OWN]
    rows = chain.from_iterable(_rejected(chunk, problems) for chunk in source.chunks(places))
    wanted = {ROW: True, PROBLEMS: True, EXTRA: problems.has(MISFITS), MENDED: bool(problems.mended)}
    own = [name for name in OWN if wanted[name]]
    with whole(path, PRIVATE) as stream:
        text = TextIOWrapper(stream, "utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(map(harmless, [*(source.header[place] for place in places), *own]))
        writer.writerows(map(harmless, [*cells, *(about[name] for name in own)]) for cells, about in rows)
        text.detach()


def _rejected(chunk: Chunk, problems: RowProblems) -> Iterator[tuple[list[str], Mapping[str, str]]]:
    """The cells of each rejected row, and what the file's own columns say of it."""
    told = dict(problems.between(int(chunk.numbers[0]), int(chunk.numbers[-1])))
    places = [place for place, number in enumerate(chunk.numbers.tolist()) if number in told]
    columns = [cells.take(pa.array(places, pa.int64())).to_pylist() for cells in chunk.cells]
    for place, *cells in zip(places, *columns, strict=True):
        number, fault = int(chunk.numbers[place]), chunk.faults.get(place)
        absent, extra = (ABSENT, fault.extra) if fault else ("", "")
        about = {ROW: str(number), PROBLEMS: told[number], EXTRA: extra, MENDED: chunk.mended.get(place, "")}
        yield [absent if cell is None else cell for cell in cells], about


def read_rejects(path: Path) -> Generator[Problem, None, None]:
    """Every problem that a rejects file tells, by row, with what was read in its cell, or the first text of a row."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = (list(map(unmarked, row)) for row in csv.reader(stream))
        header = next(rows)
        own = header.index(ROW)
        for row in rows:
            about = dict(zip(header[own:], row[own:], strict=True))
            extra, mended = about.get(EXTRA, ""), about.get(MENDED, "")
            for found in TOLD.finditer(about[PROBLEMS]):
                column = found["column"] or ""
                read = row[header.index(column)] if column in header[:own] else extra or _first_text(row[:own])
                yield Problem(
                    row=int(about[ROW]), column=shown(column), code=found["code"], read=shown(read), mended=mended
                )


def _first_text(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if cell and cell != ABSENT), "")
