"""The demo's accounts: one of each role, ready to sign in; nothing of chance outside the database."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pyotp import TOTP

from api.demo import Inputs
from api.demo_office import Account, furnish
from api.wiring import Wiring, now
from sampler.role import ADMINISTRATORS, WITH_SECOND_FACTOR, Role
from sampler.store.queries.roster import inspectors, recusals
from sampler.store.queries.users import users
from sampler.store.session import Store
from sampler.store.tables import BureauRow
from sampler.synthetic import demo_bureaus, demo_recusals, demo_roster
from tests.api.people import Desk, trail_of, wired


@pytest.fixture
def wiring(sqlite_database: Store, tmp_path: Path) -> Iterator[Wiring]:
    with wired(sqlite_database, tmp_path) as made:
        with made.store.transaction() as session:
            session.query(BureauRow).delete()
            session.add_all(
                BureauRow(code=code, name=code, aliases=[], parent="410212") for code in ("410212001", "410212101")
            )
        yield made


@pytest.fixture
def accounts(wiring: Wiring, tmp_path: Path) -> tuple[Account, ...]:
    inputs = Inputs.under(tmp_path / "input")
    inputs.roster.parent.mkdir()
    demo_bureaus(inputs.bureaus)
    demo_roster(inputs.roster)
    demo_recusals(inputs.recusals)
    before = set(tmp_path.rglob("*"))
    made = furnish(wiring, inputs, "某机关")
    new = {path.name for path in set(tmp_path.rglob("*")) - before}
    assert new <= {"secret.key", "sampler.db-wal", "sampler.db-shm"}
    return made


def test_everybody_signs_in(wiring: Wiring, accounts: tuple[Account, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.role for one in accounts] == list(Role)
    assert {one.role for one in accounts if one.device} == WITH_SECOND_FACTOR
    later = now() + timedelta(seconds=31)  # the code that bound a device opens nothing again
    monkeypatch.setattr("api.jobs.sessions.now", lambda: later)
    for one in accounts:
        desk = Desk(wiring)
        answer = desk.give_password(one.name, one.password)
        if one.device:
            assert answer.location == "/staff/second-factor"
            answer = desk.post("/staff/second-factor", {"code": TOTP(one.secret).at(later)})
        assert answer.location == "/staff", one
        assert desk.is_in()


def test_nobody_holds_two_of_the_three(wiring: Wiring, accounts: tuple[Account, ...]) -> None:
    with wiring.store.reading() as session:
        held = [{grant.role for grant in user.grants} for user in users(session)]
    assert all(len(roles & ADMINISTRATORS) <= 1 for roles in held)
    assert sorted(role for roles in held for role in roles) == sorted(Role)


def test_passwords_are_nowhere_but_in_what_is_printed(wiring: Wiring, accounts: tuple[Account, ...]) -> None:
    trail = json.dumps([[entry.object, entry.details] for entry in trail_of(wiring)])
    assert not [one for one in accounts if one.password in trail or (one.device and one.secret in trail)]


def test_the_roster_is_on_its_page(wiring: Wiring, accounts: tuple[Account, ...]) -> None:
    with wiring.store.reading() as session:
        assert len(inspectors(session)) > 20
        assert recusals(session)
