"""Rows on their way to a snapshot: written down as they are checked, judged by id at the end, brought into order.

Only a few dozen bytes of a row stay in memory (its id, the hash of its content, its number); its text waits in a
temporary file. Once all ids are known and sorted, each accepted row knows its rank: the rows are dealt into bands of
ranks, each small enough to be sorted in memory, and written one band after the other.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sampler.disk import scratch
from sampler.registry.checks import SCHEMA, Checked
from sampler.registry.examined import Mask

BAND_ROWS = 2 * 65_536  # rows brought into order at a time; whole row groups of a snapshot
RANK = "rank"
RANKED = SCHEMA.append(pa.field(RANK, pa.int64()))
SPOOLED = "spool"
PACKED = pa.ipc.IpcWriteOptions(compression="lz4")

Indices = npt.NDArray[np.int64]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """All rows that have an id, by increasing id and within one id by row: masks and numbers are in that order.

    `accepted` rows have no problem and stand first of their like; `repeated` ones say the same as an earlier row of
    their id; `conflicting` ones share their id with rows that say something else.
    """

    ids: npt.NDArray[np.bytes_]
    numbers: Indices
    marks: npt.NDArray[np.uint32]
    places: Indices  # in the spool; -1 for a row that is not in it
    accepted: Mask
    repeated: Mask
    conflicting: Mask


@dataclass(slots=True)
class Roll:
    """What is kept of every row that has an id until all are known; `held` counts those without a problem."""

    held: int = 0
    ids: list[npt.NDArray[np.bytes_]] = field(default_factory=list)
    content: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    numbers: list[Indices] = field(default_factory=list)
    marks: list[npt.NDArray[np.uint32]] = field(default_factory=list)
    places: list[Indices] = field(default_factory=list)

    def add(self, checked: Checked) -> None:
        """Take the rows of the next chunk that have an id."""
        named, sound = ~checked.found.nameless, ~checked.found.faulty
        places = np.full(len(named), -1, dtype=np.int64)
        places[sound] = self.held + np.arange(sound.sum())
        self.held += int(sound.sum())
        ids = checked.rows.column("id").filter(pa.array(named)).to_pylist()
        self.ids.append(np.array(ids, dtype=np.bytes_) if ids else np.empty(0, dtype="S1"))
        self.content.append(checked.content[named])
        self.numbers.append(checked.found.numbers[named])
        self.marks.append(checked.found.marks[named])
        self.places.append(places[named])

    def judge(self) -> Judged:
        """Compare the rows of each id; the roll is empty then."""
        ids = _joined(self.ids, np.dtype("S1"))
        order = np.argsort(ids, kind="stable")
        ids = ids[order]
        content = _joined(self.content, np.dtype(np.uint64))[order]
        places = _joined(self.places, np.dtype(np.int64))[order]
        first = np.ones(len(ids), dtype=bool)
        first[1:] = ids[1:] != ids[:-1]
        group = np.cumsum(first) - 1
        differs = ~first
        differs[1:] &= content[1:] != content[:-1]
        conflicting = (np.bincount(group, weights=differs) > 0)[group] if len(ids) else first
        repeated = ~first & ~conflicting
        return Judged(
            ids=ids,
            numbers=_joined(self.numbers, np.dtype(np.int64))[order],
            marks=_joined(self.marks, np.dtype(np.uint32))[order],
            places=places,
            accepted=(places >= 0) & first & ~conflicting,
            repeated=repeated,
            conflicting=conflicting,
        )


@dataclass(slots=True)
class Spool:
    """Checked rows, those without a problem in a file in `folder`."""

    folder: Path
    stream: BinaryIO
    writer: pa.ipc.RecordBatchFileWriter
    roll: Roll = field(default_factory=Roll)

    @classmethod
    @contextmanager
    def within(cls, folder: Path) -> Iterator["Spool"]:
        with scratch(folder / SPOOLED) as stream:
            yield cls(folder=folder, stream=stream, writer=pa.ipc.new_file(stream, SCHEMA, options=PACKED))

    def add(self, checked: Checked) -> None:
        """Take the rows of a chunk that have an id; the text of those that have a problem is not kept."""
        self.roll.add(checked)
        self.writer.write_table(checked.rows.filter(pa.array(~checked.found.faulty)))

    def judge(self) -> Judged:
        """Close the file and compare the rows of each id."""
        self.writer.close()
        self.stream.flush()
        return self.roll.judge()

    def bands(self, judged: Judged) -> Iterator[pa.Table]:
        """The accepted rows by increasing id, `BAND_ROWS` at a time."""
        ranks = np.full(self.roll.held, -1, dtype=np.int64)
        places = judged.places[judged.accepted]
        ranks[places] = np.arange(len(places))
        count = -(-len(places) // BAND_ROWS)
        self._deal(ranks, count)
        for band in range(count):
            path = self._band(band)
            with pa.OSFile(str(path)) as stream, pa.ipc.open_file(stream) as reader:
                rows = reader.read_all()
            path.unlink()
            order = np.argsort(rows.column(RANK).to_numpy())
            yield rows.drop_columns([RANK]).take(pa.array(order))

    def _deal(self, ranks: Indices, count: int) -> None:
        """Write each accepted row to the file of its band, with its rank."""
        with ExitStack() as stack:
            streams = [stack.enter_context(scratch(self._band(band))) for band in range(count)]
            writers = [stack.enter_context(pa.ipc.new_file(stream, RANKED, options=PACKED)) for stream in streams]
            start = 0
            spooled = stack.enter_context(pa.OSFile(str(self.folder / SPOOLED)))
            reader = stack.enter_context(pa.ipc.open_file(spooled))
            for place in range(reader.num_record_batches):
                batch = reader.get_batch(place)
                rank = ranks[start : start + len(batch)]
                start += len(batch)
                rows = pa.table([*batch.columns, pa.array(rank)], schema=RANKED)
                for band in np.unique(rank[rank >= 0] // BAND_ROWS).tolist():
                    writers[band].write_table(rows.filter(pa.array((rank >= 0) & (rank // BAND_ROWS == band))))

    def _band(self, band: int) -> Path:
        return self.folder / f"band-{band}"


def _joined(arrays: list[npt.NDArray[Scalar]], dtype: np.dtype[Scalar]) -> npt.NDArray[Scalar]:
    """The arrays as one; the list is emptied, so that they are not held twice."""
    joined = np.concatenate([np.empty(0, dtype=dtype), *arrays])
    arrays.clear()
    return joined
