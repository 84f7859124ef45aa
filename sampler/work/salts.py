"""The salts of sealed draws, encrypted, from before their freeze until they are told (SSJ1 section 5)."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sampler.errors import Missing
from sampler.store.tables import SaltRow


def keep_salt(session: Session, at: datetime, salt_hash: str, sealed: bytes) -> None:
    """Keep an encrypted salt under the hash that the notice will hold."""
    session.add(SaltRow(hash=salt_hash, sealed=sealed, at=at))
    session.flush()


def sealed_salt(session: Session, salt_hash: str) -> bytes:
    """The encrypted salt; `Missing("salt_unknown")` where it was told already, or was never kept here."""
    row = session.get(SaltRow, salt_hash)
    if row is None:
        raise Missing("salt_unknown")
    return row.sealed


def forget_salt(session: Session, salt_hash: str) -> None:
    """The salt was told, or its draw taken back: nothing is kept."""
    session.execute(delete(SaltRow).where(SaltRow.hash == salt_hash))
