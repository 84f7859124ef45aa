"""The chain as files: every file that the public may have, by its path in the folder that `verify --chain` reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.caution import OUTCOME_WITHIN
from sampler.plan import TaskState
from sampler.record import SHUT_FILES, Notice
from sampler.seed import parse_time
from sampler.store import chain
from sampler.store.queries.entries import public_files
from sampler.store.queries.visible import ANNOUNCED
from sampler.store.tables import DrawRow, EntryRow, RecordFileRow

A_SECOND = timedelta(seconds=1)  # the grain of SSJ1's times


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFile:
    """`path` is `<draw_id>/<name>`, a file of the record, or `entries/<number>/<name>`, whose bytes are `data`."""

    path: str
    size: int
    sha256: str
    data: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicChain:
    """`files` sorted by path; `newest` is the time of the last entry, `due` the times of what is still to come."""

    files: tuple[ChainFile, ...]
    newest: datetime | None
    due: tuple[datetime, ...]

    @property
    def digest(self) -> str:
        """What the folder holds: the same files give the same digest."""
        return sha256("".join(f"{file.sha256}  {file.path}\n" for file in self.files).encode()).hexdigest()

    def judged_at(self, now: datetime) -> datetime | None:
        """The last moment at which the verdict on these files could change: an entry, or a time that ran out.

        Between two such moments the verdict is the same, so that it can be kept; None for a chain without entries.
        """
        if self.newest is None:
            return None
        return max([self.newest, *(due + A_SECOND for due in self.due if due + A_SECOND <= now)])


def public_chain(session: Session) -> PublicChain:
    """Of a sealed draw that is not opened without its seed, its targets and what later changed about them."""
    draws = {row.draw_id: row for row in session.scalars(select(DrawRow).where(ANNOUNCED))}
    entries = [row for row in chain.entries(session) if row.draw_id in draws]
    files = [*_record_files(session, draws), *_entry_files(draws, entries)]
    return PublicChain(
        files=tuple(sorted(files, key=lambda file: file.path)),
        newest=max((row.at for row in entries), default=None),
        due=tuple(sorted(due for draw in draws.values() for due in _due(session, draw))),
    )


def _record_files(session: Session, draws: dict[str, DrawRow]) -> Iterator[ChainFile]:
    listed = select(RecordFileRow.draw_id, RecordFileRow.name, RecordFileRow.bytes, RecordFileRow.sha256)
    for draw_id, name, size, digest in session.execute(listed):
        if draw_id in draws and not (draws[draw_id].sealed and name in SHUT_FILES):
            yield ChainFile(path=f"{draw_id}/{name}", size=size, sha256=digest)


def _entry_files(draws: dict[str, DrawRow], entries: list[EntryRow]) -> Iterator[ChainFile]:
    for row in entries:
        if row.kind in chain.IN_A_RECORD:
            continue
        for name, data in public_files(row, draws[row.draw_id]).items():
            path = f"entries/{row.number}/{name}"
            yield ChainFile(path=path, size=len(data), sha256=sha256(data).hexdigest(), data=data)


def _due(session: Session, draw: DrawRow) -> Iterator[datetime]:
    """By when the draw must have an outcome, and by when it must be opened, as far as that did not happen yet."""
    if draw.drawn is None and draw.state is not TaskState.VOID:
        yield draw.seed_at + OUTCOME_WITHIN
    if draw.sealed:
        yield parse_time(Notice.parse(draw.notice).open_by)
