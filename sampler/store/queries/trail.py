"""The trail, a page at a time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.store.tables import TrailRow
from sampler.store.trail import entry_of
from sampler.trail import TrailEntry

PAGE = 50


def trail_page(
    session: Session, *, before: int | None = None, subject: str | None = None, limit: int = PAGE
) -> tuple[TrailEntry, ...]:
    """The newest entries, those before number `before` on the next page; `subject` asks for one `<noun>:<key>`."""
    rows = select(TrailRow).order_by(TrailRow.number.desc()).limit(limit)
    if before is not None:
        rows = rows.where(TrailRow.number < before)
    if subject is not None:
        rows = rows.where(TrailRow.object == subject)
    return tuple(entry_of(row) for row in session.scalars(rows))
