"""What the public may know of a draw, from its announcement on.

A sealed draw shows what SSJ1 section 5 lets be known before the opening: that it was held, and its hashes; seed,
cutoffs, targets and the files 20 to 50 stay shut. Findings are shown from the release on.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sampler.caution import OUTCOME_WITHIN
from sampler.errors import Missing
from sampler.finding import in_order
from sampler.plan import TaskState
from sampler.record import SHUT_FILES, Notice, parse_entry
from sampler.seed import parse_time
from sampler.store import chain, trail
from sampler.store.queries.bureaus import bureau_names
from sampler.store.queries.figures import (
    BureauLine,
    FindingFigure,
    bureau_lines,
    finding_figures,
)
from sampler.store.queries.papers import PaperLine, public_papers
from sampler.store.queries.visible import ANNOUNCED, is_released
from sampler.store.tables import (
    AssignmentRow,
    DrawRow,
    EntryRow,
    FindingCodeRow,
    FindingRow,
    RecordFileRow,
    StratumRow,
    TargetRow,
)

__all__ = [
    "BureauLine",
    "DrawDetail",
    "DrawSummary",
    "FileLine",
    "FindingFigure",
    "PaperLine",
    "StratumLine",
    "TargetAnswer",
    "VoidLine",
    "all_draws",
    "draw_detail",
    "published_draws",
    "target_answer",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSummary:
    """A draw in a list. `drawn` once the ceremony was held; `published_at` once the results are out."""

    draw_id: str
    title: str
    state: TaskState
    authority: str
    number: int
    at: datetime
    announced_at: datetime | None
    seed_at: datetime
    frame_count: int
    drawn: int | None
    sealed: bool
    rehearsal: bool
    demo: bool
    published_at: datetime | None

    def overdue(self, at: datetime) -> bool:
        """Whether it has neither outcome nor void at `at`, more than a day after `seed_at` (SSJ1 section 2)."""
        return self.state is TaskState.ANNOUNCED and at > self.seed_at + OUTCOME_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumLine:
    """N entities, the size as the notice writes it, n places and the cutoff once drawn."""

    name: str
    entities: int
    size: str
    places: int | None
    cutoff: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of the record that anyone may have."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidLine:
    """How a draw ended without use; `late`: at or after `seed_at`, when the seed could be known."""

    at: datetime
    reason: str
    hash: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawDetail:
    """Everything public about one draw, in the words of its notice. `repeats` is the void draw that this one is made
    instead of, `redraws` those that were made instead of this one."""

    summary: DrawSummary
    notice_hash: str
    record_hash: str | None
    outcome_hash: str | None
    seed: str | None
    public_value: str | None
    seed_source: str
    seed_format: str
    frame_sha256: str
    frame_merkle: str
    registry_sha256: str
    registry_count: int
    excluded_count: int
    exclusions: tuple[tuple[str, int], ...]
    team_size: int
    inspectors_count: int
    sealed: bool
    open_by: datetime | None
    redraw_of: str | None
    repeats: DrawSummary | None
    redraws: tuple[DrawSummary, ...]
    void: VoidLine | None
    strata: tuple[StratumLine, ...]
    bureaus: tuple[BureauLine, ...]
    files: tuple[FileLine, ...]
    papers: tuple[PaperLine, ...]
    findings: tuple[FindingFigure, ...]
    trail_head: str | None
    ceremony_at: datetime | None
    entry_hashes: tuple[str, ...]
    entry_numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetAnswer:
    """A drawn entity; `assigned` is how many inspectors visit it. Findings are None until they are published."""

    stratum: str
    rank: int
    ticket: str
    bureau: str
    bureau_name: str
    assigned: int
    findings: tuple[str, ...] | None
    finished_on: date | None


def published_draws(session: Session) -> tuple[DrawSummary, ...]:
    """The draws that the public knows of, the newest first."""
    rows = session.scalars(select(DrawRow).where(ANNOUNCED).order_by(DrawRow.number.desc()))
    return tuple(summary_of(row) for row in rows)


def all_draws(session: Session) -> tuple[DrawSummary, ...]:
    """Every draw, also those that are not announced yet: for those who work on them."""
    rows = session.scalars(select(DrawRow).order_by(DrawRow.at.desc(), DrawRow.number.desc()))
    return tuple(summary_of(row) for row in rows)


def draw_detail(session: Session, draw_id: str) -> DrawDetail:
    """One draw as the public sees it; `Missing("draw_unknown")` also before it is announced."""
    draw = _public_draw(session, draw_id)
    notice, entries = Notice.parse(draw.notice), chain.entries(session, draw_id)
    return DrawDetail(
        summary=summary_of(draw),
        notice_hash=draw.notice_hash,
        record_hash=draw.record_hash,
        outcome_hash=draw.outcome_hash,
        seed=None if draw.sealed else draw.seed,
        public_value=draw.public_value,
        seed_source=notice.seed_source,
        seed_format=notice.seed_format,
        frame_sha256=notice.frame_sha256,
        frame_merkle=notice.frame_merkle,
        registry_sha256=notice.registry_sha256,
        registry_count=notice.registry_count,
        excluded_count=notice.excluded_count,
        exclusions=tuple((reason, count) for reason, count in draw.exclusions),
        team_size=notice.team_size,
        inspectors_count=draw.inspectors,
        sealed=draw.sealed,
        open_by=parse_time(notice.open_by) if notice.open_by else None,
        redraw_of=notice.redraw_of or None,
        repeats=_draw_of(session, notice.redraw_of) if notice.redraw_of else None,
        redraws=_redraws(session, draw),
        void=_void(session, draw),
        strata=strata_of(session, draw),
        bureaus=bureau_lines(session, draw),
        files=_files(session, draw),
        papers=public_papers(session, draw_id),
        findings=finding_figures(session, draw),
        trail_head=trail.head(session),
        ceremony_at=draw.ceremony_at,
        entry_hashes=tuple(entry.hash for entry in entries),
        entry_numbers=tuple(entry.number for entry in entries),
    )


def target_answer(session: Session, draw_id: str, entity_id: str) -> TargetAnswer | None:
    """What became of a drawn entity; None where it was not drawn, or the draw is not held or still sealed."""
    draw = _public_draw(session, draw_id)
    target = None if draw.sealed else session.get(TargetRow, (draw_id, entity_id))
    if target is None:
        return None
    team = select(func.count()).where(AssignmentRow.draw_id == draw_id, AssignmentRow.entity_id == entity_id)
    key = (draw_id, entity_id, target.version)
    finding = session.get(FindingRow, key) if is_released(draw) else None
    return TargetAnswer(
        stratum=target.stratum,
        rank=target.rank,
        ticket=target.ticket,
        bureau=target.bureau,
        bureau_name=bureau_names(session).get(target.bureau, target.bureau),
        assigned=session.scalars(team).one(),
        findings=_codes(session, finding) if finding else None,
        finished_on=finding.finished_on if finding else None,
    )


def _public_draw(session: Session, draw_id: str) -> DrawRow:
    draw = session.scalar(select(DrawRow).where(DrawRow.draw_id == draw_id, ANNOUNCED))
    if draw is None:
        raise Missing("draw_unknown", draw_id=draw_id)
    return draw


def _draw_of(session: Session, notice_hash: str) -> DrawSummary | None:
    row = session.scalar(select(DrawRow).where(DrawRow.notice_hash == notice_hash, ANNOUNCED))
    return summary_of(row) if row else None


def _redraws(session: Session, draw: DrawRow) -> tuple[DrawSummary, ...]:
    """The public draws whose notices name this one, which only a void draw can have."""
    if draw.state is not TaskState.VOID:
        return ()
    later = select(DrawRow).where(ANNOUNCED, DrawRow.number > draw.number).order_by(DrawRow.number)
    rows = session.scalars(later)
    return tuple(summary_of(row) for row in rows if Notice.parse(row.notice).redraw_of == draw.notice_hash)


def _void(session: Session, draw: DrawRow) -> VoidLine | None:
    entry = session.scalar(select(EntryRow).where(EntryRow.draw_id == draw.draw_id, EntryRow.kind == "void"))
    if entry is None:
        return None
    reason = dict(parse_entry(entry.text)[1])["reason"]
    return VoidLine(at=entry.at, reason=reason, hash=entry.hash, late=entry.at >= draw.seed_at)


def frozen_notices(session: Session) -> frozenset[str]:
    """The hashes of the notices that were never announced: what `Files.frozen` is still asked for."""
    return frozenset(session.scalars(select(DrawRow.notice_hash).where(DrawRow.announced_at.is_(None))))


def summary_of(row: DrawRow) -> DrawSummary:
    """A draw in a list."""
    return DrawSummary(
        draw_id=row.draw_id,
        title=row.title,
        state=row.state,
        authority=row.authority,
        number=row.number,
        at=row.at,
        announced_at=row.announced_at,
        seed_at=row.seed_at,
        frame_count=row.frame_count,
        drawn=row.drawn,
        sealed=row.sealed,
        rehearsal=row.rehearsal,
        demo=row.demo,
        published_at=row.published_at,
    )


def strata_of(session: Session, draw: DrawRow) -> tuple[StratumLine, ...]:
    """By name; no cutoffs while the draw is sealed."""
    rows = session.scalars(select(StratumRow).where(StratumRow.draw_id == draw.draw_id).order_by(StratumRow.name))
    return tuple(
        StratumLine(
            name=row.name,
            entities=row.entities,
            size=row.size,
            places=row.places,
            cutoff=None if draw.sealed else row.cutoff,
        )
        for row in rows
    )


def _files(session: Session, draw: DrawRow) -> tuple[FileLine, ...]:
    rows = session.scalars(
        select(RecordFileRow).where(RecordFileRow.draw_id == draw.draw_id).order_by(RecordFileRow.name)
    )
    return tuple(
        FileLine(name=row.name, bytes=row.bytes, sha256=row.sha256)
        for row in rows
        if not (draw.sealed and row.name in SHUT_FILES)
    )


def _codes(session: Session, finding: FindingRow) -> tuple[str, ...]:
    rows = select(FindingCodeRow.code).where(
        FindingCodeRow.draw_id == finding.draw_id,
        FindingCodeRow.entity_id == finding.entity_id,
        FindingCodeRow.version == finding.version,
    )
    return in_order(session.scalars(rows))
