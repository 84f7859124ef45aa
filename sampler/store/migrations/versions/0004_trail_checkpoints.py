"""The trail may be deleted below a checkpoint, and is searched by who, what and when."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXED = ("at", "actor", "act")

# A checkpoint covers the rows up to its own number that are 184 days older than itself. CASE, since PostgreSQL may
# evaluate the sides of an AND in any order, and only a checkpoint's object ends in a number.
COVERED = """
    SELECT 1 FROM trail AS checkpoint
    WHERE checkpoint.act = 'prune_trail' AND checkpoint.result = 'done' AND checkpoint.number > OLD.number
    AND {old_enough}
    AND CASE WHEN checkpoint.act = 'prune_trail' AND checkpoint.result = 'done'
        THEN CAST(substr(checkpoint.object, 7) AS bigint) >= OLD.number ELSE {no} END
"""

SQLITE = (
    "DROP TRIGGER trail_no_delete",
    f"""
    CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
    WHEN NOT EXISTS ({COVERED.format(old_enough="datetime(OLD.at, '+184 days') <= datetime(checkpoint.at)", no="0")})
    BEGIN SELECT RAISE(ABORT, 'the trail is append only'); END
    """,
)
POSTGRESQL = (
    f"""
    CREATE FUNCTION trail_require_checkpoint() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF NOT EXISTS ({COVERED.format(old_enough="OLD.at + interval '184 days' <= checkpoint.at", no="false")})
      THEN RAISE EXCEPTION 'the trail is append only'; END IF;
      RETURN OLD;
    END $$
    """,
    "DROP TRIGGER trail_no_change ON trail",
    "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
    """
    CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
    FOR EACH ROW EXECUTE FUNCTION trail_require_checkpoint()
    """,
)

SQLITE_BACK = (
    "DROP TRIGGER trail_no_delete",
    """
    CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
    BEGIN SELECT RAISE(ABORT, 'the trail is append only'); END
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER trail_no_delete ON trail",
    "DROP TRIGGER trail_no_update ON trail",
    "DROP FUNCTION trail_require_checkpoint()",
    "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    for column in INDEXED:
        op.create_index(op.f(f"ix_trail_{column}"), "trail", [column], unique=False)
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for statement in SQLITE_BACK if _is_sqlite() else POSTGRESQL_BACK:
        op.execute(statement)
    for column in INDEXED:
        op.drop_index(op.f(f"ix_trail_{column}"), table_name="trail")
