"""What people do with jobs: stop one, or have one tried again. What a job performs is an act of who asked for it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Missing
from sampler.store import jobs
from sampler.store.tables import JobRow
from sampler.trail import Actor
from sampler.work.acts import record_act


def subject(job: int) -> str:
    """A job as the trail names it."""
    return f"job:{job}"


def cancel_job(session: Session, actor: Actor, at: datetime, job: int) -> None:
    """Stop a job: one that waits at once, one that runs at its next checkpoint.

    Raises `Missing("job_unknown")`, `Refused("job_finished")`.
    """
    row = _lock(session, job)
    jobs.stop(session, at, row)
    record_act(session, actor, at, "cancel_job", subject(job), kind=row.kind, of=row.subject)


def retry_job(session: Session, actor: Actor, at: datetime, job: int) -> None:
    """Have a job that failed or was cancelled go on from its last checkpoint.

    Raises `Missing("job_unknown")`, `Refused("job_not_ended")`, `Conflict("job_asked_again")`.
    """
    row = _lock(session, job)
    jobs.restart(session, at, row)
    record_act(session, actor, at, "retry_job", subject(job), kind=row.kind, of=row.subject)


def _lock(session: Session, job: int) -> JobRow:
    row = session.scalar(select(JobRow).where(JobRow.id == job).with_for_update())
    if row is None:
        raise Missing("job_unknown", job=job)
    return row
