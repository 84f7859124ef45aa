"""Signing in, by one's own hand: password, second factor, sessions.

Hashes are compared and codes are read by the door (api/jobs/sessions.py), outside the transaction, since that takes
its time; an act checks that what the door compared with is still there.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sampler.credential import Policy
from sampler.errors import Missing, Refused
from sampler.role import needs_second_factor
from sampler.store.queries.users import grants_from
from sampler.store.tables import BackupCodeRow, GrantRow, SessionRow, UserRow
from sampler.store.tables.sessions import Stage
from sampler.store.tables.users import UserState
from sampler.trail import Actor
from sampler.work.acts import record_act
from sampler.work.attempts import forgive, take_back

HASH = re.compile("[0-9a-f]{64}")
KEPT = timedelta(days=30)  # sessions that nobody used since are forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """A device to enrol: its encrypted secret, the step of the code that proved it, digests of the backup codes."""

    secret: bytes
    step: int
    code_hashes: Collection[str]


def sign_in(
    session: Session, actor: Actor, at: datetime, matched: str | None, *, token_hash: str, agent: str, policy: Policy
) -> Stage:
    """Open a session for the actor, whose password the door found to fit the stored hash `matched`, or no hash.

    Raises `Refused("sign_in_failed")`, and for the right password of a locked account `Refused("user_locked")`.
    """
    user = _own(session, actor) if matched else None
    if user is None or user.password_hash != matched:
        raise Refused("sign_in_failed")
    if user.state is UserState.LOCKED:
        raise Refused("user_locked", person=user.name)
    stage = Stage.PASSWORD if _asks_for_more(session, user, policy) else Stage.COMPLETE
    _forget_old(session, at)
    session.add(
        SessionRow(
            hash=token_hash,
            user=user.name,
            stage=stage,
            created_at=at,
            seen_at=at,
            address=actor.origin,
            agent=agent,
        )
    )
    if stage is Stage.COMPLETE:
        user.signed_in_at = at
        forgive(session, user.name)
    else:
        take_back(session, user.name)
    session.flush()
    record_act(session, actor, at, "sign_in", _subject(actor), stage=str(stage))
    return stage


def _subject(actor: Actor) -> str:
    return f"user:{actor.name}"


def _own(session: Session, actor: Actor) -> UserRow:
    row = session.scalar(select(UserRow).where(UserRow.name == actor.name).with_for_update())
    if row is None:
        raise Missing("user_unknown", name=actor.name)
    return row


def _asks_for_more(session: Session, user: UserRow, policy: Policy) -> bool:
    """A second factor: where one is enrolled, or where the roles or the policy demand one."""
    held = grants_from(session.scalars(select(GrantRow).where(GrantRow.user == user.name)).all())
    return user.second_factor is not None or policy.second_factor_for_all or needs_second_factor(held)


def _forget_old(session: Session, at: datetime) -> None:
    session.execute(delete(SessionRow).where(SessionRow.seen_at < at - KEPT))


def verify_second_factor(
    session: Session, actor: Actor, at: datetime, step: int | None, *, token_hash: str, new_hash: str
) -> None:
    """Complete a sign-in by the device's code of `step`, which is newer than any that was used; else
    `Refused("code_wrong")`. The session goes on under a new token.
    """
    user = _own(session, actor)
    if step is None or user.second_factor_step is None or step <= user.second_factor_step:
        raise Refused("code_wrong")
    user.second_factor_step = step
    _complete(session, user, at, token_hash, new_hash)
    record_act(session, actor, at, "verify_second_factor", _subject(actor))


def use_backup_code(
    session: Session, actor: Actor, at: datetime, code_hash: str, *, token_hash: str, new_hash: str
) -> None:
    """Complete a sign-in by a backup code that was not used before; else `Refused("code_wrong")`."""
    user = _own(session, actor)
    code = session.get(BackupCodeRow, (user.name, code_hash))
    if code is None or code.used_at is not None:
        raise Refused("code_wrong")
    code.used_at = at
    _complete(session, user, at, token_hash, new_hash)
    record_act(session, actor, at, "use_backup_code", _subject(actor))


def _complete(session: Session, user: UserRow, at: datetime, token_hash: str, new_hash: str) -> None:
    row = _live(session, user.name, token_hash)
    row.hash, row.stage, row.seen_at = new_hash, Stage.COMPLETE, at
    user.signed_in_at = at
    forgive(session, user.name)
    session.flush()


def _live(session: Session, name: str, token_hash: str) -> SessionRow:
    """A session of this person that was not revoked; `Missing("session_unknown")`."""
    row = session.get(SessionRow, token_hash) if HASH.fullmatch(token_hash) else None
    if row is None or row.user != name or row.revoked_at is not None:
        raise Missing("session_unknown")
    return row


def enrol_second_factor(
    session: Session, actor: Actor, at: datetime, device: SecondFactor, *, token_hash: str, new_hash: str
) -> None:
    """Bind a device that has just shown its first code, in place of an older one; other sessions end.

    Whoever has a device shows it before binding another: the password alone is `Refused("second_factor_needed")`.
    """
    user = _own(session, actor)
    renewed = user.second_factor is not None
    if renewed and _live(session, user.name, token_hash).stage is not Stage.COMPLETE:
        raise Refused("second_factor_needed")
    user.second_factor, user.second_factor_at, user.second_factor_step = device.secret, at, device.step
    _complete(session, user, at, token_hash, new_hash)
    _put_codes(session, user.name, device.code_hashes)
    ended = end_all(session, at, user.name, but=new_hash)
    record_act(session, actor, at, "enrol_second_factor", _subject(actor), renewed=renewed, sessions=ended)


def renew_backup_codes(
    session: Session, actor: Actor, at: datetime, step: int | None, code_hashes: Collection[str]
) -> None:
    """New backup codes in place of the old ones, for a code of the device."""
    user = _own(session, actor)
    if step is None or user.second_factor_step is None or step <= user.second_factor_step:
        raise Refused("code_wrong")
    user.second_factor_step = step
    forgive(session, user.name)
    _put_codes(session, user.name, code_hashes)
    record_act(session, actor, at, "renew_backup_codes", _subject(actor), codes=len(code_hashes))


def _put_codes(session: Session, name: str, hashes: Collection[str]) -> None:
    session.execute(delete(BackupCodeRow).where(BackupCodeRow.user == name))
    session.add_all(BackupCodeRow(user=name, hash=code_hash) for code_hash in hashes)
    session.flush()


def set_password(
    session: Session, actor: Actor, at: datetime, matched: str | None, password_hash: str, *, token_hash: str
) -> None:
    """Change the own password, whose old one the door found to fit the stored hash `matched`; other sessions end.

    Raises `Refused("password_wrong")`.
    """
    user = _own(session, actor)
    if matched is None or user.password_hash != matched:
        raise Refused("password_wrong")
    user.password_hash, user.password_at, user.must_change = password_hash, at, False
    forgive(session, user.name)
    ended = end_all(session, at, user.name, but=token_hash)
    record_act(session, actor, at, "set_password", _subject(actor), sessions=ended)


def sign_out(session: Session, actor: Actor, at: datetime, token_hash: str) -> None:
    """End the own session."""
    _live(session, actor.name, token_hash).revoked_at = at
    record_act(session, actor, at, "sign_out", _subject(actor))


def end_session(session: Session, actor: Actor, at: datetime, token_hash: str) -> None:
    """End another of the own sessions; `Missing("session_unknown")` for anybody else's."""
    _live(session, actor.name, token_hash).revoked_at = at
    record_act(session, actor, at, "end_session", _subject(actor))


def touch(session: Session, at: datetime, token_hash: str) -> None:
    """Note that a session is in use; no act, and nothing for the trail."""
    session.execute(update(SessionRow).where(SessionRow.hash == token_hash).values(seen_at=at))


def end_all(session: Session, at: datetime, name: str, *, but: str = "") -> int:
    """End a person's sessions, but for one; says how many."""
    rows = session.scalars(select(SessionRow).where(SessionRow.user == name, SessionRow.revoked_at.is_(None))).all()
    ended = [row for row in rows if row.hash != but]
    for row in ended:
        row.revoked_at = at
    session.flush()
    return len(ended)
