"""The ledger of jobs: who may perform which one now, and how far it is.

A worker *claims* a job for the length of a lease and raises its fence; the heartbeat and every checkpoint renew the
lease. Whatever a job changes in the database it changes in the transaction of a checkpoint, which asks first whether
this claim still holds: a worker that was thought dead and comes back gets `Conflict("lease_lost")` and changes nothing.
So an effect in the database happens once, whenever and however often the worker is killed. Where no checkpoint comes
in `MOST_FRUITLESS` claims the job has failed: it may be what kills its workers.

On PostgreSQL the workers' machines may have clocks of their own: leases and waiting times go by the database's. On
SQLite, which is one machine's, `at` is the time.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Interval, delete, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, aliased

from sampler.errors import Broken, Conflict, Refused, SamplerError
from sampler.store.tables import JobRow
from sampler.store.tables.jobs import UNFINISHED, JobState
from sampler.trail import Actor

MOST_FRUITLESS = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)

Plain = Mapping[str, Any]  # what JSON can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for. `subject` is `<noun>:<key>`, of which one job runs at a time; while a job with this `dedupe`
    is unfinished, asking again gives that one.
    """

    kind: str
    subject: str
    params: Plain = field(default_factory=dict)
    dedupe: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job in the hands of a worker, as it stood when it was claimed; `fence` tells this claim from every other."""

    id: int
    fence: int
    kind: str
    subject: str
    params: Plain
    actor: Actor
    attempts: int
    checkpoint: Plain | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a job is: `checkpoint` is what it goes on from. What is None stays as it was."""

    checkpoint: Plain | None = None
    done: int | None = None
    total: int | None = None
    step: str | None = None


def enqueue(session: Session, at: datetime, actor: Actor, request: Request) -> int:
    """Put a job into the queue, or find the unfinished one of the same `dedupe`; returns its number."""
    values = {
        "kind": request.kind,
        "subject": request.subject,
        "dedupe": request.dedupe,
        "params": dict(request.params),
        "actor": actor.name,
        "origin": actor.origin,
        "state": JobState.QUEUED,
        "cancel_requested": False,
        "not_before": _moment(session, at),
        "fence": 0,
        "attempts": 0,
        "fruitless": 0,
        "step": "",
        "done": 0,
        "done_at_start": 0,
        "created_at": at,
    }
    insert = postgresql_insert if _has_clock(session) else sqlite_insert
    statement = insert(JobRow).values(values).on_conflict_do_nothing(index_elements=["dedupe"], index_where=UNFINISHED)
    known = select(JobRow.id).where(JobRow.dedupe == request.dedupe, UNFINISHED)
    while True:  # on PostgreSQL the one that was in the way may be finished before it is looked at
        number = session.scalar(statement.returning(JobRow.id)) or session.scalar(known)
        if number is not None:
            return number


def is_waiting(session: Session, at: datetime, kinds: Collection[str]) -> bool:
    """Whether `reap` or `claim` would find anything: a look that locks nothing."""
    clock = _moment(session, at)
    due = _queued(clock, kinds) & ~_subject_is_busy()
    return session.scalar(select(JobRow.id).where(or_(due, _expired(clock))).limit(1)) is not None


def reap(session: Session, at: datetime) -> int:
    """Take back the jobs whose leases ran out; returns how many."""
    expired = select(JobRow).where(_expired(_moment(session, at))).with_for_update(skip_locked=True)
    rows = session.scalars(expired).all()
    for row in rows:
        _leave(row)
        if row.cancel_requested:
            _end(row, at, JobState.CANCELLED)
        elif row.fruitless >= MOST_FRUITLESS:
            _note(row, Broken("job_gave_up", attempts=row.attempts))
            _end(row, at, JobState.FAILED)
        else:
            row.state = JobState.QUEUED
            row.not_before = _moment(session, at)
    session.flush()
    return len(rows)


