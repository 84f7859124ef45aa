"""A registry file of invented entities, chunk by chunk."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from sampler.entity import Kind
from sampler.progress import Progress, no_progress
from sampler.synthetic.chance import Numbers
from sampler.synthetic.composition import Composition, composition, demo_composition, parts_of
from sampler.synthetic.dirt import Row
from sampler.synthetic.entities import HEADER, columns
from sampler.synthetic.files import is_ragged, row_file

CHUNK = 20_000  # second rows of an entity stand at the end of its chunk, so this number is part of what a registry is
GB18030 = "gb18030"
UTF8_WITH_MARK = "utf-8-sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`rows` without the header: the entities and the second rows of some; `dirty` of the entities have dirt."""

    rows: int
    entities: int
    dirty: int


def write_registry(
    path: Path,
    entities: int,
    dirty: Fraction | float = 0,
    *,
    encoding: str = UTF8_WITH_MARK,
    progress: Progress = no_progress,
) -> Written:
    """Write a registry in the demo's proportions; the ending of `path` says the format, `dirty` is a share from 0 to 1.

    Raises `Invalid` "format_unknown", "entities_out_of_range", "share_out_of_range", "too_many_rows" (XLSX),
    `Broken` "disk_write_failed".
    """
    parts = composition(entities, dirty, ragged=is_ragged(path.name))
    return write_parts(path, parts, encoding, progress)


def demo_registry(path: Path, *, progress: Progress = no_progress) -> Written:
    """Write the demo's registry as a GB18030 CSV, as such files come."""
    return write_parts(path, demo_composition(), GB18030, progress)


def write_parts(path: Path, parts: Composition, encoding: str, progress: Progress) -> Written:
    entities = sum(part.entities for part in parts)
    written = 0
    with row_file(path, HEADER, encoding=encoding) as write:
        for first in range(0, entities, CHUNK):
            numbers = np.arange(first, min(first + CHUNK, entities), dtype=np.uint64)
            rows = list(chunk_rows(numbers, parts))
            write(rows)
            written += len(rows)
            progress(int(numbers[-1]) + 1, entities)
    return Written(rows=written, entities=entities, dirty=sum(part.entities for part in parts if part.dirt))


def chunk_rows(numbers: Numbers, parts: Composition) -> Iterator[Row]:
    """The rows of some entities, soiled where their part says so, then their second rows."""
    part = parts_of(numbers, parts)
    kinds = list(Kind)
    kind = np.array([kinds.index(one.kind) for one in parts])[part]
    active = np.array([one.active for one in parts])[part]
    cells = (column.to_pylist() for column in columns(numbers, kind, active))
    later: list[Row] = []
    for number, place, *row in zip(numbers.tolist(), part.tolist(), *cells, strict=True):
        dirt = parts[place].dirt
        first, *more = dirt.soil(row, number) if dirt else [row]
        yield first
        later += more
    yield from later
