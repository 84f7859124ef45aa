"""The findings at which the targets of a draw stand."""

from collections import defaultdict

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from sampler.finding import Finding, Method
from sampler.store.tables import FindingCodeRow, FindingRow, TargetRow


def current_findings(session: Session, draw_id: str) -> tuple[Finding, ...]:
    """The newest finding of every target that has one, by id; what was sent back and replaced is not among them."""
    codes: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in session.scalars(select(FindingCodeRow).where(FindingCodeRow.draw_id == draw_id)):
        codes[row.entity_id, row.version].add(row.code)
    newest = and_(
        FindingRow.draw_id == TargetRow.draw_id,
        FindingRow.entity_id == TargetRow.entity_id,
        FindingRow.version == TargetRow.version,
    )
    rows = session.scalars(
        select(FindingRow).join(TargetRow, newest).where(TargetRow.draw_id == draw_id).order_by(FindingRow.entity_id)
    )
    return tuple(
        Finding(
            id=row.entity_id,
            codes=frozenset(codes[row.entity_id, row.version]),
            finished_on=row.finished_on,
            method=Method(row.method),
            disposal=row.disposal,
            note=row.note,
        )
        for row in rows
    )
