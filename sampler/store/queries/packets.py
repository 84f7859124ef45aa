"""The packets of a draw: what each bureau gets. They are for their bureau, not for the public."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sampler.store.queries.bureaus import bureau_names
from sampler.store.queries.papers import PaperLine, papers_of
from sampler.store.tables import TargetRow
from sampler.store.tables.papers import PaperKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketLine:
    """A bureau with its number of targets, and the newest version of each of its papers."""

    bureau: str
    name: str
    targets: int
    papers: tuple[PaperLine, ...]


def packets(session: Session, draw_id: str) -> tuple[PacketLine, ...]:
    """One line a bureau that has targets, by code; a bureau whose packet is not made yet has no papers."""
    papers: dict[str, dict[str, PaperLine]] = {}
    for paper in papers_of(session, draw_id):
        if paper.kind is PaperKind.PACKET and paper.bureau is not None:
            papers.setdefault(paper.bureau, {})[paper.name] = paper  # later versions come later
    counted = (
        select(TargetRow.bureau, func.count().label("targets"))
        .where(TargetRow.draw_id == draw_id)
        .group_by(TargetRow.bureau)
        .order_by(TargetRow.bureau)
    )
    names = bureau_names(session)
    return tuple(
        PacketLine(
            bureau=row.bureau,
            name=names.get(row.bureau, row.bureau),
            targets=row.targets,
            papers=tuple(papers.get(row.bureau, {}).values()),
        )
        for row in session.execute(counted)
    )
