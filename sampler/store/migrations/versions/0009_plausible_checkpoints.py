"""A checkpoint frees rows only if it is of the past and names an archive: none can be made up for a later day."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As 0004 has it, and: the checkpoint's time is not after the database's own (five minutes for clocks that differ), and
# its digest is one.
COVERED = """
    SELECT 1 FROM trail AS checkpoint
    WHERE checkpoint.act = 'prune_trail' AND checkpoint.result = 'done' AND checkpoint.number > OLD.number
    AND {old_enough} {plausible}
    AND CASE WHEN checkpoint.act = 'prune_trail' AND checkpoint.result = 'done'
        THEN CAST(substr(checkpoint.object, 7) AS bigint) >= OLD.number ELSE {no} END
"""
OLD_ENOUGH_SQLITE = "datetime(OLD.at, '+184 days') <= datetime(checkpoint.at)"
OLD_ENOUGH_POSTGRESQL = "OLD.at + interval '184 days' <= checkpoint.at"
PLAUSIBLE_SQLITE = """
    AND datetime(checkpoint.at) <= datetime('now', '+5 minutes')
    AND length(checkpoint.digest) = 64 AND checkpoint.digest NOT GLOB '*[^0-9a-f]*'
"""
PLAUSIBLE_POSTGRESQL = """
    AND checkpoint.at <= clock_timestamp() + interval '5 minutes' AND checkpoint.digest ~ '^[0-9a-f]{64}$'
"""


def _sqlite(plausible: str) -> tuple[str, ...]:
    covered = COVERED.format(old_enough=OLD_ENOUGH_SQLITE, plausible=plausible, no="0")
    return (
        "DROP TRIGGER trail_no_delete",
        f"""
        CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail WHEN NOT EXISTS ({covered})
        BEGIN SELECT RAISE(ABORT, 'the trail is append only'); END
        """,
    )


def _postgresql(plausible: str) -> tuple[str, ...]:
    covered = COVERED.format(old_enough=OLD_ENOUGH_POSTGRESQL, plausible=plausible, no="false")
    return (
        f"""
        CREATE OR REPLACE FUNCTION trail_require_checkpoint() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF NOT EXISTS ({covered}) THEN RAISE EXCEPTION 'the trail is append only'; END IF;
          RETURN OLD;
        END $$
        """,
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    for statement in _sqlite(PLAUSIBLE_SQLITE) if _is_sqlite() else _postgresql(PLAUSIBLE_POSTGRESQL):
        op.execute(statement)


def downgrade() -> None:
    for statement in _sqlite("") if _is_sqlite() else _postgresql(""):
        op.execute(statement)
