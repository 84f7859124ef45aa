"""Targets as findings and reviews move them: many at once, all or none."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Missing, Refused
from sampler.plan import TARGET_MOVES, next_state
from sampler.store.tables import TargetRow

TOLD = 20  # ids told one by one; the rest are counted


def targets_of(session: Session, draw_id: str) -> dict[str, TargetRow]:
    """Every target of a draw, by id; the caller holds the draw's lock."""
    rows = session.scalars(select(TargetRow).where(TargetRow.draw_id == draw_id).order_by(TargetRow.entity_id))
    return {row.entity_id: row for row in rows}


def choose(targets: dict[str, TargetRow], ids: Iterable[str]) -> list[TargetRow]:
    """The targets of these ids; `Missing("target_unknown")` where one was not drawn."""
    wanted = list(dict.fromkeys(ids))
    if unknown := [entity_id for entity_id in wanted if entity_id not in targets]:
        raise Missing("target_unknown", ids=unknown[:TOLD], count=len(unknown))
    return [targets[entity_id] for entity_id in wanted]


def move_targets(targets: Sequence[TargetRow], act: str) -> None:
    """Take each target to the state that `act` leads to; `Refused("move_not_allowed")` names those that cannot go."""
    refused = [target for target in targets if (target.state, act) not in TARGET_MOVES]
    if refused:
        ids = [target.entity_id for target in refused]
        raise Refused("move_not_allowed", state=str(refused[0].state), act=act, ids=ids[:TOLD], count=len(ids))
    for target in targets:
        target.state = next_state(TARGET_MOVES, target.state, act)
