"""Opaque numbers for people in entries: one for each account that is there, in the order in which they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORDS = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_person_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_person")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
    )
    op.execute(
        'INSERT INTO person (number, name) SELECT row_number() OVER (ORDER BY created_at, name), name FROM "user"'
    )


def downgrade() -> None:
    op.drop_table("person")
