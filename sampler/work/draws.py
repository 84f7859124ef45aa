"""The acts on a draw, from its freeze to its end. Every move is one of `plan.TASK_MOVES`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from sampler.caution import cautions_of_notice
from sampler.ceremony import Frozen
from sampler.chain import DrawRef, void_entry
from sampler.codes.personal import Names, refuse_named
from sampler.errors import Conflict, Invalid, Missing, Refused
from sampler.plan import TASK_MOVES, TaskState, next_state
from sampler.record import INSPECTORS, NOTICE, Notice, check_words, parse_exclusions
from sampler.review import require_reason
from sampler.seed import format_time, parse_time, salt_hash, sha256_hex
from sampler.source import check_source, require_checkable
from sampler.store import chain
from sampler.store.chain import Entered
from sampler.store.queries.users import people
from sampler.store.queries.visible import ANNOUNCED
from sampler.store.tables import DrawRow, RecordFileRow, SnapshotRow, StratumRow, VoidRequestRow
from sampler.trail import Actor
from sampler.work.acts import record_act
from sampler.work.people import number_of
from sampler.work.salts import forget_salt


def lock_draw(session: Session, draw_id: str) -> DrawRow:
    """The draw, for this transaction alone; `Missing("draw_unknown")`."""
    row = session.scalar(select(DrawRow).where(DrawRow.draw_id == draw_id).with_for_update())
    if row is None:
        raise Missing("draw_unknown", draw_id=draw_id)
    return row


def move(draw: DrawRow, act: str) -> None:
    """Take the draw to the state that `act` leads to; `Refused("move_not_allowed")` where no move does."""
    draw.state = next_state(TASK_MOVES, draw.state, act)


def require_move(session: Session, draw_id: str, act: str) -> None:
    """What `act` would be refused for, asked before anything is made for it; the act itself asks again."""
    state = session.scalar(select(DrawRow.state).where(DrawRow.draw_id == draw_id))
    if state is None:
        raise Missing("draw_unknown", draw_id=draw_id)
    next_state(TASK_MOVES, state, act)


def subject(draw_id: str) -> str:
    """A draw as the trail names it."""
    return f"draw:{draw_id}"


def freeze(
    session: Session,
    actor: Actor,
    at: datetime,
    frozen: Frozen,
    *,
    title: str,
    snapshot: str,
    demo: bool = False,
    listed: bool = True,
) -> None:
    """Keep a frozen draw; its notice takes a place in the chain when it is announced.

    Raises `Conflict("draw_id_taken")`, `Missing("snapshot_unknown")`, `Refused`: "redraw_of_no_void_draw",
    "authority_differs".
    """
    notice = frozen.notice
    check_words("title", title, empty=False)
    require_checkable(check_source(notice.seed_format, notice.seed_source, notice.seed_at))
    require_sealed(notice.draw_id, listed=listed, sealed=notice.sealed)
    chain.lock(session)  # from here on nobody takes the draw_id
    state = next_state(TASK_MOVES, TaskState.DRAFT, "freeze")
    chain.require_own(session, notice.authority)
    _require_new(session, notice, snapshot)
    session.add(_row(frozen, state, title=title, snapshot=snapshot, demo=demo, listed=listed))
    session.flush()
    _list_strata(session, notice)
    list_files(session, notice.draw_id, frozen.files)
    record_act(
        session,
        actor,
        at,
        "freeze",
        subject(notice.draw_id),
        digest=frozen.notice_hash,
        frame_count=notice.frame_count,
        snapshot=snapshot,
        cautions=[caution.code for caution in cautions_of_notice(notice)],
    )


def require_sealed(draw_id: str, *, listed: bool, sealed: bool) -> None:
    """A task whose list is not to be published is sealed; else `Invalid("unlisted_not_sealed")`."""
    if not (listed or sealed):
        raise Invalid("unlisted_not_sealed", draw_id=draw_id)


def _require_new(session: Session, notice: Notice, snapshot: str) -> None:
    """Of a known registry, under a draw_id of its own; a redraw repeats a void draw of this authority."""
    if session.get(DrawRow, notice.draw_id):
        raise Conflict("draw_id_taken", draw_id=notice.draw_id)
    if not session.get(SnapshotRow, snapshot):
        raise Missing("snapshot_unknown", snapshot=snapshot)
    if not notice.redraw_of:
        return
    repeated = select(DrawRow.state).where(DrawRow.notice_hash == notice.redraw_of, ANNOUNCED)
    if session.scalar(repeated) is not TaskState.VOID:
        raise Refused("redraw_of_no_void_draw", redraw_of=notice.redraw_of)


def _row(frozen: Frozen, state: TaskState, *, title: str, snapshot: str, demo: bool, listed: bool) -> DrawRow:
    notice = frozen.notice
    return DrawRow(
        draw_id=notice.draw_id,
        title=title,
        state=state,
        authority=notice.authority,
        number=notice.number,
        snapshot=snapshot,
        at=parse_time(notice.at),
        seed_at=parse_time(notice.seed_at),
        notice=frozen.files[NOTICE],
        notice_hash=frozen.notice_hash,
        frame_count=notice.frame_count,
        team_size=notice.team_size,
        inspectors=frozen.files[INSPECTORS].count(b"\n"),
        exclusions=list(parse_exclusions(frozen.files).by_reason()),
        rehearsal=notice.rehearsal,
        demo=demo,
        listed=listed,
        sealed=notice.sealed,
    )


def _list_strata(session: Session, notice: Notice) -> None:
    rows = [
        {"draw_id": notice.draw_id, "name": name, "entities": count, "size": str(notice.sizes[name])}
        for name, count in notice.counts.items()
    ]
    session.execute(insert(StratumRow), rows)


def list_files(session: Session, draw_id: str, files: Mapping[str, bytes]) -> None:
    """Note which files the draw's record has, so that no page need look at the disk."""
    rows = [
        {"draw_id": draw_id, "name": name, "bytes": len(data), "sha256": sha256_hex(data)}
        for name, data in sorted(files.items())
    ]
    session.execute(insert(RecordFileRow), rows)


