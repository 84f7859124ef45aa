"""Every route × role × own or foreign bureau, against the written matrix; and what the gate leaves in the trail."""

import re
from itertools import count

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from api.access import SHELL, ask, ask_somewhere
from api.gates import ACTS, Gate
from api.role_words import ACTS as ACT_WORDS
from api.role_words import ROLES
from api.wiring import Wiring
from sampler.errors import Missing, Refused
from sampler.role import PERMISSIONS, SHORT, Role
from sampler.store.tables import BureauRow
from sampler.trail import Actor
from tests.api.matrix import ARGUMENTS, FORMS, PERSON, rows
from tests.api.people import FOREIGN, OWN, Desk, create, name_of, trail_of

COLUMNS = {short: role for role, short in SHORT.items()}
NUMBERS = count()
JOBS = {OWN: 1, FOREIGN: 2}


@pytest.fixture
def wiring(town: Wiring) -> Wiring:
    return town


@pytest.fixture
def desk(wiring: Wiring) -> Desk:
    return Desk(wiring)


def rules(desk: Desk) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in desk.client.application.url_map.iter_rules()}


def filled(given: dict[str, str], bureau: str) -> dict[str, str]:
    words = {"bureau": bureau, "number": next(NUMBERS), "job": JOBS[bureau]}
    return {key: value.format(**words) for key, value in given.items()}


def path_of(desk: Desk, rule: Rule, bureau: str) -> str:
    """The address of a route, about something of `bureau`."""
    with desk.client.application.test_request_context():
        arguments = filled(ARGUMENTS.get(rule.endpoint, {}), bureau)
        return desk.client.application.url_for(rule.endpoint, **arguments)


def knock(desk: Desk, rule: Rule, bureau: str, token: str) -> TestResponse:
    """Ask for a route, about something of `bureau`."""
    path = path_of(desk, rule, bureau)
    if "POST" in (rule.methods or ()):
        form = filled(FORMS.get(rule.endpoint, {}), bureau)
        return desk.client.post(path, data={"csrf_token": token, **form}, buffered=True)
    return desk.get(path, buffered=True)


def verdict(response: TestResponse) -> str:
    if response.status_code == 403 and "act_not_allowed" in response.text:
        return "refused"
    if response.status_code == 303 and response.location.startswith("/staff/sign-in"):
        return "door"
    assert response.status_code < 500
    return "in"


def test_every_route_has_its_gate_and_its_line(desk: Desk) -> None:
    assert set(rules(desk)) == set(ACTS) == set(rows())


def test_nobody_passes_where_one_must_sign_in(desk: Desk) -> None:
    token = desk.form_token()
    for route, row in rows().items():
        assert verdict(knock(desk, rules(desk)[route], OWN, token)) == row["nobody"], route


@pytest.mark.parametrize("column", COLUMNS)
def test_a_role_passes_where_the_matrix_says(desk: Desk, column: str) -> None:
    refused = ("refused", "refused")
    expected = {"own": ("in", "refused"), "all": refused, "any": ("in", "in"), "no": refused}
    try_every_route(desk, column, expected)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_role_above_all_bureaus_passes_wherever_the_act_is_its_own(county: Wiring, column: str) -> None:
    let_in = dict.fromkeys(("own", "all", "any"), ("in", "in"))
    try_every_route(Desk(county), column, {**let_in, "no": ("refused", "refused")})


def try_every_route(desk: Desk, column: str, expected: dict[str, tuple[str, str]]) -> None:
    desk.enter_as(name_of(COLUMNS[column]))
    token = desk.form_token()
    for route, row in rows().items():
        told = tuple(verdict(knock(desk, rules(desk)[route], bureau, token)) for bureau in (OWN, FOREIGN))
        if route == "sessions.sign_out":  # it leads to the door; the last line, since nothing passes after it
            assert told[0] == "door"
        else:
            assert told == expected[row[column]], route


def test_a_page_that_is_in_no_list_is_refused(wiring: Wiring) -> None:
    desk = Desk(wiring)
    desk.client.application.add_url_rule("/staff/forgotten", "forgotten", lambda: "what nobody should see")
    desk.enter_as(name_of(Role.SYSTEM_ADMINISTRATOR))
    assert verdict(desk.get("/staff/forgotten")) == "refused"
    assert (trail_of(wiring)[-1].act, trail_of(wiring)[-1].result) == ("forgotten", "act_not_allowed")
    assert verdict(Desk(wiring).get("/staff/sign-in")) == "in"


def test_what_is_refused_stands_in_the_trail(wiring: Wiring, desk: Desk) -> None:
    desk.enter_as("bureau-clerk")
    assert desk.get(f"/staff/bureaus/{FOREIGN}").status_code == 403
    entry = trail_of(wiring)[-1]
    assert (entry.actor, entry.origin, entry.act) == ("bureau-clerk", "127.0.0.1", "see_bureau")
    assert (entry.object, entry.result) == (f"bureau:{FOREIGN}", "act_not_allowed")


def test_a_role_of_a_foreign_bureau_is_not_given(wiring: Wiring, desk: Desk) -> None:
    """The user is one's own, the bureau of the role is not."""
    desk.enter_as("security-administrator")
    path = f"/staff/users/somebody-{OWN}/grants"
    assert verdict(desk.post(path, {"role": "inspector", "bureau": FOREIGN})) == "refused"
    assert verdict(desk.post(path, {"role": "inspector", "bureau": ""})) == "refused"  # of the whole authority
    assert verdict(desk.post(path, {"role": "inspector", "bureau": OWN})) == "in"
    assert verdict(desk.post(f"{path}/revoke", {"grant": f"inspector@{FOREIGN}"})) == "refused"


