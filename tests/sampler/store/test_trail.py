"""The trail in the database: triggers keep it, and where somebody takes them away, its chain still tells."""

import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sampler.errors import SamplerError
from sampler.store import trail
from sampler.store.queries.trail import TrailSearch, trail_count, trail_page, trail_rows
from sampler.store.session import Store
from sampler.trail import NO_ROW, Actor, Event, Fault, TrailCheck, TrailEntry, chain_event, verify_trail

AT = datetime(2026, 11, 24, 2, 0, 0, 123456, tzinfo=UTC)
WHO = Actor(name="li.na", origin="192.0.2.7")


def event(number: int) -> Event:
    return Event(at=AT, actor=WHO, act="submit", object=f"draw:{number % 2}", details={"n": number, "词": "𠮷"})


def fill(store: Store, length: int) -> str:
    """Write that many entries, each in a transaction of its own; returns the head."""
    for number in range(1, length + 1):
        with store.transaction() as session:
            trail.append(session, event(number))
    with store.reading() as session:
        return trail.head(session)


def verified(store: Store, head: str | None = None) -> TrailCheck:
    with store.reading() as session:
        return verify_trail(trail.entries(session), head)


def run(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_the_triggers_are_those_that_the_migrations_make(database: Store) -> None:
    every = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    dialect = database.engine.dialect.name
    with database.reading() as session:
        assert set(session.scalars(text(every[dialect]))) == trail.TRIGGERS[dialect]
        assert trail.missing_triggers(session) == ()
    drop_triggers(database)
    with database.reading() as session:
        gone = trail.missing_triggers(session)
    assert set(gone) == trail.TRIGGERS[dialect]


def drop_triggers(store: Store) -> None:
    """What somebody with the rights of the database's owner would do first."""
    if store.engine.dialect.name == "postgresql":
        run(store, "ALTER TABLE trail DISABLE TRIGGER ALL")
    else:
        run(store, *(f"DROP TRIGGER {name}" for name in ("trail_no_update", "trail_no_delete", "trail_in_order")))


def test_an_empty_trail_holds(database: Store) -> None:
    assert verified(database) == TrailCheck(rows=0, head=NO_ROW)


def test_what_was_written_is_what_is_verified(database: Store) -> None:
    head = fill(database, 5)
    assert verified(database, head) == TrailCheck(rows=5, head=head)
    earlier = head
    assert fill(database, 3) != earlier
    assert verified(database, earlier).ok


def test_an_act_that_fails_leaves_no_entry(database: Store) -> None:
    def act() -> None:
        with database.transaction() as session:
            trail.append(session, event(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        act()
    assert verified(database).rows == 0


INSERT = (
    "INSERT INTO trail (number, prev, at, actor, origin, act, object, result, digest, details, hash)"
    " SELECT {number}, {prev}, at, actor, origin, act, object, result, digest, details, hash FROM trail"
    " WHERE number = 2"
)
FORBIDDEN = [
    "UPDATE trail SET actor = 'zhang' WHERE number = 2",
    "UPDATE trail SET number = 9 WHERE number = 3",
    "DELETE FROM trail WHERE number = 3",
    "DELETE FROM trail",
    INSERT.format(number=4, prev="prev"),
    INSERT.format(number=5, prev="hash"),
    INSERT.format(number=0, prev="hash"),
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_refuses_to_touch_it(database: Store, statement: str) -> None:
    head = fill(database, 3)
    with pytest.raises(DBAPIError, match="the trail is append only"):
        run(database, statement)
    assert verified(database, head) == TrailCheck(rows=3, head=head)


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
@pytest.mark.parametrize("number", [2, 3, 4])
def test_sqlite_cannot_replace_a_row(sqlite_database: Store, verb: str, number: int) -> None:
    """REPLACE deletes the row in the way without asking the delete trigger."""
    head = fill(sqlite_database, 3)
    with pytest.raises(DBAPIError, match="the trail is append only"):
        run(sqlite_database, INSERT.format(number=number, prev="prev").replace("INSERT", verb, 1))
    assert verified(sqlite_database, head) == TrailCheck(rows=3, head=head)


def test_postgresql_cannot_empty_it(postgresql_database: Store) -> None:
    fill(postgresql_database, 3)
    with pytest.raises(DBAPIError, match="the trail is append only"):
        run(postgresql_database, "TRUNCATE trail")
    assert verified(postgresql_database).rows == 3


RENUMBER = ["UPDATE trail SET number = number + 100", "UPDATE trail SET number = number - 101"]
TAMPERED: list[tuple[Sequence[str], Fault, int]] = [
    (["UPDATE trail SET actor = 'zhang' WHERE number = 3"], Fault.ALTERED, 3),
    (["UPDATE trail SET origin = 'console' WHERE number = 3"], Fault.ALTERED, 3),
    (["UPDATE trail SET result = 'draw_sealed' WHERE number = 1"], Fault.ALTERED, 1),
    (["UPDATE trail SET details = '{}' WHERE number = 5"], Fault.ALTERED, 5),
    (["UPDATE trail SET at = (SELECT min(at) FROM trail), object = 'draw:9' WHERE number = 2"], Fault.ALTERED, 2),
    ([f"UPDATE trail SET hash = '{'0' * 64}' WHERE number = 4"], Fault.ALTERED, 4),
    (["DELETE FROM trail WHERE number = 1"], Fault.REMOVED, 1),
    (["DELETE FROM trail WHERE number = 3"], Fault.REMOVED, 3),
    (["DELETE FROM trail WHERE number = 1", *RENUMBER], Fault.ALTERED, 1),
    (
        [
            "UPDATE trail SET number = 99 WHERE number = 2",
            "UPDATE trail SET number = 2 WHERE number = 3",
            "UPDATE trail SET number = 3 WHERE number = 99",
        ],
        Fault.REORDERED,
        2,
    ),
    (["DELETE FROM trail WHERE number = 5"], Fault.CUT_OFF, 5),
    (["DELETE FROM trail"], Fault.CUT_OFF, 1),
]


@pytest.mark.parametrize(("statements", "fault", "number"), TAMPERED)
def test_without_its_triggers_the_chain_names_the_row(
    database: Store, statements: Sequence[str], fault: Fault, number: int
) -> None:
    head = fill(database, 5)
    drop_triggers(database)
    assert verified(database, head).ok
    run(database, *statements)
    check = verified(database, head)
    assert (check.fault, check.number) == (fault, number)


def test_an_inserted_row_is_named_where_no_constraint_is_left(database: Store) -> None:
    head = fill(database, 4)
    columns = "actor, origin, act, object, result, digest, details, hash"
    run(
        database,
        "CREATE TABLE bare AS SELECT * FROM trail",
        "DROP TABLE trail",
        "ALTER TABLE bare RENAME TO trail",
        "UPDATE trail SET number = number + 1 WHERE number > 2",
        f"INSERT INTO trail (number, prev, at, {columns}) SELECT 3, hash, at, {columns} FROM trail WHERE number = 2",
    )
    assert verified(database, head) == TrailCheck(rows=5, head=head, fault=Fault.ALTERED, number=3)
    with database.reading() as session:
        forged = list(trail.entries(session))
    forged[2] = chain_event(event(99), number=3, prev=forged[1].hash)  # this forger computes the hash as well
    check = verify_trail(forged, head)
    assert (check.fault, check.number) == (Fault.INSERTED, 3)


def test_two_acts_at_once_do_not_fork_it(database: Store) -> None:
    barrier = threading.Barrier(4)
    failed: list[SamplerError] = []

    def act(number: int) -> None:
        barrier.wait()
        for _ in range(10):
            try:
                with database.transaction() as session:
                    trail.append(session, event(number))
            except SamplerError as error:
                failed.append(error)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert verified(database).rows == 40
    assert verified(database).ok


def numbers(entries: Iterable[TrailEntry]) -> list[int]:
    return [entry.number for entry in entries]


def test_it_is_read_a_page_at_a_time(database: Store) -> None:
    fill(database, 7)
    with database.reading() as session:
        assert numbers(trail_page(session, limit=3)) == [7, 6, 5]
        assert numbers(trail_page(session, before=5, limit=3)) == [4, 3, 2]
        assert numbers(trail_rows(session)) == [1, 2, 3, 4, 5, 6, 7]


SEARCHES = [
    ({}, [4, 3, 2, 1]),
    ({"actor": "li.na"}, [3, 1]),
    ({"act": "release"}, [4]),
    ({"object": "draw:a"}, [1]),
    ({"object": "draw:"}, [4, 2, 1]),
    ({"object": "DRAW:"}, []),
    ({"result": "done"}, [4, 3, 1]),
    ({"result": "refused"}, [2]),
    ({"result": "act_not_allowed"}, [2]),
    ({"text": "𠮷"}, [3]),
    ({"text": "%"}, []),
    ({"text": "DRAW:A"}, [2, 1]),
    ({"since": AT + timedelta(hours=2)}, [4, 3]),
    ({"until": AT + timedelta(hours=2)}, [2, 1]),
    ({"actor": "li.na", "object": "user:", "result": "done"}, [3]),
]


@pytest.mark.parametrize(("asked", "found"), SEARCHES)
def test_it_is_searched(database: Store, asked: dict[str, object], found: list[int]) -> None:
    written = [
        ("li.na", "submit", "draw:a", "done", {}),
        ("zhang", "submit", "draw:ab", "act_not_allowed", {}),
        ("li.na", "submit", "user:x", "done", {"词": "𠮷"}),
        ("zhang", "release", "draw:b", "done", {}),
    ]
    for hour, (name, act, subject, result, details) in enumerate(written):
        one = Event(
            at=AT + timedelta(hours=hour), actor=Actor(name=name), act=act, object=subject, result=result,
            details=details,
        )  # fmt: skip
        with database.transaction() as session:
            trail.append(session, one)
    search = TrailSearch(**asked)
    with database.reading() as session:
        assert numbers(trail_page(session, search)) == found
        assert numbers(trail_rows(session, search)) == found[::-1]
        assert trail_count(session, search) == len(found)
