"""The first two signatures, and sending back. The third is the release (publications.py)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sampler.errors import Refused
from sampler.plan import TargetState
from sampler.review import Step, require_another, require_reason
from sampler.store.tables import ReviewRow, TargetRow
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act
from sampler.work.draws import lock_draw, subject
from sampler.work.targets import choose, move_targets, targets_of


def review_first(session: Session, actor: Actor, at: datetime, draw_id: str, ids: Collection[str] | None = None) -> int:
    """初审 of these targets' findings, or of all that wait for it; returns how many were signed."""
    return _review(session, actor, at, draw_id, Step.REVIEW_FIRST, TargetState.SUBMITTED, ids)


def review_second(
    session: Session, actor: Actor, at: datetime, draw_id: str, ids: Collection[str] | None = None
) -> int:
    """审核 of these targets' findings, or of all that wait for it; returns how many were signed."""
    return _review(session, actor, at, draw_id, Step.REVIEW_SECOND, TargetState.REVIEWED_FIRST, ids)


def send_back(session: Session, actor: Actor, at: datetime, draw_id: str, ids: Collection[str], *, reason: str) -> None:
    """Send findings back to their bureaus to be submitted anew; whoever reviews may, with a reason."""
    reason = require_reason(reason)
    lock_draw(session, draw_id)
    chosen = choose(targets_of(session, draw_id), ids)
    _require_some(chosen, Step.SEND_BACK)
    move_targets(chosen, Step.SEND_BACK)
    enter_signatures(session, actor, at, chosen, Step.SEND_BACK, reason=reason)
    _record(session, actor, at, draw_id, Step.SEND_BACK, chosen, reason=reason)


def _review(
    session: Session,
    actor: Actor,
    at: datetime,
    draw_id: str,
    step: Step,
    waiting: TargetState,
    ids: Collection[str] | None,
) -> int:
    lock_draw(session, draw_id)
    targets = targets_of(session, draw_id)
    all_waiting = [target.entity_id for target in targets.values() if target.state is waiting]
    chosen = choose(targets, all_waiting if ids is None else ids)
    _require_some(chosen, step)
    move_targets(chosen, step)
    sign(session, actor, at, chosen, step)
    _record(session, actor, at, draw_id, step, chosen)
    return len(chosen)


def _require_some(chosen: Sequence[TargetRow], step: Step) -> None:
    if not chosen:
        raise Refused("nothing_to_review", act=str(step))


def sign(session: Session, actor: Actor, at: datetime, targets: Sequence[TargetRow], step: Step) -> None:
    """Put the actor's signature under the newest finding of each target; nobody signs one finding twice."""
    require_another(step, actor.name, _signed(session, targets))
    enter_signatures(session, actor, at, targets, step)


def _signed(session: Session, targets: Sequence[TargetRow]) -> list[tuple[Step, str]]:
    """Who signed what of these targets' newest findings."""
    chosen = {target.entity_id: target.version for target in targets}
    rows = session.execute(
        select(ReviewRow.entity_id, ReviewRow.version, ReviewRow.step, ReviewRow.actor).where(
            ReviewRow.draw_id == targets[0].draw_id
        )
    )
    return [(row.step, row.actor) for row in rows if chosen.get(row.entity_id) == row.version]


def enter_signatures(
    session: Session, actor: Actor, at: datetime, targets: Sequence[TargetRow], step: Step, *, reason: str = ""
) -> None:
    """One row a target, under the version that it stands at."""
    session.flush()
    said = {"step": step, "actor": actor.name, "at": at, "reason": reason}
    keys = [{"draw_id": t.draw_id, "entity_id": t.entity_id, "version": t.version} for t in targets]
    session.execute(insert(ReviewRow), [{**key, **said} for key in keys])


def _record(
    session: Session,
    actor: Actor,
    at: datetime,
    draw_id: str,
    step: Step,
    targets: Sequence[TargetRow],
    **details: object,
) -> None:
    digest = digest_of(f"{target.entity_id}\t{target.version}" for target in targets)
    record_act(session, actor, at, step, subject(draw_id), digest=digest, findings=len(targets), **details)
