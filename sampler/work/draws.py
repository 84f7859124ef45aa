"""The acts on a draw, from its freeze to its end. Every move is one of `plan.TASK_MOVES`."""

from collections.abc import Mapping
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
from sampler.source import check_source
from sampler.store import chain
from sampler.store.chain import Entered
from sampler.store.queries.users import people
from sampler.store.tables import DrawRow, EntryRow, PaperRow, RecordFileRow, SnapshotRow, StratumRow, VoidRequestRow
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
    """Enter a frozen draw: its notice takes the chain's next place, for which the door had it made.

    Raises `Conflict("draw_id_taken")`, `Conflict("chain_moved_on")` where another entry came first,
    `Missing("snapshot_unknown")`, `Refused("redraw_of_no_void_draw")`.
    """
    notice = frozen.notice
    check_words("title", title, empty=False)
    check_source(notice.seed_format, notice.seed_source, notice.seed_at)
    require_sealed(notice.draw_id, listed=listed, sealed=notice.sealed)
    chain.lock(session)  # from here on nobody takes the draw_id or the place
    state = next_state(TASK_MOVES, TaskState.DRAFT, "freeze")
    _require_new(session, notice, snapshot)
    session.add(_row(frozen, state, title=title, snapshot=snapshot, demo=demo, listed=listed))
    session.flush()
    chain.enter(session, frozen.files[NOTICE])
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
        number=notice.number,
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
    state = session.scalar(select(DrawRow.state).where(DrawRow.notice_hash == notice.redraw_of))
    if state is not TaskState.VOID:
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


def thaw(session: Session, actor: Actor, at: datetime, draw_id: str) -> str:
    """Take a freeze back before anybody saw it: back to a draft, of which nothing is kept here but the trail.

    Returns the notice's hash, under which the door keeps the record's files aside (`Files.withdraw_record`). Raises
    `Refused("entry_not_last")` where later entries already name this one: then only `void` ends the draw.
    """
    chain.lock(session)
    draw = lock_draw(session, draw_id)
    next_state(TASK_MOVES, draw.state, "thaw")
    if chain.next_place(session, draw.authority).prev != draw.notice_hash:
        raise Refused("entry_not_last", draw_id=draw_id, number=draw.number)
    notice_hash = draw.notice_hash
    forget_salt(session, chain.notice_of(session, draw).salt_sha256)
    for table in (VoidRequestRow, PaperRow, RecordFileRow, StratumRow, EntryRow, DrawRow):
        session.execute(delete(table).where(table.draw_id == draw_id))
    record_act(session, actor, at, "thaw", subject(draw_id), digest=notice_hash)
    return notice_hash


def announce(session: Session, actor: Actor, at: datetime, draw_id: str) -> None:
    """Publish the notice: from now on it is the commitment, so the seed must still lie ahead.

    Raises `Refused("announced_after_seed")`.
    """
    draw = lock_draw(session, draw_id)
    move(draw, "announce")
    if at >= draw.seed_at:
        raise Refused("announced_after_seed", draw_id=draw_id, seed_at=format_time(draw.seed_at))
    draw.announced_at = at
    record_act(session, actor, at, "announce", subject(draw_id), digest=draw.notice_hash)


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
) -> Entered:
    """End a draw without use, for a reason that another person approved; a sealed draw tells its salt.

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
    text = void_entry(
        chain.next_place(session, draw.authority),
        DrawRef(draw_id=draw_id, notice_hash=draw.notice_hash),
        format_time(at),
        reason=require_reason(reason),
        approved_by=number_of(session, approved_by),
        salt=salt,
    )
    draw.sealed = False
    session.execute(delete(VoidRequestRow).where(VoidRequestRow.draw_id == draw_id))
    forget_salt(session, salt_hash(salt) if salt else "")
    entered = chain.enter(session, text)
    record_act(
        session, actor, at, "void", subject(draw_id), digest=entered.hash, reason=reason, approved_by=approved_by
    )
    return entered


def require_salt(session: Session, draw: DrawRow, salt: str) -> None:
    """The salt whose hash the notice holds, none for an open draw; else `Invalid("salt_does_not_fit")`."""
    if chain.notice_of(session, draw).salt_sha256 != (salt_hash(salt) if salt else ""):
        raise Invalid("salt_does_not_fit", draw_id=draw.draw_id)


def close(session: Session, actor: Actor, at: datetime, draw_id: str) -> None:
    """End a draw whose results are published."""
    draw = lock_draw(session, draw_id)
    move(draw, "close")
    record_act(session, actor, at, "close", subject(draw_id))
