"""会议记录: the minutes of a ceremony are a kind of paper."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WORDS = sa.String().with_variant(sa.String(collation="C"), "postgresql")
KINDS = ("notice", "target_list", "packet", "publication", "open_data")
MINUTES = (*KINDS, "minutes")


def _one_of(kinds: tuple[str, ...]) -> str:
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))


def _table(kinds: tuple[str, ...]) -> sa.Table:
    """The table in full: SQLite changes a CHECK by writing the table anew, and Alembic reads no CHECKs from it."""
    return sa.Table(
        "paper",
        sa.MetaData(),
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("bureau", WORDS, nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bytes >= 0 AND version >= 1", name=op.f("ck_paper_counts")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_paper_sha256")),
        sa.CheckConstraint(_one_of(kinds), name=op.f("ck_paper_kind")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_paper_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "name", "version", name=op.f("pk_paper")),
    )


def _allow(now: tuple[str, ...], *, before: tuple[str, ...]) -> None:
    with op.batch_alter_table("paper", copy_from=_table(before)) as paper:
        paper.drop_constraint(op.f("ck_paper_kind"), type_="check")
        paper.create_check_constraint(op.f("ck_paper_kind"), _one_of(now))


def upgrade() -> None:
    _allow(MINUTES, before=KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM paper WHERE kind = 'minutes'")
    _allow(KINDS, before=MINUTES)
