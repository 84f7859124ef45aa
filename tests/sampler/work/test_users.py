"""Accounts and grants: 三权分立, bureaus that exist, and nobody on the own account."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy.orm import Session

from sampler.credential import fingerprint
from sampler.errors import Conflict, Invalid, Missing, Refused
from sampler.role import Grant, Role, parse_grant
from sampler.store.queries.users import backup_codes_left, users
from sampler.store.session import Store
from sampler.trail import Actor
from sampler.work import sessions
from sampler.work import users as acts
from sampler.work.sessions import SecondFactor
from tests.sampler.work.people import CONSOLE, People

SECURITY = Actor(name="sec", origin="192.0.2.9")
OPERATOR = Grant(role=Role.OPERATOR, bureau="410212")


@pytest.fixture
def people(database: Store) -> People:
    people = People(database)
    people.found()
    return people


def perform(people: People, act: Callable[..., None], name: str, *more: object, by: Actor = SECURITY) -> None:
    with people.store.transaction() as session:
        act(session, by, people.tick(), name, *more)


def test_an_account_is_made_with_its_roles(people: People) -> None:
    made = people.create("li.na", "operator@410212", "auditor", bureau="410212101")
    assert made.grants == (parse_grant("auditor"), parse_grant("operator@410212"))
    assert (made.full_name, made.bureau, made.must_change, made.locked) == ("li.na 的姓名", "410212101", True, False)
    (entry,) = people.trail()
    assert (entry.actor, entry.act, entry.object) == ("console", "create_user", "user:li.na")
    assert entry.details == '{"bureau":"410212101","grants":["auditor","operator@410212"]}'
    with people.store.reading() as session:
        assert users(session) == (made,)


@pytest.mark.parametrize(
    ("name", "grants", "bureau", "error"),
    [
        ("Li", [], None, Invalid("user_name_malformed", read="Li")),
        ("console", [], None, Invalid("user_name_malformed", read="console")),
        ("taken", [], None, Conflict("user_name_taken", name="taken")),
        ("li.na", ["operator@999999"], None, Missing("bureau_unknown", bureau="999999")),
        ("li.na", [], "999999", Missing("bureau_unknown", bureau="999999")),
        (
            "li.na",
            ["system_administrator", "audit_administrator"],
            None,
            Refused("administrators_apart", roles=["audit_administrator", "system_administrator"]),
        ),
    ],
)
def test_an_account_that_cannot_be(
    people: People, name: str, grants: list[str], bureau: str | None, error: Exception
) -> None:
    people.create("taken")
    with pytest.raises(type(error)) as caught:
        people.create(name, *grants, bureau=bureau)
    assert str(caught.value) == str(error)
    with people.store.reading() as session:
        assert [user.name for user in users(session)] == ["taken"]


def test_roles_are_given_and_taken(people: People) -> None:
    people.create("li.na")
    perform(people, acts.grant, "li.na", OPERATOR)
    perform(people, acts.grant, "li.na", Grant(role=Role.OPERATOR))
    with pytest.raises(Conflict, match="granted_already"):
        perform(people, acts.grant, "li.na", OPERATOR)
    perform(people, acts.revoke, "li.na", OPERATOR)
    assert people.grants("li.na") == (Grant(role=Role.OPERATOR),)
    with pytest.raises(Missing, match="grant_unknown"):
        perform(people, acts.revoke, "li.na", OPERATOR)
    told = [(entry.act, entry.details) for entry in people.trail()[1:]]
    assert told == [
        ("grant", '{"grant":"operator@410212"}'),
        ("grant", '{"grant":"operator"}'),
        ("revoke", '{"grant":"operator@410212"}'),
    ]


@pytest.mark.parametrize("second", ["security_administrator", "audit_administrator@410212"])
def test_nobody_becomes_two_of_the_three(people: People, second: str) -> None:
    people.create("root", "system_administrator", "operator")
    with pytest.raises(Refused, match="administrators_apart"):
        perform(people, acts.grant, "root", parse_grant(second))
    perform(people, acts.grant, "root", parse_grant("system_administrator@410212"))  # the same one twice is one
    perform(people, acts.revoke, "root", parse_grant("system_administrator"))
    with pytest.raises(Refused, match="administrators_apart"):
        perform(people, acts.grant, "root", parse_grant(second))
    perform(people, acts.revoke, "root", parse_grant("system_administrator@410212"))
    perform(people, acts.grant, "root", parse_grant(second))


@pytest.mark.parametrize(
    "act",
    [
        partial(acts.grant, given=OPERATOR),
        partial(acts.reset_password, password_hash="another"),
        acts.reset_second_factor,
        acts.lock_user,
        acts.unlock_user,
    ],
)
def test_nobody_administers_the_own_account(people: People, act: Callable[..., None]) -> None:
    people.create("sec", "security_administrator")
    with pytest.raises(Refused, match="act_on_oneself"):
        perform(people, act, "sec")


@pytest.mark.parametrize(
    "act",
    [
        partial(acts.grant, given=OPERATOR),
        partial(acts.revoke, taken=OPERATOR),
        partial(acts.reset_password, password_hash="another"),
        acts.reset_second_factor,
        acts.lock_user,
        acts.unlock_user,
        acts.end_sessions,
    ],
)
def test_nobody_is_administered_who_is_not_there(people: People, act: Callable[..., None]) -> None:
    with pytest.raises(Missing, match="user_unknown"):
        perform(people, act, "nobody")


def test_a_lock_ends_sessions_and_lets_nobody_in(people: People) -> None:
    people.create("li.na", "operator")
    people.sign_in("li.na", "at the desk")
    assert people.signed_in("at the desk")
    perform(people, acts.lock_user, "li.na")
    assert people.signed_in("at the desk") is None
    with pytest.raises(Refused, match="user_locked"):
        people.sign_in("li.na")
    with pytest.raises(Refused, match="sign_in_failed"):  # whoever does not know the password learns nothing
        people.sign_in("li.na", matched=None)
    perform(people, acts.unlock_user, "li.na")
    people.sign_in("li.na", "again")
    assert people.signed_in("at the desk") is None


def test_a_new_password_ends_sessions_and_must_be_changed(people: People) -> None:
    people.create("li.na", "operator")
    people.sign_in("li.na", "at the desk")
    perform(people, acts.reset_password, "li.na", "another hash")
    assert people.signed_in("at the desk") is None
    with pytest.raises(Refused, match="sign_in_failed"):
        people.sign_in("li.na")
    people.sign_in("li.na", "again", matched="another hash")
    now = people.signed_in("again")
    assert now is not None
    assert now.must_change


def enrol(session: Session, people: People, name: str) -> None:
    device = SecondFactor(secret=b"encrypted", step=10, code_hashes=[fingerprint("one"), fingerprint("two")])
    key = fingerprint("desk")
    sessions.enrol_second_factor(session, Actor(name=name), people.now, device, token_hash=key, new_hash=key)


def test_a_lost_device_is_forgotten_with_its_codes(people: People) -> None:
    people.create("zhao", "releasing_reviewer")
    with pytest.raises(Missing, match="second_factor_missing"):
        perform(people, acts.reset_second_factor, "zhao")
    people.sign_in("zhao", "desk")
    with people.store.transaction() as session:
        enrol(session, people, "zhao")
    assert people.user("zhao").second_factor == people.now
    perform(people, acts.reset_second_factor, "zhao")
    assert people.user("zhao").second_factor is None
    assert people.signed_in("desk") is None
    with people.store.reading() as session:
        assert backup_codes_left(session, "zhao") == 0


def test_somebody_is_signed_out_everywhere(people: People) -> None:
    people.create("li.na", "operator")
    people.create("wang", "operator")
    for name, token in (("li.na", "one"), ("li.na", "two"), ("wang", "three")):
        people.sign_in(name, token)
    perform(people, acts.end_sessions, "li.na")
    assert [people.signed_in(token) is None for token in ("one", "two", "three")] == [True, True, False]
    assert people.trail()[-1].details == '{"sessions":2}'


def test_who_made_whom_is_kept(people: People) -> None:
    people.create("root", "system_administrator")
    people.create("li.na", by=Actor(name="root", origin="192.0.2.1"))
    assert [(e.actor, e.origin) for e in people.trail()] == [("console", "console"), ("root", "192.0.2.1")]
    assert CONSOLE.origin == "console"
