"""A notice takes its place in the chain when it is announced, so the draw keeps what it says until then.

A draw that an older program froze stands in the chain already: it is announced or thawed by that program first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UNANNOUNCED = "SELECT draw_id FROM draw WHERE announced_at IS NULL ORDER BY draw_id"
FROM_ENTRY = "UPDATE draw SET notice = (SELECT text FROM entry WHERE entry.hash = draw.notice_hash)"


def upgrade() -> None:
    if unannounced := op.get_bind().scalars(sa.text(UNANNOUNCED)).all():
        raise ValueError(f"frozen and not announced: {', '.join(unannounced)}; announce or thaw before the upgrade")
    with op.batch_alter_table("draw") as draw:
        draw.add_column(sa.Column("notice", sa.LargeBinary(), nullable=True))
    op.execute(FROM_ENTRY)
    with op.batch_alter_table("draw") as draw:
        draw.alter_column("notice", existing_type=sa.LargeBinary(), nullable=False)


def downgrade() -> None:
    if unannounced := op.get_bind().scalars(sa.text(UNANNOUNCED)).all():
        raise ValueError(f"frozen and not announced: {', '.join(unannounced)}; announce or thaw before the downgrade")
    with op.batch_alter_table("draw") as draw:
        draw.drop_column("notice")
