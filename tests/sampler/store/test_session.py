"""Transactions, readings, types and errors mean the same on both databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError, InternalError, StatementError

from sampler.errors import Broken, Conflict
from sampler.store import migrations
from sampler.store.session import Store
from sampler.store.tables import BureauRow, SnapshotRow

AT = datetime(2026, 11, 24, 10, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))


def snapshot(digest: str = "ab" * 32, **changed: object) -> dict[str, object]:
    row = {"digest": digest, "source": "registry.csv", "rows": 3, "entities": 2, "rejected": 1, "at": AT, "actor": "li"}
    return {**row, "problems": {"id_malformed": 1}, "mended": {}, **changed}


def add(store: Store, **row: object) -> None:
    with store.transaction() as session:
        session.execute(insert(SnapshotRow).values(**row))


def count(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(select(SnapshotRow.digest)).all())


def test_a_time_comes_back_as_utc_to_the_microsecond(database: Store) -> None:
    add(database, **snapshot())
    with database.reading() as session:
        at = session.scalars(select(SnapshotRow.at)).one()
    assert at == AT
    assert at.tzinfo is UTC
    assert at.isoformat() == "2026-11-24T02:30:00.123456+00:00"


def test_a_time_without_its_zone_is_refused(database: Store) -> None:
    with pytest.raises(StatementError, match="without its zone"):
        add(database, **snapshot(at=AT.replace(tzinfo=None)))
    assert count(database) == 0


def test_codes_sort_by_their_bytes(database: Store) -> None:
    codes = ["Z", "a", "_", "B", "10", "9", "é", "陈"]
    with database.transaction() as session:
        session.execute(insert(BureauRow), [{"code": c, "name": c, "aliases": [], "parent": None} for c in codes])
    with database.reading() as session:
        assert session.scalars(select(BureauRow.code).order_by(BureauRow.code)).all() == sorted(codes, key=str.encode)


@pytest.mark.parametrize("changed", [{"digest": "ab"}, {"rows": 4}, {"rejected": -1, "rows": 1}])
def test_a_row_that_means_nothing_is_refused_by_both(database: Store, changed: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        add(database, **snapshot(**changed))
    assert count(database) == 0


def test_an_act_that_raises_leaves_nothing(database: Store) -> None:
    def act() -> None:
        with database.transaction() as session:
            session.execute(insert(SnapshotRow).values(**snapshot()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        act()
    assert count(database) == 0


def test_who_comes_second_is_told_so(database: Store) -> None:
    add(database, **snapshot())
    with pytest.raises(Conflict, match="entered_by_another"):
        add(database, **snapshot())


def test_a_reading_sees_one_state_and_writes_nothing(database: Store) -> None:
    with database.reading() as session:
        assert session.scalars(select(SnapshotRow.digest)).all() == []
        add(database, **snapshot())  # another connection commits meanwhile
        assert session.scalars(select(SnapshotRow.digest)).all() == []
    with database.reading() as session:
        assert session.scalars(select(SnapshotRow.digest)).all() == ["ab" * 32]


def test_a_reading_cannot_write(database: Store) -> None:
    def write() -> None:
        with database.reading() as session:
            session.execute(insert(SnapshotRow).values(**snapshot()))

    with pytest.raises((Broken, InternalError), match=r"read-?only"):
        write()
    assert count(database) == 0


def test_writers_follow_one_another(database: Store) -> None:
    """Two acts that read, think and write: none is lost, none fails at its commit."""
    add(database, **snapshot())
    barrier = threading.Barrier(2)

    def bump() -> None:
        barrier.wait()
        for _ in range(20):
            with database.transaction() as session:
                row = session.scalars(select(SnapshotRow).with_for_update()).one()
                row.entities += 1
                row.rows += 1

    threads = [threading.Thread(target=bump) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalars(select(SnapshotRow.entities)).one() == 42


def test_sqlite_keeps_what_was_committed(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'a.db'}")
    with store.engine.connect() as connection:
        read = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}


def test_a_database_that_was_never_upgraded_is_said_by_any_act(database: Store) -> None:
    with database.engine.begin() as connection:
        migrations.downgrade(connection, "base")
    for act in (lambda: count(database), lambda: add(database, **snapshot()), database.check):
        with pytest.raises(Broken, match="database_not_upgraded") as caught:
            act()
        assert caught.value.params == {"current": "", "head": migrations.head()}


def test_a_database_of_a_newer_program_is_said(database: Store) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Broken, match="database_not_upgraded") as caught:
        database.check()
    assert caught.value.params == {"current": "9999", "head": migrations.head()}


def test_a_table_that_is_gone_is_said_without_the_query(database: Store) -> None:
    add(database, **snapshot())
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE snapshot" + ("" if database.embedded else " CASCADE")))
    for act in (lambda: count(database), lambda: add(database, **snapshot("cd" * 32))):
        with pytest.raises(Broken, match="database_failed") as caught:
            act()
        reason = str(caught.value.params["reason"])
        assert "snapshot" in reason
        assert not any(word in reason for word in ("SELECT", "INSERT", "cd" * 32))


def test_a_migration_that_fails_is_said_and_leaves_the_tables(database: Store) -> None:
    """The version was forged: the tables are newer than it says, and the migrations do not fit."""
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    with pytest.raises(Broken, match="database_upgrade_failed"):
        database.upgrade()
    with pytest.raises(Broken, match="database_not_upgraded") as caught:
        database.check()
    assert caught.value.params["current"] == "0007"


@pytest.mark.parametrize("url", ["sqlite:////proc/no/such.db", "postgresql://u:secret@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_reached_is_said_without_its_password(url: str) -> None:
    store = Store(url)
    for act in (lambda: count(store), store.check, store.upgrade):
        with pytest.raises(Broken, match="database_unreachable") as caught:
            act()
        assert "secret" not in str(caught.value)
    store.close()


@pytest.mark.parametrize("url", ["", "var/sampler.db", "oracle9000://x"])
def test_a_url_that_means_nothing_is_said(url: str) -> None:
    with pytest.raises(Broken, match="database_url_malformed"):
        Store(url)


def test_a_missing_driver_is_said() -> None:
    with pytest.raises(Broken, match="database_driver_missing") as caught:
        Store("mysql://u@localhost/x")
    assert caught.value.params == {"module": "MySQLdb"}


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sampler.db"
    path.write_text("a text file of more than a hundred bytes " * 10)
    store = Store(f"sqlite:///{path}")
    with pytest.raises(Broken, match="database_unreachable"):
        store.check()
    store.close()


def test_a_writer_who_is_kept_waiting_too_long_is_told(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'a.db'}")
    store.upgrade()
    with store.transaction() as first:
        first.execute(insert(SnapshotRow).values(**snapshot()))
        second = Store(f"sqlite:///{tmp_path / 'a.db'}")
        event.listen(second.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 10"))
        with pytest.raises(Broken, match="database_busy"):
            add(second, **snapshot("cd" * 32))
        second.close()
    store.close()
