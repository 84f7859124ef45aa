"""Registering papers that were rendered: their bytes already lie in the content-addressed store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Invalid
from sampler.record import check_text
from sampler.store.queries.papers import why_not_made
from sampler.store.tables import DrawRow, PaperRow
from sampler.store.tables.papers import PaperKind
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act
from sampler.work.draws import lock_draw, subject

INTERNAL = frozenset({PaperKind.PACKET, PaperKind.MINUTES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A rendered paper: `name` is what a reader downloads, `sha256` finds its bytes."""

    kind: PaperKind
    name: str
    bytes: int
    sha256: str
    bureau: str | None = None

    def line(self) -> str:
        return f"{self.sha256}\t{self.bytes}\t{self.name}"


def require_makeable(session: Session, draw_id: str, kinds: Iterable[PaperKind]) -> None:
    """What `register_papers` would refuse papers of these kinds for, asked before they are made."""
    _require_makeable(lock_draw(session, draw_id), kinds)


def _require_makeable(draw: DrawRow, kinds: Iterable[PaperKind]) -> None:
    for kind in kinds:
        if refusal := why_not_made(draw, kind):
            raise refusal


def register_papers(session: Session, actor: Actor, at: datetime, draw_id: str, papers: Sequence[Paper]) -> None:
    """Note papers of a draw; one whose bytes changed since the last time becomes its next version.

    Papers with results come with their release only, those of targets and the minutes after the ceremony, and no list
    while the draw is sealed; `Refused`: "paper_without_release", "paper_before_ceremony", "paper_of_void_draw",
    "draw_sealed".
    """
    draw = lock_draw(session, draw_id)
    _require_makeable(draw, (paper.kind for paper in papers))
    new = [paper for paper in papers if add_paper(session, at, draw, paper)]
    digest = digest_of(paper.line() for paper in papers)
    record_act(session, actor, at, "register_papers", subject(draw_id), digest=digest, papers=len(papers), new=len(new))


def add_paper(session: Session, at: datetime, draw: DrawRow, paper: Paper) -> bool:
    """Add the paper as its next version, unless the newest has these bytes; says whether it was added."""
    if not paper.name or "/" in paper.name:
        raise Invalid("paper_name_unusable", read=paper.name)
    newest = session.scalar(
        select(PaperRow)
        .where(PaperRow.draw_id == draw.draw_id, PaperRow.name == check_text("name", paper.name))
        .order_by(PaperRow.version.desc())
        .limit(1)
    )
    if newest is not None and newest.sha256 == paper.sha256:
        return False
    session.add(
        PaperRow(
            draw_id=draw.draw_id,
            name=paper.name,
            version=newest.version + 1 if newest else 1,
            kind=paper.kind,
            bureau=paper.bureau,
            bytes=paper.bytes,
            sha256=paper.sha256,
            public=paper.kind is PaperKind.NOTICE or not (paper.kind in INTERNAL or draw.rehearsal),
            at=at,
        )
    )
    session.flush()
    return True
