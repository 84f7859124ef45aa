"""Until when results must be published, on the pages of a draw: the working days that were registered, and today's."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.wiring import Wiring, now
from sampler.role import Role
from sampler.store.session import Store
from sampler.work.authority import change_working_days
from sampler.working_days import SpecialDay
from tests.api.people import Desk, create, desk_of, name_of, page, wired
from tests.sampler.work.office import OPERATOR, Office

ID = "410212-2026-11-001"


@pytest.fixture
def wiring(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    with wired(database, tmp_path) as made:
        for role in (Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR):
            create(made, name_of(role), role, bureau=None)
        yield made


@pytest.fixture
def operator(wiring: Wiring) -> Desk:
    return desk_of(wiring, Role.OPERATOR)


def inspected(wiring: Wiring, ago: timedelta, *, checked: bool = True) -> Office:
    """A draw whose checks ended so long ago."""
    office = Office(wiring.store, now=now() - ago - timedelta(days=2))
    office.register()
    office.freeze(ID)
    office.announce(ID)
    office.hold_ceremony(ID)
    office.dispatch(ID)
    if checked:
        office.submit(ID)
    return office


def register(office: Office, *years: int) -> None:
    """The yearly notices with nothing but the two days that make a year covered."""
    days = [SpecialDay(on=date(year, month, 1), works=False) for year in years for month in (1, 10)]
    with office.store.transaction() as session:
        change_working_days(session, OPERATOR, office.tick(), days)


def told(desk: Desk) -> str:
    return page(desk, f"/staff/draws/{ID}").text("main")


def test_nothing_is_due_before_a_check_ended(wiring: Wiring, operator: Desk) -> None:
    inspected(wiring, timedelta(), checked=False)
    assert "公示期限" not in told(operator)


def test_the_day_is_said_and_what_it_is_counted_from(wiring: Wiring, operator: Desk) -> None:
    office = inspected(wiring, timedelta(days=3))
    register(office, office.now.year, office.now.year + 1)
    text = told(operator)
    assert "结果公示期限" in text
    assert "期限是此后 20 个工作日" in text
    assert "超期" not in text + page(operator, "/staff/draws").text("main")


def test_what_is_overdue_is_said_in_words_on_both_pages(wiring: Wiring, operator: Desk) -> None:
    office = inspected(wiring, timedelta(days=60))
    register(office, office.now.year, office.now.year + 1)
    assert "已经超期，结果还没有公示。" in told(operator)
    assert "公示超期" in page(operator, "/staff/draws").text("main")


def test_a_year_that_is_not_registered_is_named(wiring: Wiring, operator: Desk) -> None:
    office = inspected(wiring, timedelta(days=60))
    year = office.now.year
    said = f"{year} 年的放假安排还没有登记，期限算不出来。"
    assert said in told(operator)
    assert "超期" not in told(operator) + page(operator, "/staff/draws").text("main")
    register(office, year - 1)
    assert said in told(operator)
