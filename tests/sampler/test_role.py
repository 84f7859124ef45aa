"""The permission table, asked: what is own, what is foreign, and which roles never meet in one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.errors import Invalid, Refused
from sampler.role import (
    ADMINISTRATORS,
    PERMISSIONS,
    Grant,
    Role,
    Scope,
    allowed,
    allowed_somewhere,
    covers,
    needs_second_factor,
    parse_grant,
    require_apart,
)

PROVINCE, CITY, COUNTY, TOWN, OTHER_TOWN = "41", "4102", "410212", "410212101", "410212106"
TREE = {CITY: PROVINCE, COUNTY: CITY, TOWN: COUNTY, OTHER_TOWN: COUNTY}
roles = st.sampled_from(list(Role))
acts = st.sampled_from(sorted(PERMISSIONS))
codes = st.sampled_from(["a", "b", "c", "d", "e"])
grants = st.lists(st.builds(Grant, role=roles, bureau=st.none() | codes), max_size=4)
trees = st.dictionaries(codes, st.none() | codes)


def grant(role: Role, bureau: str | None = None) -> Grant:
    return Grant(role=role, bureau=bureau)


@pytest.mark.parametrize("holder", [None, PROVINCE, CITY, COUNTY, TOWN])
def test_what_is_above_covers_what_is_below(holder: str | None) -> None:
    assert covers(holder, TOWN, TREE)


@pytest.mark.parametrize(("holder", "bureau"), [(TOWN, OTHER_TOWN), (TOWN, COUNTY), (TOWN, None), (COUNTY, "unknown")])
def test_nothing_covers_its_neighbour_or_what_is_above(holder: str, bureau: str | None) -> None:
    assert not covers(holder, bureau, TREE)


@given(holder=codes, bureau=st.none() | codes, tree=trees)
def test_a_tree_in_a_circle_is_answered(holder: str, bureau: str | None, tree: dict[str, str | None]) -> None:
    assert covers(holder, bureau, tree) in (True, False)
    assert covers(holder, holder, tree)


def test_a_clerk_submits_for_the_own_bureau_alone() -> None:
    clerk = [grant(Role.BUREAU_CLERK, TOWN)]
    assert allowed(clerk, "submit", TOWN, TREE)
    assert not allowed(clerk, "submit", OTHER_TOWN, TREE)
    assert not allowed(clerk, "release", TOWN, TREE)
    assert allowed_somewhere(clerk, "submit")
    assert not allowed_somewhere(clerk, "release")


@pytest.mark.parametrize("act", ["register_snapshot", "register_roster", "freeze", "retry_job"])
def test_what_belongs_to_no_bureau_is_of_a_grant_above_all(act: str) -> None:
    assert allowed([grant(Role.OPERATOR)], act, None, TREE)
    assert allowed([grant(Role.OPERATOR, PROVINCE)], act, None, TREE)
    assert not allowed([grant(Role.OPERATOR, CITY)], act, None, TREE)
    assert not allowed([grant(Role.OPERATOR, PROVINCE)], act, None, {**TREE, "42": None})
    assert not allowed([grant(Role.OPERATOR, PROVINCE)], act, None, {})


def test_what_everybody_may_look_at_is_of_a_grant_anywhere() -> None:
    assert allowed([grant(Role.OPERATOR, TOWN)], "see_draws", None, TREE)


@given(held=grants, more=grants, act=acts, bureau=st.none() | codes, tree=trees)
def test_a_grant_never_takes_anything_away(
    held: list[Grant], more: list[Grant], act: str, bureau: str | None, tree: dict[str, str | None]
) -> None:
    before, after = (allowed(some, act, bureau, tree) for some in (held, held + more))
    assert after >= before
    assert not before or allowed_somewhere(held, act)


@given(act=acts, bureau=st.none() | codes)
def test_nobody_may_do_anything_without_a_grant(act: str, bureau: str | None) -> None:
    assert not allowed([], act, bureau, {})


def test_an_act_that_is_in_no_table_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        allowed([grant(Role.OPERATOR)], "delete_everything", None, TREE)


def test_no_signature_is_given_by_two_roles_and_no_administrator_gives_any() -> None:
    for act in ("submit", "review_first", "review_second", "release", "freeze", "hold_ceremony"):
        may = {role for role, scope in PERMISSIONS[act].items() if scope is not Scope.NO}
        assert may
        assert not may & ADMINISTRATORS
    signing = [PERMISSIONS[act] for act in ("submit", "review_first", "review_second", "release")]
    for role in Role:
        assert sum(scopes[role] is not Scope.NO for scopes in signing) <= 1


def test_the_three_administrators_divide_accounts_roles_and_trail() -> None:
    system, security, audit = (
        {act for act, scopes in PERMISSIONS.items() if scopes[role] is not Scope.NO and not act.startswith("see_")}
        for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
    )
    assert "create_user" in system
    assert {"grant", "revoke", "lock_user"} <= security
    assert "prune_trail" in audit
    assert len(system) + len(security) + len(audit) == len(system | security | audit)


@given(held=grants)
def test_nobody_is_two_of_the_three(held: list[Grant]) -> None:
    if len({one.role for one in held} & ADMINISTRATORS) > 1:
        with pytest.raises(Refused, match="administrators_apart"):
            require_apart(held)
    else:
        require_apart(held)


def test_who_needs_a_second_factor() -> None:
    needing = {role for role in Role if needs_second_factor([grant(role)])}
    assert needing == ADMINISTRATORS | {Role.RELEASING_REVIEWER}


@given(role=roles, bureau=st.none() | codes)
def test_a_grant_is_read_as_it_is_written(role: Role, bureau: str | None) -> None:
    assert parse_grant(str(grant(role, bureau))) == grant(role, bureau)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("king", "role_unknown"),
        ("", "role_unknown"),
        ("operator@", "bureau_code_malformed"),
        ("operator@a b", "bureau_code_malformed"),
        ("@410212", "role_unknown"),
    ],
)
def test_a_malformed_grant_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        parse_grant(text)
