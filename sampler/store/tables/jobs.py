"""Long acts that wait to be performed, are being performed, or were. sampler/store/jobs.py has the rules.

Two partial unique indexes keep what no worker could keep by itself: one running job a subject, one unfinished job a
dedupe key.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Moment, Time, choice

RUNNING = text("state = 'running'")
UNFINISHED = text("state IN ('queued', 'running')")


class JobState(StrEnum):
    """排队 进行中 完成 失败 已取消."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobRow(Base):
    """`fence` counts the claims for ever, `attempts` those since an operator last asked for it, `fruitless` those since
    the last checkpoint. `done` was `done_at_start` when the running claim began: the time left is reckoned from there.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("done >= 0 AND done_at_start >= 0 AND total >= done", name="counts"),
        CheckConstraint("fence >= 0 AND attempts >= 0 AND fruitless >= 0", name="claims"),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("(state = 'running') = (owner IS NOT NULL)", name="owner"),
        CheckConstraint("(state IN ('queued', 'running')) = (finished_at IS NULL)", name="finished"),
        CheckConstraint("(error_class IS NULL) = (error_code IS NULL)", name="error"),
        CheckConstraint("state <> 'failed' OR error_code IS NOT NULL", name="failed"),
        Index("uq_job_subject_running", "subject", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("uq_job_dedupe_unfinished", "dedupe", unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
        Index(None, "state", "not_before"),
        Index(None, "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    subject: Mapped[Code]
    dedupe: Mapped[Code | None]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor: Mapped[Code]
    origin: Mapped[Code]
    state: Mapped[JobState] = mapped_column(choice(JobState, "state"))
    cancel_requested: Mapped[bool]
    not_before: Mapped[Moment]
    owner: Mapped[Code | None]
    lease_until: Mapped[datetime | None] = mapped_column(Time())
    fence: Mapped[int]
    attempts: Mapped[int]
    fruitless: Mapped[int]
    checkpoint: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    step: Mapped[Code]
    done: Mapped[int] = mapped_column(BigInteger)
    done_at_start: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int | None] = mapped_column(BigInteger)
    error_class: Mapped[Code | None]
    error_code: Mapped[Code | None]
    error_params: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[Moment]
    started_at: Mapped[datetime | None] = mapped_column(Time())
    finished_at: Mapped[datetime | None] = mapped_column(Time())
