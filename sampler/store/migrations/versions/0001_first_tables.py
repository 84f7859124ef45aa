"""The first tables, and the triggers that keep the trail as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def choice(name: str, *words: str) -> sa.Enum:
    """A closed choice as a word with a CHECK."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


OUT_OF_ORDER = """
    NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM trail)
    OR NEW.prev <> coalesce((SELECT hash FROM trail ORDER BY number DESC LIMIT 1),
                            '0000000000000000000000000000000000000000000000000000000000000000')
"""

# The insert trigger also stops SQLite's INSERT OR REPLACE, whose hidden delete fires no delete trigger.
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail
    BEGIN SELECT RAISE(ABORT, 'the trail is append only'); END
    """,
    """
    CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
    BEGIN SELECT RAISE(ABORT, 'the trail is append only'); END
    """,
    f"""
    CREATE TRIGGER trail_in_order BEFORE INSERT ON trail
    WHEN {OUT_OF_ORDER}
    BEGIN SELECT RAISE(ABORT, 'the trail is append only'); END
    """,
)

POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the trail is append only'; END $$
    """,
    f"""
    CREATE FUNCTION trail_require_order() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF {OUT_OF_ORDER} THEN RAISE EXCEPTION 'the trail is append only'; END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail
    FOR EACH ROW EXECUTE FUNCTION trail_refuse()
    """,
    """
    CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail
    FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()
    """,
    """
    CREATE TRIGGER trail_in_order BEFORE INSERT ON trail
    FOR EACH ROW EXECUTE FUNCTION trail_require_order()
    """,
)