def claim(
    session: Session, at: datetime, *, owner: str, lease: timedelta, kinds: Collection[str], only: int | None = None
) -> Claim | None:
    """Take the oldest job that is due and whose subject is free (`only`: that one); None where there is none.

    Two workers that take two jobs of one subject at once meet at the index: `Conflict("entered_by_another")` for one.
    """
    due = select(JobRow).where(_queued(_moment(session, at), kinds), ~_subject_is_busy())
    if only is not None:
        due = due.where(JobRow.id == only)
    row = session.scalar(due.order_by(JobRow.id).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.state = JobState.RUNNING
    row.owner = owner
    row.lease_until = _moment(session, at, lease)
    row.fence += 1
    row.attempts += 1
    row.fruitless += 1
    row.started_at = at
    row.done_at_start = row.done
    session.flush()
    return Claim(
        id=row.id,
        fence=row.fence,
        kind=row.kind,
        subject=row.subject,
        params=row.params,
        actor=Actor(name=row.actor, origin=row.origin),
        attempts=row.attempts,
        checkpoint=row.checkpoint,
    )


def checkpoint(session: Session, at: datetime, claim: Claim, lease: timedelta, reached: Reached) -> None:
    """Say how far the job is, in the transaction of what was done; comes first in it, since it asks for the right.

    Raises `Conflict("lease_lost")`, and `Conflict("job_cancelled")` where somebody wants the job to stop.
    """
    row = _renewed(session, at, claim, lease)
    if row.cancel_requested:
        raise Conflict("job_cancelled", job=claim.id)
    if reached.checkpoint is not None:
        row.checkpoint = dict(reached.checkpoint)
        row.fruitless = 0
    row.done = row.done if reached.done is None else reached.done
    row.done_at_start = min(row.done_at_start, row.done)  # a job without a checkpoint begins anew
    row.total = row.total if reached.total is None else reached.total
    row.step = row.step if reached.step is None else reached.step
    session.flush()


def renew(session: Session, at: datetime, claim: Claim, lease: timedelta) -> None:
    """The heartbeat; `Conflict("lease_lost")`."""
    _renewed(session, at, claim, lease)
    session.flush()


def finish(session: Session, at: datetime, claim: Claim, result: Plain) -> None:
    """The job is done; `Conflict("lease_lost")`."""
    row = _held(session, claim)
    _leave(row)
    _forgive(row)
    row.result, row.checkpoint = dict(result), None
    row.total = row.done if row.total is None else row.total
    row.done = row.total
    _end(row, at, JobState.DONE)
    session.flush()


def fail(session: Session, at: datetime, claim: Claim, error: SamplerError, *, again: bool) -> bool:
    """Note the error; with `again` the job waits and is tried once more. Says whether it has failed for good.

    Raises `Conflict("lease_lost")`.
    """
    row = _held(session, claim)
    _leave(row)
    if row.cancel_requested:
        _end(row, at, JobState.CANCELLED)
        session.flush()
        return False
    _note(row, error)
    if again and row.fruitless < MOST_FRUITLESS:
        row.state = JobState.QUEUED
        row.not_before = _moment(session, at, min(FIRST_WAIT * 2 ** max(row.fruitless - 1, 0), LONGEST_WAIT))
    else:
        _end(row, at, JobState.FAILED)
    session.flush()
    return row.state is JobState.FAILED


def give_back(session: Session, at: datetime, claim: Claim) -> None:
    """A worker that must leave puts the job back as it stands, for another to go on; `Conflict("lease_lost")`."""
    row = _held(session, claim)
    _leave(row)
    row.fruitless = max(row.fruitless - 1, 0)  # to be told to leave is no fault of the job
    row.state = JobState.QUEUED
    row.not_before = _moment(session, at)
    session.flush()


def stop(session: Session, at: datetime, row: JobRow) -> None:
    """Cancel a job: at once if it waits, at its next checkpoint if it runs; `Refused("job_finished")`."""
    if row.state is JobState.QUEUED:
        _end(row, at, JobState.CANCELLED)
    elif row.state is JobState.RUNNING:
        row.cancel_requested = True
    else:
        raise Refused("job_finished", job=row.id, state=str(row.state))
    session.flush()


def restart(session: Session, at: datetime, row: JobRow) -> None:
    """Put a job that failed or was cancelled back into the queue, to go on from its checkpoint with a clean sheet.

    Raises `Refused("job_not_ended")`, `Conflict("job_asked_again")` where the same was asked for anew meanwhile.
    """
    if row.state not in (JobState.FAILED, JobState.CANCELLED):
        raise Refused("job_not_ended", job=row.id, state=str(row.state))
    if row.dedupe is not None:
        other = session.scalar(select(JobRow.id).where(JobRow.dedupe == row.dedupe, UNFINISHED))
        if other is not None:
            raise Conflict("job_asked_again", job=row.id, other=other)
    _forgive(row)
    row.state = JobState.QUEUED
    row.attempts = row.fruitless = 0
    row.cancel_requested = False
    row.finished_at = None
    row.not_before = _moment(session, at)
    session.flush()


def has_old(session: Session, before: datetime) -> bool:
    """Whether `forget` would find anything: a look that locks nothing."""
    return session.scalar(select(JobRow.id).where(JobRow.finished_at < before).limit(1)) is not None


def forget(session: Session, before: datetime) -> int:
    """Delete the jobs that ended before a moment; returns how many. What they did stands in the trail."""
    return len(session.scalars(delete(JobRow).where(JobRow.finished_at < before).returning(JobRow.id)).all())


def _queued(clock: ColumnElement[datetime], kinds: Collection[str]) -> ColumnElement[bool]:
    return (JobRow.state == JobState.QUEUED) & (JobRow.not_before <= clock) & JobRow.kind.in_(kinds)


def _expired(clock: ColumnElement[datetime]) -> ColumnElement[bool]:
    return (JobRow.state == JobState.RUNNING) & (JobRow.lease_until < clock)


def _subject_is_busy() -> ColumnElement[bool]:
    other = aliased(JobRow)
    return select(other.id).where(other.subject == JobRow.subject, other.state == JobState.RUNNING).exists()


def _held(session: Session, claim: Claim) -> JobRow:
    """The job, locked, if the claim still holds."""
    holds = (JobRow.id == claim.id, JobRow.fence == claim.fence, JobRow.state == JobState.RUNNING)
    row = session.scalar(select(JobRow).where(*holds).with_for_update())
    if row is None:
        raise Conflict("lease_lost", job=claim.id)
    return row


def _renewed(session: Session, at: datetime, claim: Claim, lease: timedelta) -> JobRow:
    row = _held(session, claim)
    row.lease_until = _moment(session, at, lease)
    return row


def _leave(row: JobRow) -> None:
    row.owner = row.lease_until = None


def _note(row: JobRow, error: SamplerError) -> None:
    row.error_class, row.error_code = type(error).__name__, error.code
    row.error_params = json.loads(json.dumps(error.params, default=str))


def _forgive(row: JobRow) -> None:
    row.error_class = row.error_code = row.error_params = None


def _end(row: JobRow, at: datetime, state: JobState) -> None:
    row.state = state
    row.finished_at = at


def _has_clock(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _moment(session: Session, at: datetime, later: timedelta = timedelta(0)) -> Any:
    """`later` from now, by the clock that decides (see above)."""
    if _has_clock(session):
        return func.clock_timestamp(type_=DateTime(timezone=True)) + literal(later, Interval())
    return at + later
