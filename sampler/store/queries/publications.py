"""What was published of a draw, version by version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.store.tables import EntryRow, PublicationRow
from sampler.store.tables.publications import PublicationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationLine:
    """A version, the chain entry that published it, and why it corrects the one before (from version 2 on)."""

    version: int
    kind: PublicationKind
    entry: str
    number: int
    reason: str
    approved_by: str
    at: datetime


def publications(session: Session, draw_id: str) -> tuple[PublicationLine, ...]:
    """All versions, the first first."""
    rows = session.execute(
        select(PublicationRow, EntryRow.number)
        .join(EntryRow, EntryRow.hash == PublicationRow.entry)
        .where(PublicationRow.draw_id == draw_id)
        .order_by(PublicationRow.version)
    )
    return tuple(
        PublicationLine(
            version=row.version,
            kind=row.kind,
            entry=row.entry,
            number=number,
            reason=row.reason,
            approved_by=row.approved_by,
            at=row.at,
        )
        for row, number in rows
    )
