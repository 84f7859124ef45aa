"""Accounts and what they may do. Whether the actor may act on them is the door's to ask (`sampler.role`)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sampler.credential import check_name
from sampler.errors import Conflict, Invalid, Missing, Refused
from sampler.record import check_text
from sampler.role import Grant, require_apart
from sampler.store.queries.bureaus import bureau_tree
from sampler.store.queries.users import grants_from
from sampler.store.tables import BackupCodeRow, GrantRow, UserRow
from sampler.store.tables.users import EVERYWHERE, UserState
from sampler.trail import Actor
from sampler.work.acts import record_act
from sampler.work.attempts import forgive
from sampler.work.people import number_of
from sampler.work.sessions import end_all


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """An account to make: `full_name` is what people call the person, `bureau` where the person works."""

    name: str
    full_name: str
    bureau: str | None = None


def lock_row(session: Session, name: str) -> UserRow:
    """The account, for this transaction alone; `Missing("user_unknown")`."""
    row = session.scalar(select(UserRow).where(UserRow.name == name).with_for_update())
    if row is None:
        raise Missing("user_unknown", name=name)
    return row


def subject(name: str) -> str:
    """An account as the trail names it."""
    return f"user:{name}"


def create_user(
    session: Session, actor: Actor, at: datetime, new: NewUser, password_hash: str, grants: Collection[Grant] = ()
) -> None:
    """Make an account whose password must be changed at the first sign-in, and give the person a number for entries.

    Raises `Conflict("user_name_taken")`, `Invalid("user_name_malformed")`, `Invalid("full_name_malformed")`,
    `Missing("bureau_unknown")`, `Refused("administrators_apart")`.
    """
    require_apart(grants)
    if session.get(UserRow, check_name(new.name)):
        raise Conflict("user_name_taken", name=new.name)
    _require_bureaus(session, [new.bureau, *(grant.bureau for grant in grants)])
    session.add(
        UserRow(
            name=new.name,
            full_name=_check_full_name(new.full_name),
            bureau=new.bureau,
            state=UserState.ACTIVE,
            password_hash=password_hash,
            password_at=at,
            must_change=True,
            created_at=at,
            created_by=actor.name,
        )
    )
    session.flush()
    number_of(session, new.name)
    session.add_all(_row(new.name, grant, actor, at) for grant in grants)
    session.flush()
    record_act(session, actor, at, "create_user", subject(new.name), bureau=new.bureau, grants=sorted(map(str, grants)))


def _check_full_name(full_name: str) -> str:
    try:
        return check_text("full_name", full_name, empty=False)
    except Invalid:
        raise Invalid("full_name_malformed", read=full_name) from None


def _require_bureaus(session: Session, codes: Iterable[str | None]) -> None:
    """Bureaus of the list, or offices above one of them."""
    tree = bureau_tree(session)
    known = {*tree, *tree.values(), None}
    if unknown := sorted(code for code in codes if code not in known and code is not None):
        raise Missing("bureau_unknown", bureau=unknown[0])


def _row(name: str, grant: Grant, actor: Actor, at: datetime) -> GrantRow:
    return GrantRow(user=name, role=grant.role, bureau=grant.bureau or EVERYWHERE, at=at, granted_by=actor.name)


def grant(session: Session, actor: Actor, at: datetime, name: str, given: Grant) -> None:
    """Give a role to another person; `Refused("administrators_apart")`, `Conflict("granted_already")`."""
    _require_another(actor, name)
    lock_row(session, name)
    held = grants_from(session.scalars(select(GrantRow).where(GrantRow.user == name)).all())
    if given in held:
        raise Conflict("granted_already", name=name, grant=str(given))
    require_apart([*held, given])
    _require_bureaus(session, [given.bureau])
    session.add(_row(name, given, actor, at))
    session.flush()
    record_act(session, actor, at, "grant", subject(name), grant=str(given))


def revoke(session: Session, actor: Actor, at: datetime, name: str, taken: Grant) -> None:
    """Take a role away; `Missing("grant_unknown")`."""
    lock_row(session, name)
    row = session.get(GrantRow, (name, taken.role, taken.bureau or EVERYWHERE))
    if row is None:
        raise Missing("grant_unknown", name=name, grant=str(taken))
    session.delete(row)
    session.flush()
    record_act(session, actor, at, "revoke", subject(name), grant=str(taken))


def reset_password(session: Session, actor: Actor, at: datetime, name: str, password_hash: str) -> None:
    """Give another person a password, to be changed at the next sign-in; their sessions end and failures are forgiven.

    The second factor stays: who resets a password can't sign in as the one whose it is.
    """
    _require_another(actor, name)
    row = lock_row(session, name)
    row.password_hash, row.password_at, row.must_change = password_hash, at, True
    forgive(session, name)
    ended = end_all(session, at, name)
    record_act(session, actor, at, "reset_password", subject(name), sessions=ended)


def reset_second_factor(session: Session, actor: Actor, at: datetime, name: str) -> None:
    """Forget another person's device and backup codes, so that they enrol a new one; their sessions end."""
    _require_another(actor, name)
    row = lock_row(session, name)
    if row.second_factor is None:
        raise Missing("second_factor_missing", name=name)
    row.second_factor = row.second_factor_at = row.second_factor_step = None
    session.execute(delete(BackupCodeRow).where(BackupCodeRow.user == name))
    ended = end_all(session, at, name)
    record_act(session, actor, at, "reset_second_factor", subject(name), sessions=ended)


def lock_user(session: Session, actor: Actor, at: datetime, name: str) -> None:
    """Let another person in no more, from this moment."""
    _require_another(actor, name)
    lock_row(session, name).state = UserState.LOCKED
    ended = end_all(session, at, name)
    record_act(session, actor, at, "lock_user", subject(name), sessions=ended)


def unlock_user(session: Session, actor: Actor, at: datetime, name: str) -> None:
    """Let a person in again: after a lock, or after too many failures."""
    _require_another(actor, name)
    lock_row(session, name).state = UserState.ACTIVE
    forgive(session, name)
    record_act(session, actor, at, "unlock_user", subject(name))


def end_sessions(session: Session, actor: Actor, at: datetime, name: str) -> None:
    """Sign another person out everywhere."""
    lock_row(session, name)
    ended = end_all(session, at, name)
    record_act(session, actor, at, "end_sessions", subject(name), sessions=ended)


def _require_another(actor: Actor, name: str) -> None:
    """Nobody administers the own account."""
    if actor.name == name:
        raise Refused("act_on_oneself", person=name)
