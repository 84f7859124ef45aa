"""What every act does at its end: one line in the trail."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from sampler.errors import SamplerError
from sampler.store import trail
from sampler.trail import Actor, Event, TrailEntry


def record_act(
    session: Session, actor: Actor, at: datetime, act: str, subject: str, *, digest: str = "", **details: object
) -> TrailEntry:
    """Write the act into the trail; nothing of the act may follow. `subject` is `<noun>:<key>`."""
    return trail.append(session, Event(at=at, actor=actor, act=act, object=subject, digest=digest, details=details))


def record_refusal(
    session: Session, actor: Actor, at: datetime, act: str, subject: str, error: SamplerError, **details: object
) -> TrailEntry:
    """What a door writes, in a transaction of its own, when an act was refused: the code, not what was typed."""
    details = {"class": type(error).__name__, **details}
    event = Event(at=at, actor=actor, act=act, object=subject, result=error.code, details=details)
    return trail.append(session, event)


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 over a batch, one line each with LF, sorted by bytes: the trail's one entry then speaks for all of it."""
    return sha256(b"".join(sorted(line.encode() + b"\n" for line in lines))).hexdigest()
