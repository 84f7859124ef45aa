"""Jobs: long acts with a lease, a fence and a checkpoint."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
STATES = ("queued", "running", "done", "failed", "cancelled")
RUNNING = sa.text("state = 'running'")
UNFINISHED = sa.text("state IN ('queued', 'running')")

CHECKS = {
    "ck_job_counts": "done >= 0 AND done_at_start >= 0 AND total >= done",
    "ck_job_claims": "fence >= 0 AND attempts >= 0 AND fruitless >= 0",
    "ck_job_lease": "(state = 'running') = (lease_until IS NOT NULL)",
    "ck_job_owner": "(state = 'running') = (owner IS NOT NULL)",
    "ck_job_finished": "(state IN ('queued', 'running')) = (finished_at IS NULL)",
    "ck_job_error": "(error_class IS NULL) = (error_code IS NULL)",
    "ck_job_failed": "state <> 'failed' OR error_code IS NOT NULL",
}


def columns() -> list[sa.Column[Any]]:
    """Anew for each run: a column belongs to one table."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("dedupe", WORDS, nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("origin", WORDS, nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("not_before", TIME, nullable=False),
        sa.Column("owner", WORDS, nullable=True),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fruitless", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.JSON(), nullable=True),
        sa.Column("step", WORDS, nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("done_at_start", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("error_class", WORDS, nullable=True),
        sa.Column("error_code", WORDS, nullable=True),
        sa.Column("error_params", sa.JSON(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
    ]


def upgrade() -> None:
    checks = (sa.CheckConstraint(rule, name=op.f(name)) for name, rule in CHECKS.items())
    op.create_table("job", *columns(), *checks, sa.PrimaryKeyConstraint("id", name=op.f("pk_job")))
    op.create_index(
        "uq_job_subject_running", "job", ["subject"], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING
    )
    op.create_index(
        "uq_job_dedupe_unfinished", "job", ["dedupe"], unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
    )
    op.create_index(op.f("ix_job_state_not_before"), "job", ["state", "not_before"])
    op.create_index(op.f("ix_job_subject"), "job", ["subject"])


def downgrade() -> None:
    op.drop_table("job")
