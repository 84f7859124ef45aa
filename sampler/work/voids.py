"""A void takes two people: the operator asks for it and says why, somebody else approves it."""

from datetime import datetime

from sqlalchemy.orm import Session

from sampler.codes.personal import Names, refuse_named
from sampler.errors import Conflict, Refused
from sampler.plan import TASK_MOVES, next_state
from sampler.record import check_words
from sampler.review import require_reason
from sampler.store import chain
from sampler.store.chain import Entered
from sampler.store.queries.ceremonies import void_request
from sampler.store.queries.users import people
from sampler.store.tables import VoidRequestRow
from sampler.trail import Actor
from sampler.work.acts import record_act
from sampler.work.draws import lock_draw, subject, void


def ask_void(session: Session, actor: Actor, at: datetime, draw_id: str, *, reason: str) -> None:
    """Ask for a void, or say anew why; raises what `void` would."""
    draw = lock_draw(session, draw_id)
    next_state(TASK_MOVES, draw.state, "void")
    text = check_words("reason", require_reason(reason))
    refuse_named("reason", text, Names.of(people(session)))
    row = VoidRequestRow(draw_id=draw_id, reason=text, person=actor.name, origin=actor.origin, at=at)
    session.merge(row)
    session.flush()
    record_act(session, actor, at, "ask_void", subject(draw_id), reason=text)


def approve_void(session: Session, actor: Actor, at: datetime, draw_id: str, *, reason: str, salt: str = "") -> Entered:
    """Approve what was asked for, in these very words, and with that end the draw: the act is the operator's.

    Raises `Refused("void_not_asked")`, `Conflict("void_asked_otherwise")` where the reason changed since it was read.
    """
    chain.lock(session)  # before the draw's row, like every act that enters
    lock_draw(session, draw_id)
    asked = void_request(session, draw_id)
    if asked is None:
        raise Refused("void_not_asked", draw_id=draw_id)
    if asked.reason != reason:
        raise Conflict("void_asked_otherwise", draw_id=draw_id)
    operator = Actor(name=asked.person, origin=asked.origin)
    return void(session, operator, at, draw_id, reason=reason, approved_by=actor.name, salt=salt)
