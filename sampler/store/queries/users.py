"""People with accounts, as pages and doors read them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sampler.credential import NAME
from sampler.errors import Missing
from sampler.role import Grant
from sampler.store.tables import BackupCodeRow, GrantRow, InspectorRow, UserRow
from sampler.store.tables.users import EVERYWHERE, UserState


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEntry:
    """An account with what it may do; `second_factor`: since when it has one."""

    name: str
    full_name: str
    bureau: str | None
    locked: bool
    must_change: bool
    second_factor: datetime | None
    created_at: datetime
    signed_in_at: datetime | None
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a sign-in is held against: the password's hash, and the encrypted second factor."""

    name: str
    password_hash: str
    second_factor: bytes | None


def users(session: Session) -> tuple[UserEntry, ...]:
    """All of them, by name."""
    grants: dict[str, list[GrantRow]] = defaultdict(list)
    for row in session.scalars(select(GrantRow)):
        grants[row.user].append(row)
    rows = session.scalars(select(UserRow).order_by(UserRow.name))
    return tuple(_entry(row, grants[row.name]) for row in rows)


def people(session: Session) -> tuple[str, ...]:
    """What everybody is called who has an account, by full name and at the sign-in, or stands in the roster: no entry
    may say it."""
    columns = (UserRow.full_name, UserRow.name, InspectorRow.name)
    return tuple(name for column in columns for name in session.scalars(select(column)))


def user(session: Session, name: str) -> UserEntry:
    """One of them; `Missing("user_unknown")`."""
    row = session.get(UserRow, name) if NAME.fullmatch(name) else None
    if row is None:
        raise Missing("user_unknown", name=name)
    return _entry(row, session.scalars(select(GrantRow).where(GrantRow.user == name)).all())


def _entry(row: UserRow, grants: Sequence[GrantRow]) -> UserEntry:
    return UserEntry(
        name=row.name,
        full_name=row.full_name,
        bureau=row.bureau,
        locked=row.state is UserState.LOCKED,
        must_change=row.must_change,
        second_factor=row.second_factor_at,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
        grants=grants_from(grants),
    )


def grants_from(rows: Sequence[GrantRow]) -> tuple[Grant, ...]:
    """Grants as `sampler.role` knows them, in order."""
    in_order = sorted(rows, key=lambda row: (row.role, row.bureau))
    return tuple(Grant(role=row.role, bureau=None if row.bureau == EVERYWHERE else row.bureau) for row in in_order)


def credential(session: Session, name: str) -> Credential | None:
    """What the sign-in of this name is held against; None where nobody has it."""
    row = session.get(UserRow, name)
    if row is None:
        return None
    return Credential(name=row.name, password_hash=row.password_hash, second_factor=row.second_factor)


def backup_codes_left(session: Session, name: str) -> int:
    """How many of a person's backup codes still open."""
    unused = select(func.count()).where(BackupCodeRow.user == name, BackupCodeRow.used_at.is_(None))
    return session.scalar(unused) or 0
