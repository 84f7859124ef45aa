"""The opaque numbers of people: given once, never to another."""

import threading

import pytest
from sqlalchemy import text

from sampler.store import migrations
from sampler.store.session import Store
from sampler.work.people import number_of
from tests.sampler.work.office import Office


def test_a_number_is_given_once_and_stays(office: Office) -> None:
    office.hire("wang", "王芳")
    office.hire("li", "李强")
    with office.store.transaction() as session:
        assert [number_of(session, name) for name in ("li", "wang", "console", "li")] == [
            "U0002", "U0001", "U0003", "U0002",
        ]  # fmt: skip


def test_two_at_once_get_two(office: Office) -> None:
    names = [f"approver-{number}" for number in range(8)]
    given: list[str] = []

    def ask(name: str) -> None:
        with office.store.transaction() as session:
            given.append(number_of(session, name))

    threads = [threading.Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"U{number:04}" for number in range(1, 9)]


def test_accounts_from_before_get_numbers_in_the_order_they_were_made(office: Office) -> None:
    for name in ("zhou", "an", "bo"):
        office.hire(name, f"{name}某")
    store: Store = office.store
    with store.engine.begin() as connection:
        migrations.downgrade(connection, "0004")
    store.upgrade()
    with store.transaction() as session:
        assert [number_of(session, name) for name in ("zhou", "an", "bo")] == ["U0001", "U0002", "U0003"]


@pytest.mark.parametrize("number", [9_999, 10_000])
def test_there_is_room_for_more_than_four_digits(office: Office, number: int) -> None:
    with office.store.transaction() as session:
        session.execute(text(f"INSERT INTO person (number, name) VALUES ({number}, 'late')"))
        assert number_of(session, "late") == f"U{number}"
