"""The ceremony (摇号), and the reveal of a sealed one."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from sampler.caution import cautions_of_ceremony
from sampler.ceremony import Record
from sampler.chain import DrawRef, opening_entry
from sampler.errors import Conflict, Refused
from sampler.plan import TargetState, TaskState
from sampler.record import CEREMONY, OUTCOME, parse_entry
from sampler.seed import format_time, parse_time, salt_hash
from sampler.store import chain
from sampler.store.chain import Entered
from sampler.store.tables import AssignmentRow, DrawRow, StratumRow, TargetRow
from sampler.trail import Actor
from sampler.work.acts import record_act
from sampler.work.draws import list_files, lock_draw, move, require_salt, subject
from sampler.work.salts import forget_salt
from sampler.work.values import agreed_value

UNREVEALED = (TaskState.VOID, TaskState.FROZEN, TaskState.ANNOUNCED)


def hold_ceremony(session: Session, actor: Actor, at: datetime, record: Record) -> None:
    """Enter what the ceremony gave: two entries of the chain, strata, targets and teams.

    The public value is what operator and witness both typed: `Refused("value_not_agreed")`,
    `Conflict("value_differs")`, and it isn't the witness who draws: `Refused("witness_is_operator")`.
    `Conflict("notice_differs")` where the record is of another notice than the one that was announced.
    """
    notice = record.frozen.notice
    chain.lock(session)
    draw = lock_draw(session, notice.draw_id)
    move(draw, "hold_ceremony")
    _operator, witness = agreed_value(session, draw.draw_id)
    if witness.person == actor.name:
        raise Refused("witness_is_operator", person=actor.name)
    if record.frozen.notice_hash != draw.notice_hash:
        raise Conflict(
            "notice_differs", draw_id=draw.draw_id, expected=draw.notice_hash, found=record.frozen.notice_hash
        )
    _complete(draw, record)
    if draw.public_value != witness.value:
        raise Conflict("value_differs", draw_id=draw.draw_id)
    chain.enter(session, record.files[CEREMONY])
    chain.enter(session, record.files[OUTCOME])
    session.flush()
    _list_sample(session, record)
    list_files(session, draw.draw_id, {n: data for n, data in record.files.items() if n not in record.frozen.files})
    record_act(
        session,
        actor,
        at,
        "hold_ceremony",
        subject(draw.draw_id),
        digest=record.outcome_hash,
        drawn=len(record.drawn.targets),
        public_value=draw.public_value,
        witness=witness.person,
        cautions=[caution.code for caution in cautions_of_ceremony(notice, record.at)],
    )


def _complete(draw: DrawRow, record: Record) -> None:
    said = dict(parse_entry(record.files[CEREMONY])[1])
    draw.ceremony_at = parse_time(said["at"])
    draw.public_value = said["public_value"]
    draw.seed = record.seed
    draw.record_hash = record.record_hash
    draw.outcome_hash = record.outcome_hash
    draw.drawn = len(record.drawn.targets)


def _list_sample(session: Session, record: Record) -> None:
    draw_id = record.frozen.notice.draw_id
    for stratum in record.drawn.strata:
        where = (StratumRow.draw_id == draw_id, StratumRow.name == stratum.name)
        session.execute(update(StratumRow).where(*where).values(places=stratum.places, cutoff=stratum.cutoff))
    targets = [
        {
            "draw_id": draw_id,
            "entity_id": target.id,
            "stratum": target.stratum,
            "rank": target.rank,
            "ticket": target.ticket,
            "bureau": target.bureau,
            "state": TargetState.OPEN,
            "version": 0,
        }
        for target in record.drawn.targets
    ]
    session.execute(insert(TargetRow), targets)
    places = [
        {"draw_id": draw_id, "entity_id": team.id, "place": place, "inspector": inspector}
        for team in record.assignments
        for place, inspector in enumerate(team.inspectors)
    ]
    if places:  # a draw for bureaus only has no teams
        session.execute(insert(AssignmentRow), places)


def reveal(session: Session, actor: Actor, at: datetime, draw_id: str, *, salt: str) -> Entered:
    """Open a sealed draw: its salt enters the chain, and its files are public from now on.

    Raises `Refused("nothing_to_reveal")` unless the draw is sealed and drawn, `Invalid("salt_does_not_fit")`.
    """
    chain.lock(session)
    draw = lock_draw(session, draw_id)
    if not draw.sealed or draw.state in UNREVEALED:
        raise Refused("nothing_to_reveal", draw_id=draw_id, state=str(draw.state))
    require_salt(session, draw, salt)
    ref = DrawRef(draw_id=draw_id, notice_hash=draw.notice_hash)
    entered = chain.enter(session, opening_entry(chain.next_place(session, draw.authority), ref, format_time(at), salt))
    draw.sealed = False
    forget_salt(session, salt_hash(salt))
    record_act(session, actor, at, "reveal", subject(draw_id), digest=entered.hash)
    return entered
