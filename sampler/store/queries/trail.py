"""The trail as auditors search it, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from sampler.store.tables import DrawRow, SnapshotRow, TrailRow, UserRow
from sampler.store.trail import entry_of
from sampler.trail import DONE, TrailEntry

PAGE = 50
REFUSED = "refused"  # any result but done


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailSearch:
    """What is looked for; empty: everything. `object` is `<noun>:<key>`, or `<noun>:` for all of a kind; `result` is
    `done`, `refused` or the code of a refusal; `text` stands somewhere in the object or the details; `since` is the
    first moment, `until` the one after the last.
    """

    actor: str = ""
    act: str = ""
    object: str = ""
    result: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = TrailSearch()


def thawed(session: Session) -> frozenset[str]:
    """The notice hash of every freeze that was taken back, as far as the trail reaches."""
    done = select(TrailRow.digest).where(TrailRow.act == "thaw", TrailRow.result == DONE)
    return frozenset(session.scalars(done))


def oldest_act(session: Session) -> datetime | None:
    """When the oldest of the accounts, snapshots and draws was made: since then at least there is a trail."""
    made = (UserRow.created_at, SnapshotRow.at, DrawRow.at)
    return min(filter(None, (session.scalar(select(func.min(at))) for at in made)), default=None)


def trail_page(
    session: Session, search: TrailSearch = EVERYTHING, *, before: int | None = None, limit: int = PAGE
) -> tuple[TrailEntry, ...]:
    """The newest of what was found, those before number `before` on the next page."""
    rows = _found(select(TrailRow), search).order_by(TrailRow.number.desc()).limit(limit)
    if before is not None:
        rows = rows.where(TrailRow.number < before)
    return tuple(entry_of(row) for row in session.scalars(rows))


def trail_count(session: Session, search: TrailSearch = EVERYTHING) -> int:
    """How many rows were found."""
    return session.scalar(_found(select(func.count()).select_from(TrailRow), search)) or 0


def trail_rows(session: Session, search: TrailSearch = EVERYTHING) -> Iterator[TrailEntry]:
    """Everything that was found, the oldest first, without holding it all."""
    rows = _found(select(TrailRow), search).order_by(TrailRow.number).execution_options(yield_per=1000)
    return (entry_of(row) for row in session.scalars(rows))


def trail_acts(session: Session) -> tuple[str, ...]:
    """The acts that stand in the trail."""
    return tuple(session.scalars(select(TrailRow.act).distinct().order_by(TrailRow.act)))


def _found(rows: Select[Any], search: TrailSearch) -> Select[Any]:
    if search.actor:
        rows = rows.where(TrailRow.actor == search.actor)
    if search.act:
        rows = rows.where(TrailRow.act == search.act)
    if search.object.endswith(":"):
        rows = rows.where(func.substr(TrailRow.object, 1, len(search.object)) == search.object)
    elif search.object:
        rows = rows.where(TrailRow.object == search.object)
    if search.result == REFUSED:
        rows = rows.where(TrailRow.result != DONE)
    elif search.result:
        rows = rows.where(TrailRow.result == search.result)
    if search.text:
        columns = (TrailRow.object, TrailRow.details)
        rows = rows.where(or_(*(column.icontains(search.text, autoescape=True) for column in columns)))
    if search.since:
        rows = rows.where(TrailRow.at >= search.since)
    if search.until:
        rows = rows.where(TrailRow.at < search.until)
    return rows
