"""Who is signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.credential import Policy
from sampler.role import Grant, needs_second_factor
from sampler.store.queries.users import UserEntry, user
from sampler.store.tables import SessionRow, UserRow
from sampler.store.tables.sessions import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The person of a live session; `must_change`: their password, before anything else."""

    hash: str
    user: UserEntry
    stage: Stage
    seen_at: datetime
    must_change: bool
    needs_second_factor: bool

    @property
    def grants(self) -> tuple[Grant, ...]:
        return self.user.grants

    @property
    def complete(self) -> bool:
        return self.stage is Stage.COMPLETE

    @property
    def lacks_device(self) -> bool:
        """A second factor is needed, perhaps since a role was given or the policy changed, and none is bound."""
        return self.needs_second_factor and self.user.second_factor is None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """One of a person's live sessions: since when, from where, with what."""

    hash: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


def signed_in(session: Session, token_hash: str, at: datetime, policy: Policy) -> SignedIn | None:
    """The person whose token has this digest; None where the session ended, was idle too long, or was never."""
    row = session.get(SessionRow, token_hash)
    if row is None or not _is_live(row, at, policy):
        return None
    person = user(session, row.user)
    if person.locked:
        return None
    return SignedIn(
        hash=row.hash,
        user=person,
        stage=row.stage,
        seen_at=row.seen_at,
        must_change=person.must_change or _is_old(session, row.user, at, policy),
        needs_second_factor=policy.second_factor_for_all or needs_second_factor(person.grants),
    )


def _is_live(row: SessionRow, at: datetime, policy: Policy) -> bool:
    used, young = at - row.seen_at < policy.idle, at - row.created_at < policy.longest_session
    return row.revoked_at is None and used and young


def _is_old(session: Session, name: str, at: datetime, policy: Policy) -> bool:
    if policy.password_age is None:
        return False
    password_at = session.scalars(select(UserRow.password_at).where(UserRow.name == name)).one()
    return at - password_at >= policy.password_age


def sessions_of(session: Session, name: str, at: datetime, policy: Policy) -> tuple[SessionEntry, ...]:
    """A person's live sessions, the newest first."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.user == name, SessionRow.stage == Stage.COMPLETE)
        .order_by(SessionRow.created_at.desc(), SessionRow.hash)
    )
    return tuple(
        SessionEntry(
            hash=row.hash, created_at=row.created_at, seen_at=row.seen_at, address=row.address, agent=row.agent
        )
        for row in rows
        if _is_live(row, at, policy)
    )
