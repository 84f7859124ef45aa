"""A public value is typed twice, by the operator and by the witness, each before seeing the other's.

Only after the announcement, and not before the value can be known; in the announced spelling only. Where the two differ
both type again, and what was typed stays for the minutes.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from sampler.errors import Conflict, Refused
from sampler.plan import TASK_MOVES, next_state
from sampler.record import Notice
from sampler.source import check_known, source_of
from sampler.store.queries.ceremonies import open_round, rounds_of
from sampler.store.tables import TypedValueRow
from sampler.trail import Actor
from sampler.values import Hand, Round, Typed
from sampler.work.acts import record_act
from sampler.work.draws import lock_draw, subject


def type_value(session: Session, actor: Actor, at: datetime, draw_id: str, hand: Hand, typed: str) -> None:
    """Enter what one of the two read off the dice, the results or the relay; the same once more changes nothing.

    Raises `Refused`: "move_not_allowed", "ceremony_too_early", "value_to_come", "witness_is_operator"; `Invalid` for
    what is not in the announced spelling; `Conflict("value_typed_already")`.
    """
    draw = lock_draw(session, draw_id)
    next_state(TASK_MOVES, draw.state, "hold_ceremony")
    notice = Notice.parse(draw.notice)
    source = source_of(notice.seed_format, notice.seed_source)
    check_known(source, seed_at=draw.seed_at, at=at)
    value = source.read(typed)
    rounds = rounds_of(session, draw_id)
    now = open_round(rounds)
    _require_two(rounds, hand, actor)
    if (mine := now.by(hand)) is not None:
        if (mine.person, mine.value) != (actor.name, value):
            raise Conflict("value_typed_already", draw_id=draw_id, person=mine.person)
        return
    row = TypedValueRow(draw_id=draw_id, round=now.number, hand=hand, person=actor.name, value=value, at=at)
    session.add(row)
    session.flush()
    record_act(session, actor, at, "type_value", subject(draw_id), hand=str(hand), round=now.number)


def _require_two(rounds: tuple[Round, ...], hand: Hand, actor: Actor) -> None:
    """Who typed as one of the two, in whichever round, is not the other."""
    other = Hand.WITNESS if hand is Hand.OPERATOR else Hand.OPERATOR
    if any(typed.person == actor.name for known in rounds if (typed := known.by(other))):
        raise Refused("witness_is_operator", person=actor.name)


def agreed_value(session: Session, draw_id: str) -> tuple[Typed, Typed]:
    """What operator and witness both typed; `Refused("value_not_agreed")` until they have."""
    last = open_round(rounds_of(session, draw_id))
    if last.operator is None or last.witness is None or not last.agreed:
        raise Refused("value_not_agreed", draw_id=draw_id)
    return last.operator, last.witness