def test_a_role_of_the_county_reaches_its_bureaus(wiring: Wiring, desk: Desk) -> None:
    create(wiring, "chief", "security_administrator@410212", bureau=None)
    desk.enter_as("chief")
    for bureau in (OWN, FOREIGN, "410212"):
        assert desk.get(f"/staff/bureaus/{bureau}").status_code == 200
    assert desk.get("/staff/users/chief").status_code == 200  # in no bureau, but the county is above them all
    with wiring.store.transaction() as session:
        session.add(BureauRow(code="410205", name="禹王台区市场监督管理局", aliases=[], parent=None))
    assert desk.get("/staff/users/chief").status_code == 403  # and now it is not
    assert desk.get(f"/staff/bureaus/{OWN}").status_code == 200


def test_a_role_that_is_taken_away_is_gone_at_once(wiring: Wiring, desk: Desk) -> None:
    other = Desk(wiring)
    desk.enter_as("security-administrator")
    other.enter_as(f"somebody-{OWN}")
    assert other.get(f"/staff/bureaus/{OWN}").status_code == 403
    desk.post(f"/staff/users/somebody-{OWN}/grants", {"role": "inspector", "bureau": OWN})
    assert other.get(f"/staff/bureaus/{OWN}").status_code == 200
    desk.post(f"/staff/users/somebody-{OWN}/grants/revoke", {"grant": f"inspector@{OWN}"})
    assert other.get(f"/staff/bureaus/{OWN}").status_code == 403
    desk.post(f"/staff/users/somebody-{OWN}/lock")
    assert not other.is_in()


def test_every_gate_asks_for_an_act_of_the_table() -> None:
    assert {gate.act for gate in ACTS.values() if isinstance(gate, Gate)} <= set(PERMISSIONS)


def test_every_role_and_act_has_a_word() -> None:
    assert list(ACT_WORDS) == list(PERMISSIONS)
    assert list(ROLES) == list(Role)


def test_public_pages_look_at_no_session(wiring: Wiring, desk: Desk) -> None:
    """The same for everybody, and free for every cache."""
    desk.enter_as("operator")
    token = desk.form_token()
    for route, row in rows().items():
        if row["nobody"] == "in" and not route.startswith("sessions."):
            response = knock(desk, rules(desk)[route], OWN, token)
            assert "Set-Cookie" not in response.headers, route
            assert response.headers.get("Cache-Control") != "no-store"
            assert response.data == knock(Desk(wiring), rules(desk)[route], OWN, "").data


def test_the_shell_and_named_users_ask_the_same_table(wiring: Wiring) -> None:
    clerk = Actor(name="bureau-clerk")
    assert ask(wiring, SHELL, "release", None) == SHELL
    assert ask(wiring, clerk, "submit", OWN) == clerk
    reach = ask_somewhere(wiring, clerk, "submit")
    assert [reach(bureau) for bureau in (OWN, FOREIGN, None)] == [True, False, False]
    assert ask_somewhere(wiring, SHELL, "submit")(None)
    for refused in (lambda: ask(wiring, clerk, "submit", FOREIGN), lambda: ask_somewhere(wiring, clerk, "release")):
        with pytest.raises(Refused, match="act_not_allowed"):
            refused()
        assert trail_of(wiring)[-1].actor == "bureau-clerk"
    for stranger in (Actor(name="nobody-here"), Actor(name="console", origin="192.0.2.1")):
        with pytest.raises(Missing, match="user_unknown"):
            ask(wiring, stranger, "submit", OWN)
        told = trail_of(wiring)[-1]
        assert (told.actor, told.origin, told.act, told.result) == ("-", stranger.origin, "submit", "user_unknown")


def test_the_list_of_jobs_shows_those_of_the_own_part(wiring: Wiring, desk: Desk) -> None:
    desk.enter_as("operator")
    assert re.findall(r'href="/staff/jobs/(\d+)"', desk.get("/staff/jobs").text) == ["1"]
    assert "/staff/snapshots" not in desk.get("/staff").text  # the menu leads nowhere that is shut


def test_the_list_of_jobs_shows_all_to_who_stands_above_all(county: Wiring) -> None:
    desk = Desk(county)
    desk.enter_as("operator")
    assert re.findall(r'href="/staff/jobs/(\d+)"', desk.get("/staff/jobs").text) == ["2", "1"]
    assert "/staff/snapshots" in desk.get("/staff").text


def test_nobody_is_moved_into_or_out_of_a_foreign_bureau(wiring: Wiring, desk: Desk) -> None:
    desk.enter_as("operator")
    mine, theirs = f"/staff/inspectors/I-{OWN}", "/staff/roster/new"
    person = {**PERSON, "name": f"{OWN}的检查人员"}
    assert verdict(desk.post(mine, {**person, "bureau": FOREIGN})) == "refused"
    assert verdict(desk.post(mine, {**person, "bureau": "*"})) == "refused"  # sent anywhere, so of all bureaus
    taken = {**PERSON, "number": f"I-{FOREIGN}", "name": f"{FOREIGN}的检查人员", "bureau": OWN}
    assert verdict(desk.post(theirs, taken)) == "refused"
    assert desk.post(mine, {**person, "bureau": OWN}).status_code == 303
