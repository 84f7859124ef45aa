"""The ceremony: values typed by two people, voids that wait, salts under their key; one ceremony and one end a draw."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
ONCE = sa.text("kind IN ('draw', 'ceremony', 'outcome', 'void', 'opening')")


def upgrade() -> None:
    op.create_table(
        "typed_value",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "hand",
            sa.Enum("operator", "witness", name="hand", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("person", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("round >= 1", name=op.f("ck_typed_value_round")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_typed_value_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "round", "hand", name=op.f("pk_typed_value")),
    )
    op.create_table(
        "void_request",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person", WORDS, nullable=False),
        sa.Column("origin", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_void_request_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", name=op.f("pk_void_request")),
    )
    op.create_table(
        "salt",
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_salt_hash")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_salt")),
    )
    op.create_index(
        "uq_entry_once", "entry", ["draw_id", "kind"], unique=True, sqlite_where=ONCE, postgresql_where=ONCE
    )
    with op.batch_alter_table("draw") as draw:
        draw.add_column(sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("draw") as draw:
        draw.drop_column("listed")
    op.drop_index("uq_entry_once", table_name="entry")
    for table in ("salt", "void_request", "typed_value"):
        op.drop_table(table)
