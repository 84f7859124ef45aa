"""A bureau that a new list leaves out is retired: its word may then be another's, so names are no longer unique."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bureau") as bureau:
        bureau.drop_constraint(op.f("uq_bureau_name"), type_="unique")
        bureau.add_column(sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.execute("UPDATE bureau SET name = code WHERE retired")  # the name may be a living one's
    with op.batch_alter_table("bureau") as bureau:
        bureau.drop_column("retired")
        bureau.create_unique_constraint(op.f("uq_bureau_name"), ["name"])
