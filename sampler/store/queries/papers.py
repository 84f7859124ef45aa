"""Papers by draw and by digest. Packets are for their bureau and are never among the public ones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Missing, Refused
from sampler.plan import TaskState
from sampler.record import Notice
from sampler.store.queries.visible import ANNOUNCED
from sampler.store.tables import DrawRow, PaperRow
from sampler.store.tables.papers import PaperKind

WITH_RESULTS = frozenset({PaperKind.PUBLICATION, PaperKind.OPEN_DATA})
OF_TARGETS = frozenset({PaperKind.TARGET_LIST, PaperKind.PACKET})
AFTER_CEREMONY = OF_TARGETS | {PaperKind.MINUTES}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A paper: `name` is what a reader downloads, `sha256` finds its bytes (`Files.paper`)."""

    kind: PaperKind
    name: str
    bytes: int
    sha256: str
    bureau: str | None
    version: int
    public: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawBasis:
    """What the papers of a draw are made from, beside its record."""

    draw_id: str
    title: str
    authority: str
    snapshot: str
    notice_hash: str
    demo: bool


def why_not_made(draw: DrawRow, kind: PaperKind) -> Refused | None:
    """What a paper of this kind is refused for as the draw stands; None: it may be made.

    A sealed draw's targets are nobody's before they are handed to their bureaus, and the public's only when it is
    opened; results come with their release alone.
    """
    if draw.announced_at is None:
        return Refused("paper_before_announcement", kinds=[str(kind)])
    if kind in WITH_RESULTS:
        return Refused("paper_without_release", kinds=[str(kind)])
    if kind in AFTER_CEREMONY and draw.ceremony_at is None:
        return Refused("paper_before_ceremony", kinds=[str(kind)])
    if kind in OF_TARGETS and draw.state is TaskState.VOID:
        return Refused("paper_of_void_draw", kinds=[str(kind)])
    if draw.sealed and (kind is PaperKind.TARGET_LIST or (kind is PaperKind.PACKET and draw.state is TaskState.DRAWN)):
        return Refused("draw_sealed", draw_id=draw.draw_id)
    return None


def draw_basis(session: Session, draw_id: str) -> DrawBasis:
    """Whatever state the draw is in; `Missing("draw_unknown")`."""
    row = session.get(DrawRow, draw_id)
    if row is None:
        raise Missing("draw_unknown", draw_id=draw_id)
    return DrawBasis(
        draw_id=row.draw_id,
        title=row.title,
        authority=row.authority,
        snapshot=row.snapshot,
        notice_hash=row.notice_hash,
        demo=row.demo,
    )


def notice_of_draw(session: Session, draw_id: str) -> Notice:
    """What the draw's notice says in full, whatever state it is in; `Missing("draw_unknown")`."""
    row = session.get(DrawRow, draw_id)
    if row is None:
        raise Missing("draw_unknown", draw_id=draw_id)
    return Notice.parse(row.notice)


def internal_paper(session: Session, draw_id: str, name: str, version: int, bureau: str | None) -> PaperLine:
    """A paper that is for its bureau, or for nobody's in particular; `Missing("paper_unknown")`."""
    row = session.get(PaperRow, (draw_id, name, version))
    if row is None or row.public or row.bureau != bureau:
        raise Missing("paper_unknown", name=name)
    return _line(row)


def public_papers(session: Session, draw_id: str) -> tuple[PaperLine, ...]:
    """The public papers of a draw, every version, in the order they were made."""
    return tuple(line for line in papers_of(session, draw_id) if line.public)


def papers_of(session: Session, draw_id: str) -> tuple[PaperLine, ...]:
    """All papers of a draw, packets too, every version, in the order they were made."""
    rows = select(PaperRow).where(PaperRow.draw_id == draw_id).order_by(PaperRow.at, PaperRow.name, PaperRow.version)
    return tuple(_line(row) for row in session.scalars(rows))


def public_paper(session: Session, sha256: str, extension: str) -> PaperLine:
    """The newest public paper of these bytes, of a draw that the public knows of; `Missing("paper_unknown")`."""
    rows = session.scalars(
        select(PaperRow)
        .join(DrawRow, DrawRow.draw_id == PaperRow.draw_id)
        .where(PaperRow.sha256 == sha256, PaperRow.public, ANNOUNCED)
        .order_by(PaperRow.at.desc(), PaperRow.draw_id, PaperRow.name)
    )
    ending = f".{extension}"  # compared here: to SQLite's LIKE, .PDF is .pdf
    row = next((row for row in rows if row.name.endswith(ending)), None)
    if row is None:
        raise Missing("paper_unknown", sha256=sha256)
    return _line(row)


def _line(row: PaperRow) -> PaperLine:
    return PaperLine(
        kind=row.kind,
        name=row.name,
        bytes=row.bytes,
        sha256=row.sha256,
        bureau=row.bureau,
        version=row.version,
        public=row.public,
        at=row.at,
    )