def thaw(session: Session, actor: Actor, at: datetime, draw_id: str) -> None:
    """Take a freeze back before anybody saw it: back to a draft, of which nothing is kept here but the trail."""
    draw = lock_draw(session, draw_id)
    next_state(TASK_MOVES, draw.state, "thaw")
    notice_hash = draw.notice_hash
    forget_salt(session, Notice.parse(draw.notice).salt_sha256)
    for table in (VoidRequestRow, RecordFileRow, StratumRow, DrawRow):
        session.execute(delete(table).where(table.draw_id == draw_id))
    record_act(session, actor, at, "thaw", subject(draw_id), digest=notice_hash)


def announce(session: Session, actor: Actor, at: datetime, announced: Frozen) -> None:
    """Publish the notice as the chain's next entry: from now on it is the commitment.

    `announced` is what `ceremony.announce` made of the frozen draw; `Conflict("notice_differs")` where it is of
    another, `Conflict("chain_moved_on")` where another entry came first.
    """
    notice = announced.notice
    chain.lock(session)  # before the draw's row, like every act that enters
    draw = lock_draw(session, notice.draw_id)
    move(draw, "announce")
    kept = Notice.parse(draw.notice)
    if replace(notice, number=kept.number, prev=kept.prev, at=kept.at) != kept or notice.at != format_time(at):
        raise Conflict("notice_differs", draw_id=draw.draw_id, expected=draw.notice_hash, found=announced.notice_hash)
    chain.enter(session, announced.files[NOTICE])
    draw.notice, draw.notice_hash = announced.files[NOTICE], announced.notice_hash
    draw.number, draw.announced_at = notice.number, at
    where = (RecordFileRow.draw_id == draw.draw_id, RecordFileRow.name == NOTICE)
    session.execute(delete(RecordFileRow).where(*where))
    list_files(session, draw.draw_id, {NOTICE: draw.notice})
    record_act(session, actor, at, "announce", subject(draw.draw_id), digest=draw.notice_hash, number=draw.number)


def dispatch(session: Session, actor: Actor, at: datetime, draw_id: str) -> None:
    """Hand the targets to their bureaus: from now on findings are taken."""
    draw = lock_draw(session, draw_id)
    move(draw, "dispatch")
    record_act(session, actor, at, "dispatch", subject(draw_id), digest=draw.record_hash or "")


def void(
    session: Session,
    actor: Actor,
    at: datetime,
    draw_id: str,
    *,
    reason: str,
    approved_by: str,
    salt: str = "",
) -> Entered | None:
    """End a draw without use, for a reason that another person approved; a sealed draw tells its salt.

    Returns its entry in the chain; None for a draw that was never announced, of which the chain knows nothing.
    Raises `Refused("approver_is_operator")`, `Invalid("salt_does_not_fit")`, `Invalid("reason_missing")`,
    `Invalid("private_data_in_text")`, `Invalid("person_in_text")`.
    """
    chain.lock(session)
    draw = lock_draw(session, draw_id)
    move(draw, "void")
    if approved_by == actor.name:
        raise Refused("approver_is_operator", person=approved_by)
    require_salt(session, draw, salt)
    refuse_named("reason", reason, Names.of(people(session)))
    reason = check_words("reason", require_reason(reason))
    entered = _enter_void(session, at, draw, reason, approved_by, salt) if draw.announced_at else None
    draw.sealed = False
    forget_salt(session, salt_hash(salt) if salt else "")
    digest = entered.hash if entered else draw.notice_hash
    record_act(session, actor, at, "void", subject(draw_id), digest=digest, reason=reason, approved_by=approved_by)
    return entered


def _enter_void(session: Session, at: datetime, draw: DrawRow, reason: str, approved_by: str, salt: str) -> Entered:
    text = void_entry(
        chain.next_place(session, draw.authority),
        DrawRef(draw_id=draw.draw_id, notice_hash=draw.notice_hash),
        format_time(at),
        reason=reason,
        approved_by=number_of(session, approved_by),
        salt=salt,
    )
    return chain.enter(session, text)


def require_salt(session: Session, draw: DrawRow, salt: str) -> None:
    """The salt whose hash the notice holds, none for an open draw; else `Invalid("salt_does_not_fit")`."""
    if Notice.parse(draw.notice).salt_sha256 != (salt_hash(salt) if salt else ""):
        raise Invalid("salt_does_not_fit", draw_id=draw.draw_id)


def close(session: Session, actor: Actor, at: datetime, draw_id: str) -> None:
    """End a draw whose results are published."""
    draw = lock_draw(session, draw_id)
    move(draw, "close")
    record_act(session, actor, at, "close", subject(draw_id))
