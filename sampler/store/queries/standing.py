"""A draw as those who work on it see it, in whatever state: its notice, its course, what waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.caution import Caution, cautions_of_ceremony, cautions_of_notice
from sampler.errors import Missing
from sampler.plan import TASK_MOVES, TaskState
from sampler.record import Notice
from sampler.seed import format_time, parse_time
from sampler.store.queries.ceremonies import VoidRequest, rounds_of, void_request
from sampler.store.queries.draws import DrawSummary, StratumLine, strata_of, summary_of
from sampler.store.queries.jobs import JobLine, jobs_of
from sampler.store.queries.papers import PaperLine, papers_of, why_not_made
from sampler.store.queries.visible import ANNOUNCED
from sampler.store.tables import DrawRow, TargetRow
from sampler.store.tables.jobs import JobState
from sampler.store.tables.papers import PaperKind
from sampler.values import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawStanding:
    """`moves` are the acts that lead on from its state, `makeable` the papers that may be made in it; `jobs` the
    unfinished ones and `failed` the last, if it failed. `notice_hash` is empty before the announcement. While it is
    sealed its strata have no cutoffs, for the staff as for everybody.
    """

    summary: DrawSummary
    notice: Notice
    notice_hash: str
    snapshot: str
    listed: bool
    sealed: bool
    ceremony_at: datetime | None
    open_by: datetime | None
    public_value: str | None
    record_hash: str | None
    moves: frozenset[str]
    strata: tuple[StratumLine, ...]
    rounds: tuple[Round, ...]
    void_request: VoidRequest | None
    papers: tuple[PaperLine, ...]
    makeable: frozenset[PaperKind]
    jobs: tuple[JobLine, ...]
    failed: JobLine | None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What its freeze and its ceremony let pass, and people must be told."""
        held = cautions_of_ceremony(self.notice, format_time(self.ceremony_at)) if self.ceremony_at else ()
        return cautions_of_notice(self.notice) + held


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstTarget:
    """One of the first targets of a draw that is not sealed."""

    stratum: str
    rank: int
    ticket: str
    id: str


def draw_standing(session: Session, draw_id: str) -> DrawStanding:
    """Whatever state it is in; `Missing("draw_unknown")`."""
    row = session.get(DrawRow, draw_id)
    if row is None:
        raise Missing("draw_unknown", draw_id=draw_id)
    notice = Notice.parse(row.notice)
    asked = jobs_of(session, f"draw:{draw_id}")
    return DrawStanding(
        summary=summary_of(row),
        notice=notice,
        notice_hash=row.notice_hash if row.announced_at else "",
        snapshot=row.snapshot,
        listed=row.listed,
        sealed=row.sealed,
        ceremony_at=row.ceremony_at,
        open_by=parse_time(notice.open_by) if notice.open_by else None,
        public_value=row.public_value,
        record_hash=row.record_hash,
        moves=_moves(row),
        strata=strata_of(session, row),
        rounds=rounds_of(session, draw_id),
        void_request=void_request(session, draw_id),
        papers=papers_of(session, draw_id),
        makeable=frozenset(kind for kind in PaperKind if not why_not_made(row, kind)),
        jobs=tuple(job for job in asked if not job.finished),
        failed=asked[0] if asked and asked[0].state is JobState.FAILED else None,
    )


def _moves(row: DrawRow) -> frozenset[str]:
    moves = {act for state, act in TASK_MOVES if state is row.state}
    revealable = row.sealed and row.ceremony_at is not None and row.state is not TaskState.VOID
    return frozenset(moves | {"reveal"} if revealable else moves)


def first_targets(session: Session, draw_id: str, count: int) -> tuple[FirstTarget, ...]:
    """The lowest tickets of all; none while the draw is sealed."""
    rows = session.scalars(
        select(TargetRow)
        .join(DrawRow, DrawRow.draw_id == TargetRow.draw_id)
        .where(TargetRow.draw_id == draw_id, ~DrawRow.sealed)
        .order_by(TargetRow.ticket)
        .limit(count)
    )
    return tuple(FirstTarget(stratum=row.stratum, rank=row.rank, ticket=row.ticket, id=row.entity_id) for row in rows)


def void_draws(session: Session) -> tuple[tuple[str, str], ...]:
    """(notice hash, title) of the draws that a redraw may repeat, the newest first."""
    rows = (
        select(DrawRow)
        .where(DrawRow.state == TaskState.VOID, ANNOUNCED)
        .order_by(DrawRow.at.desc(), DrawRow.number.desc())
    )
    return tuple((row.notice_hash, f"{row.title} {row.draw_id}") for row in session.scalars(rows))
