"""A void takes two people: the operator asks for it and says why, somebody else approves it.

Once operator and witness have typed the same value, anybody in the hall can compute the sample: a void then enters the
value first, so that everybody else can compute what was thrown away (SSJ1 section 2).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from sampler.chain import DrawRef, ceremony_entry
from sampler.codes.personal import Names, refuse_named
from sampler.errors import Conflict, Refused
from sampler.plan import TASK_MOVES, TaskState, next_state
from sampler.record import CEREMONY, check_words
from sampler.review import require_reason
from sampler.seed import format_time
from sampler.store import chain
from sampler.store.chain import Entered
from sampler.store.queries.ceremonies import open_round, rounds_of, void_request
from sampler.store.queries.users import people
from sampler.store.tables import DrawRow, VoidRequestRow
from sampler.trail import Actor
from sampler.work.acts import record_act
from sampler.work.draws import list_files, lock_draw, subject, void


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


def approve_void(
    session: Session, actor: Actor, at: datetime, draw_id: str, *, reason: str, salt: str = ""
) -> Entered | None:
    """Approve what was asked for, in these very words, and with that end the draw: the act is the operator's.

    Returns what `void` does. Raises `Refused("void_not_asked")`, `Conflict("void_asked_otherwise")` where the reason
    changed since it was read.
    """
    chain.lock(session)  # before the draw's row, like every act that enters
    draw = lock_draw(session, draw_id)
    asked = void_request(session, draw_id)
    if asked is None:
        raise Refused("void_not_asked", draw_id=draw_id)
    if asked.reason != reason:
        raise Conflict("void_asked_otherwise", draw_id=draw_id)
    operator = Actor(name=asked.person, origin=asked.origin)
    _enter_agreed_value(session, at, draw)
    return void(session, operator, at, draw_id, reason=reason, approved_by=actor.name, salt=salt)


def _enter_agreed_value(session: Session, at: datetime, draw: DrawRow) -> None:
    """The ceremony's entry of a draw that is not held though both typed one value; its file is the door's to write."""
    typed = open_round(rounds_of(session, draw.draw_id))
    if draw.state is not TaskState.ANNOUNCED or typed.operator is None or not typed.agreed:
        return
    draw.public_value = typed.operator.value
    ref = DrawRef(draw_id=draw.draw_id, notice_hash=draw.notice_hash)
    text = ceremony_entry(chain.next_place(session, draw.authority), ref, format_time(at), draw.public_value)
    chain.enter(session, text)
    list_files(session, draw.draw_id, {CEREMONY: text})
