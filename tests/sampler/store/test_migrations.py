"""The migrations make exactly the tables that the code expects, on both databases, and can take them away again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from sampler.errors import Broken
from sampler.record import NOTICE
from sampler.store import migrations
from sampler.store.session import Store
from sampler.store.tables import DrawRow, metadata
from tests.sampler.work.office import Office


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database in which nothing was ever made."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'new' / 'empty.db'}")
        yield store
        store.close()
    else:
        with request.getfixturevalue("postgresql").database("template0") as url:
            store = Store(url)
            yield store
            store.close()


def index_shape(index: Any) -> dict[str, Any]:
    """A partial index's condition as its text: two clauses of the same words are not equal."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def shape(engine: Engine) -> dict[str, Any]:
    """Every column, key, index and check of the database, by table."""
    found = inspect(engine)
    return {
        table: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(table)},
            "primary": found.get_pk_constraint(table),
            "foreign": sorted(found.get_foreign_keys(table), key=lambda key: str(key["name"])),
            "unique": sorted(found.get_unique_constraints(table), key=lambda key: str(key["name"])),
            "indexes": sorted(map(index_shape, found.get_indexes(table)), key=lambda index: str(index["name"])),
            "checks": {check["name"]: check["sqltext"] for check in found.get_check_constraints(table)},
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_upgrading_makes_what_the_code_expects(empty: Store) -> None:
    empty.upgrade()
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    upgraded = shape(empty.engine)
    with empty.engine.begin() as connection:
        migrations.downgrade(connection, "base")
        metadata.create_all(connection)
    assert upgraded == shape(empty.engine)  # Alembic compares no checks, so the shapes are compared in full
    assert "ck_target_state" in upgraded["target"]["checks"]


def test_downgrading_leaves_nothing_and_can_be_repeated(empty: Store) -> None:
    for _ in range(2):
        empty.upgrade()
        assert "trail" in shape(empty.engine)
        with empty.remaking() as connection:
            migrations.downgrade(connection, "base")
        assert shape(empty.engine) == {}


def test_upgrading_twice_changes_nothing(database: Store) -> None:
    before = shape(database.engine)
    database.upgrade()
    database.check()
    assert shape(database.engine) == before


def test_a_failed_migration_leaves_nothing_behind(empty: Store) -> None:
    def upgrade_and_fail() -> None:
        with empty.engine.begin() as connection:
            migrations.upgrade(connection)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upgrade_and_fail()
    assert shape(empty.engine) == {}


def test_a_database_that_was_not_upgraded_is_said(empty: Store) -> None:
    with pytest.raises(Broken, match="database_not_upgraded") as caught:
        empty.check()
    assert caught.value.params == {"current": "", "head": migrations.head()}


def test_a_notice_is_taken_from_its_entry_and_what_is_frozen_is_settled_first(empty: Store) -> None:
    empty.upgrade()
    office = Office(empty)
    office.register()
    office.freeze("410212-1")
    announced = office.announce("410212-1")
    with empty.remaking() as connection:
        migrations.downgrade(connection, "0010")
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE draw SET announced_at = NULL"))  # as an older program froze it
    with pytest.raises(Broken, match="frozen and not announced: 410212-1"):
        empty.upgrade()
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE draw SET announced_at = at"))
    empty.upgrade()
    with empty.reading() as session:
        assert session.get_one(DrawRow, "410212-1").notice == announced.files[NOTICE]
