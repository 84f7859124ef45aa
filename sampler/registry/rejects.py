"""The rejects file: the rejected rows as they were read, with what is wrong with each, to be mended and loaded again.

CSV, UTF-8 with a byte order mark so that a spreadsheet opens it; the original columns first, then `_row` (the record
number in the original file) and `_problems`. Where rows did not fit the header there is also `_extra`, with the text
that found no column, and `#缺` stands for fields that were not there. Loaded again, `_row` and `_problems` are passed
over; a row whose `_extra` or `#缺` nobody has mended is rejected again.

The cells are the file's own text, unaltered, since they are to be mended. A cell that begins with `=` may therefore be
run by a spreadsheet that opens the file: such cells are problems of their own (`formula`) and stand in `_problems`.
"""

import csv
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa

from sampler.registry.examined import MISFITS
from sampler.registry.source import ABSENT, EXTRA, PROBLEMS, ROW, Chunk, Source
from sampler.registry.tally import RowProblems

OWN = (ROW, PROBLEMS, EXTRA)


def write_rejects(path: Path, source: Source, problems: RowProblems) -> None:
    """Write the rejected rows of a source to `path`; it is whole or it is not there."""
    places = [place for place, name in enumerate(source.header) if name not in OWN]
    rows = chain.from_iterable(_rejected(chunk, problems) for chunk in source.chunks(places))
    own = OWN if problems.has(MISFITS) else OWN[:2]
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([*(source.header[place] for place in places), *own])
            writer.writerows([*cells, *about[: len(own)]] for cells, about in rows)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _rejected(chunk: Chunk, problems: RowProblems) -> Iterator[tuple[list[str], tuple[int, str, str]]]:
    """The cells of each rejected row, and its number, problems and extra text."""
    told = dict(problems.between(int(chunk.numbers[0]), int(chunk.numbers[-1])))
    places = [place for place, number in enumerate(chunk.numbers.tolist()) if number in told]
    columns = [cells.take(pa.array(places, pa.int64())).to_pylist() for cells in chunk.cells]
    for place, *cells in zip(places, *columns, strict=True):
        number, fault = int(chunk.numbers[place]), chunk.faults.get(place)
        absent, extra = (ABSENT, fault.extra) if fault else ("", "")
        yield [absent if cell is None else cell for cell in cells], (number, told[number], extra)
