"""Attempts to prove oneself, counted before each is tried, so that no number of doors gives one guess more.

An attempt counts as a failure until it has succeeded. Names that nobody has are counted alike.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sampler.credential import Policy, fingerprint
from sampler.errors import Refused
from sampler.store.session import lock_table
from sampler.store.tables import SignInFailureRow


def begin_attempt(session: Session, at: datetime, name: str, policy: Policy) -> None:
    """Count an attempt under a name, in a transaction before the one that tries it; `Refused("sign_in_locked")`.

    Failures are forgotten when the newest is as old as a lock is long.
    """
    lock_table(session, SignInFailureRow)
    session.execute(delete(SignInFailureRow).where(SignInFailureRow.at <= at - policy.lock))
    row = session.get(SignInFailureRow, fingerprint(name))
    if row is None:
        session.add(SignInFailureRow(name=fingerprint(name), failures=1, at=at))
    elif row.failures >= policy.failures:
        raise Refused("sign_in_locked", minutes=int(policy.lock.total_seconds() // 60))
    else:
        row.failures, row.at = row.failures + 1, at
    session.flush()


def take_back(session: Session, name: str) -> None:
    """The attempt succeeded, but not yet the whole sign-in: earlier failures still count."""
    row = session.get(SignInFailureRow, fingerprint(name), with_for_update=True)
    if row is not None and row.failures > 1:
        row.failures -= 1
    elif row is not None:
        session.delete(row)
    session.flush()


def forgive(session: Session, name: str) -> None:
    """Forget every failure under a name."""
    session.execute(delete(SignInFailureRow).where(SignInFailureRow.name == fingerprint(name)))
