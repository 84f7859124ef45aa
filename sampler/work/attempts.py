"""Attempts to prove oneself, counted before each is tried, so that no number of doors gives one guess more.

An attempt counts as a failure until it has succeeded. Names that nobody has are counted alike.

Anybody may try to sign in, and while a row of the trail is written all acts wait: so the rows are bounded. Of a name
each refusal has its row until the name is locked; names that nobody has share `STRANGERS_TOLD` rows. What comes on top
within the time of a lock is counted, and has a row, with the count, only when it has doubled.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sampler.credential import Policy, fingerprint
from sampler.errors import Refused
from sampler.store.session import lock_table
from sampler.store.tables import SignInFailureRow

STRANGERS = "strangers"  # what all names that nobody has are counted under
STRANGERS_TOLD = 100


class Door(StrEnum):
    """Where one proves oneself: what strangers try at the entrance locks nothing that is done inside."""

    ENTRANCE = "entrance"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How many there were so far, this one included; `over`: how many beyond those that each have a row in the trail.

    `minutes`: for how long the name is locked; 0: it is not.
    """

    count: int
    over: int
    minutes: int = 0

    @property
    def told(self) -> bool:
        """Whether a refusal has a row of its own: up to the bound each, beyond it the 1st, 2nd, 4th, 8th, …"""
        return self.over <= 0 or self.over.bit_count() == 1

    @property
    def details(self) -> dict[str, int]:
        """What the row says beside the refusal."""
        return {"attempts": self.count} if self.over > 0 else {}

    def require_unlocked(self) -> None:
        """`Refused("sign_in_locked")`."""
        if self.minutes:
            raise Refused("sign_in_locked", minutes=self.minutes)


def begin_attempt(
    session: Session, at: datetime, name: str, policy: Policy, door: Door = Door.ENTRANCE, *, known: bool = True
) -> Attempt:
    """Count an attempt under a name, in a transaction before the one that tries it; `known`: somebody has the name.

    Failures are forgotten when the newest is as old as a lock is long; attempts at a locked name do not prolong that.
    """
    lock_table(session, SignInFailureRow)
    session.execute(delete(SignInFailureRow).where(SignInFailureRow.at <= at - policy.lock))
    count = _count(session, at, _key(door, name), policy.failures)
    minutes = int(policy.lock.total_seconds() // 60) if count > policy.failures else 0
    if known:
        return Attempt(count=count, over=count - policy.failures, minutes=minutes)
    together = _count(session, at, fingerprint(STRANGERS), 1)
    return Attempt(count=together, over=together - STRANGERS_TOLD, minutes=minutes)


def _key(door: Door, name: str) -> str:
    return fingerprint(f"{door} {name}")


def _count(session: Session, at: datetime, key: str, prolonging: int) -> int:
    """One more under a key, of which the first `prolonging` put off the time when all are forgotten."""
    row = session.get(SignInFailureRow, key)
    if row is None:
        row = SignInFailureRow(name=key, failures=0, at=at)
        session.add(row)
    row.failures += 1
    if row.failures <= prolonging:
        row.at = at
    session.flush()
    return row.failures


def take_back(session: Session, name: str) -> None:
    """The attempt at the entrance succeeded, but not yet the whole sign-in: earlier failures still count."""
    row = session.get(SignInFailureRow, _key(Door.ENTRANCE, name), with_for_update=True)
    if row is not None and row.failures > 1:
        row.failures -= 1
    elif row is not None:
        session.delete(row)
    session.flush()


def forgive(session: Session, name: str) -> None:
    """Forget every failure under a name."""
    session.execute(delete(SignInFailureRow).where(SignInFailureRow.name.in_([_key(door, name) for door in Door])))
