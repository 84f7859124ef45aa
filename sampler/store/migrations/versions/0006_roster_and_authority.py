"""The roster with its recusals, and what the authority says of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = sa.String().with_variant(sa.String(collation="C"), "postgresql")
REASONS = ("off_duty", "auxiliary", "licence_missing", "certificate_expired")


def upgrade() -> None:
    op.create_table(
        "inspector",
        sa.Column("number", WORDS, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bureau", WORDS, nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("expert", sa.Boolean(), nullable=False),
        sa.Column(
            "kept_off",
            sa.Enum(*REASONS, name="kept_off", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_inspector")),
    )
    op.create_index(op.f("ix_inspector_bureau"), "inspector", ["bureau"])
    op.create_table(
        "recusal",
        sa.Column("inspector", WORDS, nullable=False),
        sa.Column("id", WORDS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inspector"], ["inspector.number"], name=op.f("fk_recusal_inspector_inspector")),
        sa.PrimaryKeyConstraint("inspector", "id", name=op.f("pk_recusal")),
    )
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("red_head", sa.Text(), nullable=False),
        sa.Column("division", WORDS, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_authority_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
    )
    op.create_table(
        "special_day",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_special_day")),
    )


def downgrade() -> None:
    for table in ("special_day", "authority", "recusal", "inspector"):
        op.drop_table(table)
