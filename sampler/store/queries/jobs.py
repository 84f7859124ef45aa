"""Jobs, for who waits for one and for who looks after all of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sampler import errors
from sampler.errors import Missing, SamplerError
from sampler.store.tables import JobRow
from sampler.store.tables.jobs import JobState

MOST_LISTED = 200

Seen = Callable[[str, Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """A job as it stands. `total` None: not known yet; `step` is the code of what it is doing, or empty.

    `file` is the name of the file that was handed in for it, None where there is none; `error` is why it failed, or why
    it is tried again; `cancelling`: it was told to stop and runs still.
    """

    id: int
    kind: str
    subject: str
    file: str | None
    actor: str
    state: JobState
    cancelling: bool
    attempts: int
    step: str
    done: int
    done_at_start: int
    total: int | None
    error: SamplerError | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def about(self) -> str:
        """What it is done to, as people call it: the file that was handed in, or the draw."""
        return self.file or self.subject.partition(":")[2]

    @property
    def finished(self) -> bool:
        return self.finished_at is not None

    def time_left(self, at: datetime) -> timedelta | None:
        """At the pace of the present attempt; None while there is nothing to reckon from."""
        if self.state is not JobState.RUNNING or self.total is None or self.started_at is None:
            return None
        made, spent = self.done - self.done_at_start, at - self.started_at
        if made <= 0 or spent <= timedelta(0):
            return None
        return spent * (self.total - self.done) / made


def job_lines(session: Session, seen: Seen = lambda kind, params: True) -> tuple[JobLine, ...]:
    """The newest of those that are `seen`, by kind and parameters: `MOST_LISTED` of them."""
    rows = select(JobRow.params, *_COLUMNS).order_by(JobRow.id.desc()).execution_options(yield_per=MOST_LISTED)
    with session.execute(rows) as found:
        return tuple(map(_line, islice((row for row in found if seen(row.kind, row.params)), MOST_LISTED)))


def jobs_of(session: Session, subject: str) -> tuple[JobLine, ...]:
    """Those of one subject (`draw:410212-2026-11-001`), the newest first."""
    rows = select(*_COLUMNS).where(JobRow.subject == subject).order_by(JobRow.id.desc())
    return tuple(_line(row) for row in session.execute(rows))


def jobs_of_kind(session: Session, kind: str) -> tuple[JobLine, ...]:
    """Those of one kind, the newest first, `MOST_LISTED` of them."""
    rows = select(*_COLUMNS).where(JobRow.kind == kind).order_by(JobRow.id.desc()).limit(MOST_LISTED)
    return tuple(_line(row) for row in session.execute(rows))


def imports_of(session: Session, digest: str) -> tuple[JobLine, ...]:
    """The imports that gave this snapshot, the newest first."""
    gave = JobRow.result["snapshot"].as_string() == digest
    rows = select(*_COLUMNS).where(JobRow.kind == "import", gave).order_by(JobRow.id.desc())
    return tuple(_line(row) for row in session.execute(rows))


def job_line(session: Session, job: int) -> JobLine:
    """One of them; `Missing("job_unknown")`."""
    row = session.execute(select(*_COLUMNS).where(JobRow.id == job)).first()
    if row is None:
        raise Missing("job_unknown", job=job)
    return _line(row)


def job_result(session: Session, job: int) -> Mapping[str, Any]:
    """What a job gave, empty until it is done (api/jobs says what each kind gives); `Missing("job_unknown")`."""
    row = session.execute(select(JobRow.result).where(JobRow.id == job)).first()
    if row is None:
        raise Missing("job_unknown", job=job)
    return row.result or {}


def job_params(session: Session, job: int) -> Mapping[str, Any]:
    """What a job was asked with (api/jobs says what each kind is); `Missing("job_unknown")`."""
    params: Mapping[str, Any] | None = session.scalar(select(JobRow.params).where(JobRow.id == job))
    if params is None:
        raise Missing("job_unknown", job=job)
    return params


def files_in_use(session: Session) -> frozenset[str]:
    """The digests of the handed-in files that jobs speak of."""
    rows = session.execute(select(JobRow.params, JobRow.checkpoint, JobRow.result)).all()
    return frozenset(digest for row in rows for value in row for digest in _digests(value))


def _digests(value: object) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(value.get("sha256"), str):
        yield value["sha256"]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        yield from _digests(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How many jobs are due, since when the oldest is, and how many are left by a worker that is silent."""

    due: int
    since: datetime | None
    abandoned: int


def queue(session: Session, at: datetime) -> Queue:
    """The jobs that somebody should perform."""
    due = (JobRow.state == JobState.QUEUED) & (JobRow.not_before <= at)
    waiting = session.execute(select(func.count(), func.min(JobRow.not_before)).where(due)).one()
    lost = (JobRow.state == JobState.RUNNING) & (JobRow.lease_until < at)
    return Queue(due=waiting[0], since=waiting[1], abandoned=session.scalar(select(func.count()).where(lost)) or 0)


_COLUMNS = (
    JobRow.id,
    JobRow.kind,
    JobRow.subject,
    JobRow.params[("upload", "name")].as_string().label("file"),
    JobRow.actor,
    JobRow.state,
    JobRow.cancel_requested,
    JobRow.attempts,
    JobRow.step,
    JobRow.done,
    JobRow.done_at_start,
    JobRow.total,
    JobRow.error_class,
    JobRow.error_code,
    JobRow.error_params,
    JobRow.created_at,
    JobRow.started_at,
    JobRow.finished_at,
)  # of the params the file's name alone, and no results: they may be long


def _line(row: Any) -> JobLine:
    return JobLine(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        file=row.file,
        actor=row.actor,
        state=row.state,
        cancelling=row.cancel_requested and row.finished_at is None,
        attempts=row.attempts,
        step=row.step,
        done=row.done,
        done_at_start=row.done_at_start,
        total=row.total,
        error=_error(row),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _error(row: Any) -> SamplerError | None:
    if row.error_code is None:
        return None
    kind: type[SamplerError] = getattr(errors, row.error_class)
    return kind(row.error_code, **row.error_params)
