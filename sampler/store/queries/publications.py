"""What was published of a draw, version by version, and until when what was not must be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from sampler.plan import TaskState
from sampler.store.queries.authority import working_days
from sampler.store.tables import DrawRow, EntryRow, FindingRow, PublicationRow, TargetRow
from sampler.store.tables.publications import PublicationKind
from sampler.working_days import DAYS_TO_PUBLISH, WorkingDays


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDue:
    """Until when results are published: `on`, so many working days after the earliest end of a check, `finished_on`.

    `on` is None where it cannot be computed, because the days off of the year `unknown` are not registered.
    """

    finished_on: date
    on: date | None
    unknown: int | None

    def is_over(self, today: date) -> bool:
        """The day has gone by."""
        return self.on is not None and today > self.on


def publications_due(session: Session) -> Mapping[str, PublicationDue]:
    """By draw_id, of the draws that have findings which are not published; a rehearsal's never are."""
    newest = and_(
        FindingRow.draw_id == TargetRow.draw_id,
        FindingRow.entity_id == TargetRow.entity_id,
        FindingRow.version == TargetRow.version,
    )
    earliest = (
        select(FindingRow.draw_id, func.min(FindingRow.finished_on))
        .join(TargetRow, newest)
        .join(DrawRow, DrawRow.draw_id == FindingRow.draw_id)
        .where(DrawRow.state.in_((TaskState.INSPECTING, TaskState.INSPECTED)), ~DrawRow.rehearsal)
        .group_by(FindingRow.draw_id)
    )
    known = working_days(session)
    return {draw_id: _due(known, finished_on) for draw_id, finished_on in session.execute(earliest)}


def _due(known: WorkingDays, finished_on: date) -> PublicationDue:
    on = known.after(finished_on, DAYS_TO_PUBLISH)
    return PublicationDue(finished_on=finished_on, on=on, unknown=None if on else known.gap(finished_on))
