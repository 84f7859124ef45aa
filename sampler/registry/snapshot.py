"""An accepted registry, frozen: a Parquet file sorted by id, named by its SHA-256.

The same accepted rows give the same bytes, whatever file they came from and in whatever order: fixed row groups, fixed
compression, no metadata of a tool or a time. So the same registry read twice is one snapshot, and a snapshot read as a
registry gives itself.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sampler.disk import UNCHANGING, draft
from sampler.errors import Missing
from sampler.registry.checks import SCHEMA

GROUP_ROWS = 65_536
COLUMNS = tuple(SCHEMA.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A snapshot file: `digest` is the SHA-256 in its name, `rows` the number of its entities."""

    path: Path
    digest: str
    rows: int

    def batches(self, columns: Sequence[str] = COLUMNS) -> Iterator[pa.RecordBatch]:
        """The rows by increasing id, a row group at a time, in the columns asked for."""
        with pq.ParquetFile(self.path, pre_buffer=False) as file:
            for group in range(file.num_row_groups):
                yield from file.read_row_group(group, columns=list(columns)).select(list(columns)).to_batches()

    def names(self) -> Iterator[str]:
        """The name of each entity, by increasing id."""
        for batch in self.batches(("name",)):
            yield from batch.column("name").to_pylist()

    def ids_sha256(self) -> str:
        """H of all its ids, a line each: what a notice of SSJ1 says of the registry (`registry_sha256`)."""
        digest = hashlib.sha256()
        for batch in self.batches(("id",)):
            digest.update("".join(f"{entity_id}\n" for entity_id in batch.column("id").to_pylist()).encode())
        return digest.hexdigest()

    def rows_of(self, ids: Iterable[str], columns: Sequence[str] = COLUMNS) -> dict[str, Mapping[str, str | None]]:
        """The rows of some entities, by id; an id that the snapshot does not hold is left out."""
        wanted = sorted(set(ids))
        found: dict[str, Mapping[str, str | None]] = {}
        with pq.ParquetFile(self.path, pre_buffer=False) as file:
            for group in range(file.num_row_groups):
                within = file.metadata.row_group(group).column(0).statistics
                here = wanted[bisect_left(wanted, within.min) : bisect_right(wanted, within.max)]
                if here:
                    rows = file.read_row_group(group, columns=list({"id": 0} | dict.fromkeys(columns)))
                    held = rows.filter(pc.is_in(rows.column("id"), value_set=pa.array(here)))
                    found |= zip(held.column("id").to_pylist(), held.select(list(columns)).to_pylist(), strict=True)
        return found


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot at `path`; `Missing("snapshot_unknown")` where there is none.

    Its digest is the one in its name: whoever must know that the file still has it hashes the file.
    """
    try:
        rows = pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException):
        raise Missing("snapshot_unknown", file=path.name) from None
    return Snapshot(path=path, digest=path.stem, rows=rows)


def write_snapshot(bands: Iterable[pa.Table], folder: Path, scratch: Path) -> Path:
    """Write rows that come by increasing id; gives the finished file, `<digest>.parquet` in `folder`.

    It is whole or it is not there: written in `scratch` (of the same file system), made durable, then renamed.
    """
    with draft(scratch) as made:
        with pq.ParquetWriter(made.stream, SCHEMA, compression="zstd", store_schema=False) as writer:
            for group in _groups(bands):
                writer.write_table(group, row_group_size=GROUP_ROWS)
        path = folder / f"{made.sha256()}.parquet"
        made.place(path, UNCHANGING)
    return path


def _groups(bands: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Row groups of `GROUP_ROWS`, the last one shorter; a band holds a whole number of them."""
    for band in bands:
        for start in range(0, band.num_rows, GROUP_ROWS):
            yield band.slice(start, GROUP_ROWS).combine_chunks()
