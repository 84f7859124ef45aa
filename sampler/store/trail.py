"""Where the trail is kept: one row after another, each in the transaction of its act."""

from collections.abc import Iterator

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from sampler.store.session import lock_table
from sampler.store.tables import TrailRow
from sampler.trail import NO_ROW, Event, TrailEntry, chain_event

# what the migrations leave, by dialect; a disabled trigger guards nothing
TRIGGERS = {
    "sqlite": frozenset({"trail_in_order", "trail_no_delete", "trail_no_update"}),
    "postgresql": frozenset({"trail_in_order", "trail_no_delete", "trail_no_truncate", "trail_no_update"}),
}
ACTIVE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'trail'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('trail') AND tgenabled IN ('O', 'A')",
}
FIELDS = tuple(field for field in TrailEntry.__dataclass_fields__)


def append(session: Session, event: Event) -> TrailEntry:
    """Write the event as the newest row; the lock makes acts follow one another, so that the chain cannot fork.

    It is the last thing an act does: from here to its commit everybody else's acts wait.
    """
    lock_table(session, TrailRow)
    newest = session.execute(select(TrailRow.number, TrailRow.hash).order_by(TrailRow.number.desc()).limit(1)).first()
    number, prev = (newest.number + 1, newest.hash) if newest else (1, NO_ROW)
    entry = chain_event(event, number=number, prev=prev)
    session.add(TrailRow(**{name: getattr(entry, name) for name in FIELDS}))
    session.flush()
    return entry


def head(session: Session) -> str:
    """The newest row's hash; 64 zeros before the first act."""
    return session.scalar(select(TrailRow.hash).order_by(TrailRow.number.desc()).limit(1)) or NO_ROW


def hash_of(session: Session, number: int) -> str | None:
    """The hash of a row, if it is still here."""
    return session.scalar(select(TrailRow.hash).where(TrailRow.number == number))


def entries(session: Session) -> Iterator[TrailEntry]:
    """Every row by its number, to be verified."""
    rows = session.scalars(select(TrailRow).order_by(TrailRow.number).execution_options(yield_per=1000))
    return (entry_of(row) for row in rows)


def missing_triggers(session: Session) -> tuple[str, ...]:
    """Which of the triggers that keep the rows as they were written are gone, by name."""
    dialect = session.get_bind().dialect.name
    return tuple(sorted(TRIGGERS[dialect].difference(session.scalars(text(ACTIVE[dialect])))))


def delete_archived(session: Session, upto: int) -> None:
    """Delete the rows up to a number; the database refuses what no checkpoint covers."""
    session.execute(delete(TrailRow).where(TrailRow.number <= upto))


def entry_of(row: TrailRow) -> TrailEntry:
    """The row as `sampler.trail` knows it."""
    return TrailEntry(**{name: getattr(row, name) for name in FIELDS})