def _create_registry() -> None:
    """Snapshots and bureaus."""
    op.create_table(
        "snapshot",
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("entities", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("mended", sa.JSON(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.CheckConstraint(
            "entities >= 0 AND rejected >= 0 AND rows = entities + rejected", name=op.f("ck_snapshot_rows")
        ),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_snapshot_digest")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "bureau",
        sa.Column("code", WORDS, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("parent", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_bureau")),
        sa.UniqueConstraint("name", name=op.f("uq_bureau_name")),
    )


def _create_trail() -> None:
    """The trail, append only from its first row."""
    op.create_table(
        "trail",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("origin", WORDS, nullable=False),
        sa.Column("act", WORDS, nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("result", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_trail_hash")),
        sa.CheckConstraint("length(prev) = 64", name=op.f("ck_trail_prev")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trail")),
        sa.UniqueConstraint("prev", name=op.f("uq_trail_prev")),
    )
    op.create_index(op.f("ix_trail_object"), "trail", ["object"], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in SQLITE_TRIGGERS if dialect == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _create_draws() -> None:
    """Draws, their strata, targets and teams."""
    op.create_table(
        "draw",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "state",
            choice(
                "state",
                "draft",
                "frozen",
                "announced",
                "drawn",
                "dispatched",
                "inspecting",
                "inspected",
                "released",
                "closed",
                "void",
            ),
            nullable=False,
        ),
        sa.Column("authority", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("seed_at", TIME, nullable=False),
        sa.Column("notice_hash", WORDS, nullable=False),
        sa.Column("frame_count", sa.Integer(), nullable=False),
        sa.Column("team_size", sa.Integer(), nullable=False),
        sa.Column("inspectors", sa.Integer(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("announced_at", TIME, nullable=True),
        sa.Column("ceremony_at", TIME, nullable=True),
        sa.Column("public_value", WORDS, nullable=True),
        sa.Column("seed", WORDS, nullable=True),
        sa.Column("record_hash", WORDS, nullable=True),
        sa.Column("outcome_hash", WORDS, nullable=True),
        sa.Column("drawn", sa.Integer(), nullable=True),
        sa.Column("published_at", TIME, nullable=True),
        sa.CheckConstraint("(seed IS NULL) = (drawn IS NULL)", name=op.f("ck_draw_ceremony")),
        sa.CheckConstraint("frame_count >= 1 AND number >= 1 AND team_size >= 0", name=op.f("ck_draw_counts")),
        sa.CheckConstraint("length(notice_hash) = 64", name=op.f("ck_draw_notice_hash")),
        sa.CheckConstraint("length(outcome_hash) = 64", name=op.f("ck_draw_outcome_hash")),
        sa.CheckConstraint("length(record_hash) = 64", name=op.f("ck_draw_record_hash")),
        sa.CheckConstraint("length(seed) = 64", name=op.f("ck_draw_seed")),
        sa.ForeignKeyConstraint(["snapshot"], ["snapshot.digest"], name=op.f("fk_draw_snapshot_snapshot")),
        sa.PrimaryKeyConstraint("draw_id", name=op.f("pk_draw")),
        sa.UniqueConstraint("notice_hash", name=op.f("uq_draw_notice_hash")),
    )
    op.create_table(
        "record_file",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.CheckConstraint("bytes >= 0", name=op.f("ck_record_file_bytes")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_record_file_sha256")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_record_file_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "name", name=op.f("pk_record_file")),
    )
    op.create_table(
        "stratum",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("entities", sa.Integer(), nullable=False),
        sa.Column("size", WORDS, nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("cutoff", WORDS, nullable=True),
        sa.CheckConstraint("(places IS NULL) = (cutoff IS NULL)", name=op.f("ck_stratum_drawn")),
        sa.CheckConstraint("entities >= 1 AND places BETWEEN 1 AND entities", name=op.f("ck_stratum_places")),
        sa.CheckConstraint("length(cutoff) = 64", name=op.f("ck_stratum_cutoff")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_stratum_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "name", name=op.f("pk_stratum")),
    )
    op.create_table(
        "target",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("entity_id", WORDS, nullable=False),
        sa.Column("stratum", WORDS, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("ticket", WORDS, nullable=False),
        sa.Column("bureau", WORDS, nullable=False),
        sa.Column(
            "state",
            choice("state", "open", "submitted", "reviewed_first", "reviewed_second", "sent_back", "released"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(version = 0) = (state = 'open')", name=op.f("ck_target_open")),
        sa.CheckConstraint("length(ticket) = 64", name=op.f("ck_target_ticket")),
        sa.CheckConstraint("rank >= 1 AND version >= 0", name=op.f("ck_target_counts")),
        sa.ForeignKeyConstraint(
            ["draw_id", "stratum"], ["stratum.draw_id", "stratum.name"], name=op.f("fk_target_draw_id_stratum_stratum")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_target_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "entity_id", name=op.f("pk_target")),
    )
    op.create_index(op.f("ix_target_draw_id_bureau"), "target", ["draw_id", "bureau"], unique=False)
    op.create_index(op.f("ix_target_draw_id_stratum_rank"), "target", ["draw_id", "stratum", "rank"], unique=True)
    op.create_table(
        "assignment",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("entity_id", WORDS, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("inspector", WORDS, nullable=False),
        sa.CheckConstraint("place >= 0", name=op.f("ck_assignment_place")),
        sa.ForeignKeyConstraint(
            ["draw_id", "entity_id"],
            ["target.draw_id", "target.entity_id"],
            name=op.f("fk_assignment_draw_id_entity_id_target"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "entity_id", "place", name=op.f("pk_assignment")),
    )
    op.create_index(
        op.f("ix_assignment_draw_id_entity_id_inspector"),
        "assignment",
        ["draw_id", "entity_id", "inspector"],
        unique=True,
    )


def _create_papers() -> None:
    """The chain's entries, papers and publications."""
    op.create_table(
        "entry",
        sa.Column("authority", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prev", WORDS, nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("attachment", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_entry_hash")),
        sa.CheckConstraint("length(prev) = 64", name=op.f("ck_entry_prev")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_entry_number")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_entry_draw_id_draw")),
        sa.PrimaryKeyConstraint("authority", "number", name=op.f("pk_entry")),
        sa.UniqueConstraint("authority", "prev", name=op.f("uq_entry_authority_prev")),
        sa.UniqueConstraint("hash", name=op.f("uq_entry_hash")),
    )
    op.create_index(op.f("ix_entry_draw_id"), "entry", ["draw_id"], unique=False)
    op.create_table(
        "paper",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind", choice("kind", "notice", "target_list", "packet", "publication", "open_data"), nullable=False
        ),
        sa.Column("bureau", WORDS, nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("bytes >= 0 AND version >= 1", name=op.f("ck_paper_counts")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_paper_sha256")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_paper_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "name", "version", name=op.f("pk_paper")),
    )
    op.create_table(
        "publication",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", choice("kind", "publication", "correction", "withdrawal"), nullable=False),
        sa.Column("entry", WORDS, nullable=False),
        sa.Column("findings", WORDS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "(kind = 'publication') = (reason = '') AND version >= 1", name=op.f("ck_publication_reason")
        ),
        sa.CheckConstraint("length(findings) = 64", name=op.f("ck_publication_findings")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.draw_id"], name=op.f("fk_publication_draw_id_draw")),
        sa.ForeignKeyConstraint(["entry"], ["entry.hash"], name=op.f("fk_publication_entry_entry")),
        sa.PrimaryKeyConstraint("draw_id", "version", name=op.f("pk_publication")),
        sa.UniqueConstraint("entry", name=op.f("uq_publication_entry")),
    )


def _create_findings() -> None:
    """Findings and the signatures under them."""
    op.create_table(
        "finding",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("entity_id", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("method", WORDS, nullable=False),
        sa.Column("disposal", WORDS, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_finding_version")),
        sa.ForeignKeyConstraint(
            ["draw_id", "entity_id"],
            ["target.draw_id", "target.entity_id"],
            name=op.f("fk_finding_draw_id_entity_id_target"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "entity_id", "version", name=op.f("pk_finding")),
    )
    op.create_table(
        "finding_code",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("entity_id", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id", "entity_id", "version"],
            ["finding.draw_id", "finding.entity_id", "finding.version"],
            name=op.f("fk_finding_code_draw_id_entity_id_version_finding"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "entity_id", "version", "code", name=op.f("pk_finding_code")),
    )
    op.create_table(
        "review",
        sa.Column("draw_id", WORDS, nullable=False),
        sa.Column("entity_id", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", choice("step", "review_first", "review_second", "release", "send_back"), nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(step = 'send_back') = (reason <> '')", name=op.f("ck_review_reason")),
        sa.ForeignKeyConstraint(
            ["draw_id", "entity_id", "version"],
            ["finding.draw_id", "finding.entity_id", "finding.version"],
            name=op.f("fk_review_draw_id_entity_id_version_finding"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "entity_id", "version", "step", name=op.f("pk_review")),
    )


def upgrade() -> None:
    _create_registry()
    _create_trail()
    _create_draws()
    _create_papers()
    _create_findings()


def downgrade() -> None:
    op.drop_table("review")
    op.drop_table("finding_code")
    op.drop_table("finding")
    op.drop_table("assignment")
    op.drop_table("target")
    op.drop_table("publication")
    op.drop_table("stratum")
    op.drop_table("record_file")
    op.drop_table("paper")
    op.drop_table("entry")
    op.drop_table("draw")
    op.drop_table("trail")
    op.drop_table("snapshot")
    op.drop_table("bureau")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION trail_refuse, trail_require_order")
