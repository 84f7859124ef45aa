"""People: accounts, what they may do, their sessions, their failures to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
ROLES = (
    "operator",
    "bureau_clerk",
    "inspector",
    "first_reviewer",
    "second_reviewer",
    "releasing_reviewer",
    "auditor",
    "witness",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
)


def choice(name: str, *words: str) -> sa.Enum:
    """A closed choice as a word with a CHECK."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _create_users() -> None:
    op.create_table(
        "user",
        sa.Column("name", WORDS, nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("bureau", WORDS, nullable=True),
        sa.Column("state", choice("state", "active", "locked"), nullable=False),
        sa.Column("password_hash", WORDS, nullable=False),
        sa.Column("password_at", TIME, nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("second_factor", sa.LargeBinary(), nullable=True),
        sa.Column("second_factor_at", TIME, nullable=True),
        sa.Column("second_factor_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by", WORDS, nullable=False),
        sa.Column("signed_in_at", TIME, nullable=True),
        sa.CheckConstraint("(second_factor IS NULL) = (second_factor_at IS NULL)", name=op.f("ck_user_second_factor")),
        sa.CheckConstraint(
            "(second_factor IS NULL) = (second_factor_step IS NULL)", name=op.f("ck_user_second_factor_step")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_user")),
    )
    op.create_table(
        "grant",
        sa.Column("user", WORDS, nullable=False),
        sa.Column("role", choice("role", *ROLES), nullable=False),
        sa.Column("bureau", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("granted_by", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user.name"], name=op.f("fk_grant_user_user")),
        sa.PrimaryKeyConstraint("user", "role", "bureau", name=op.f("pk_grant")),
    )
    op.create_table(
        "backup_code",
        sa.Column("user", WORDS, nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_backup_code_hash")),
        sa.ForeignKeyConstraint(["user"], ["user.name"], name=op.f("fk_backup_code_user_user")),
        sa.PrimaryKeyConstraint("user", "hash", name=op.f("pk_backup_code")),
    )


def _create_sessions() -> None:
    op.create_table(
        "session",
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("user", WORDS, nullable=False),
        sa.Column("stage", choice("stage", "password", "complete"), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("address", WORDS, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_session_hash")),
        sa.ForeignKeyConstraint(["user"], ["user.name"], name=op.f("fk_session_user_user")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_user"), "session", ["user"], unique=False)
    op.create_table(
        "sign_in_failure",
        sa.Column("name", WORDS, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("length(name) = 64", name=op.f("ck_sign_in_failure_name")),
        sa.CheckConstraint("failures >= 1", name=op.f("ck_sign_in_failure_failures")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sign_in_failure")),
    )


def upgrade() -> None:
    _create_users()
    _create_sessions()


def downgrade() -> None:
    for table in ("sign_in_failure", "session", "backup_code", "grant", "user"):
        op.drop_table(table)
