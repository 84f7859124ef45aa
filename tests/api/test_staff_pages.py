"""The staff's pages: well made for every role, and what administrators do on them."""

import re

import pytest

from api.jobs.sessions import sign_in
from api.wiring import Wiring
from sampler.errors import Refused
from sampler.role import Grant, Role
from sampler.store.queries.users import UserEntry, user
from sampler.store.tables.sessions import Stage
from tests.api.page import read_page
from tests.api.people import COUNTY, FOREIGN, OWN, Desk, create, desk_of, name_of, page, trail_of

SOMEBODY = f"/staff/users/somebody-{OWN}"


@pytest.fixture
def wiring(town: Wiring) -> Wiring:
    return town


def found_user(wiring: Wiring, name: str) -> UserEntry:
    with wiring.store.reading() as session:
        return user(session, name)


@pytest.mark.parametrize("role", Role)
def test_pages_are_well_made_and_lead_where_one_may_go(wiring: Wiring, role: Role) -> None:
    desk = desk_of(wiring, role)
    waiting, seen, titles = {"/staff"}, set(), set()
    while waiting:
        path = waiting.pop()
        read = page(desk, path)
        seen.add(path)
        titles.add(read.text("title"))
        assert name_of(role) in page(desk, "/staff/account").text("main")
        links = {re.sub("[?#].*", "", link) for link in read.links()}
        waiting |= {link for link in links if link.startswith("/staff")} - seen - {"/staff/sign-in"}
    assert {"/staff", "/staff/account", "/staff/account/password", "/staff/bureaus", "/staff/roles"} <= seen
    assert len(titles) == len(seen)
    assert (f"/staff/bureaus/{OWN}" in seen) == (role is not Role.WITNESS)
    assert f"/staff/bureaus/{FOREIGN}" not in seen


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.SECURITY_ADMINISTRATOR])
def test_names_that_people_wrote_are_marked_on_english_pages(wiring: Wiring, role: Role) -> None:
    create(wiring, "chief", f"{role}@{COUNTY}")
    desk = Desk(wiring)
    desk.enter_as("chief")
    desk.get("/staff?lang=en")  # the cookie keeps it
    assert page(desk, "/staff").language == "en"
    paths = ["/staff/account", "/staff/bureaus", f"/staff/bureaus/{OWN}", "/staff/roles"]
    if role is Role.SECURITY_ADMINISTRATOR:
        paths += ["/staff/users", SOMEBODY, "/staff/users/operator", "/staff/settings"]
    else:
        paths += ["/staff/roster", f"/staff/inspectors/I-{OWN}", "/staff/snapshots"]
    for path in paths:
        assert page(desk, path).language == "en"  # and whatever a page must be


def test_an_account_is_made_and_its_password_shown_once(wiring: Wiring, system: Desk) -> None:
    form = {"name": "Li.Na", "full_name": "李娜", "bureau": OWN}
    response = system.post("/staff/users/new", form)
    shown = read_page("/staff/users/new", response)
    password = "".join(next(e for e in shown.all("code") if e.get("class") == "secret").itertext())
    assert sign_in(wiring, "li.na", password, origin="x", agent="").stage is Stage.COMPLETE
    made = found_user(wiring, "li.na")
    assert (made.full_name, made.bureau, made.grants, made.must_change) == ("李娜", OWN, (), True)
    assert password not in page(system, "/staff/users/li.na").text()
    assert "李娜" in page(system, "/staff/users").text()
    entry = next(entry for entry in trail_of(wiring) if entry.object == "user:li.na")
    assert entry.actor == "system-administrator"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": "李娜"}, "name", "用户名写法不对"),
        ({"name": "console"}, "name", "用户名写法不对"),
        ({"name": "operator"}, "name", "用户名已有人使用：operator"),
        ({"full_name": " "}, "full_name", "请写姓名"),
        ({"full_name": "a|b"}, "full_name", "请写姓名"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    system: Desk, changed: dict[str, str], field: str, sentence: str
) -> None:
    form = {"name": "li.na", "full_name": "李娜", "bureau": OWN, **changed}
    response = system.post("/staff/users/new", form)
    read = read_page("/staff/users/new", response)
    assert response.status_code in (400, 409)
    wrong = {e.get("id"): "".join(e.itertext()) for e in read.tree.iter() if e.get("class") == "field-wrong"}
    assert list(wrong) == [f"{field}_wrong"]
    assert sentence in wrong[f"{field}_wrong"]
    inputs = {e.get("id"): e for e in read.all("input")}
    assert inputs[field].get("aria-invalid") == "true"
    assert inputs[field].get("autofocus") is not None
    assert inputs["name"].get("value") == form["name"].strip()


def test_an_administrator_offers_the_own_bureaus_alone(wiring: Wiring, system: Desk) -> None:
    def offered(desk: Desk) -> list[str | None]:
        return [e.get("value") for e in page(desk, "/staff/users/new").all("option")]

    assert offered(system) == [OWN]
    create(wiring, "chief", "system_administrator", bureau=None)
    chief = Desk(wiring)
    chief.enter_as("chief")
    assert offered(chief) == ["", COUNTY, OWN, FOREIGN]


def test_lists_show_the_own_part(wiring: Wiring, security: Desk) -> None:
    listed = page(security, "/staff/users").text("table")
    assert f"somebody-{OWN}" in listed
    assert f"somebody-{FOREIGN}" not in listed


def test_roles_are_given_and_taken_on_the_page(wiring: Wiring, security: Desk) -> None:
    name = f"somebody-{OWN}"
    security.post(f"{SOMEBODY}/grants", {"role": "inspector", "bureau": OWN})
    assert found_user(wiring, name).grants == (Grant(role=Role.INSPECTOR, bureau=OWN),)
    shown = page(security, SOMEBODY)
    assert "已经授予" in shown.text("main")
    assert "检查人员 陈留市场监管所 收回" in shown.text("table")
    security.post(f"{SOMEBODY}/grants/revoke", {"grant": f"inspector@{OWN}"})
    assert found_user(wiring, name).grants == ()


@pytest.mark.parametrize("role", ["king", "", "operator@x y"])
def test_a_role_that_is_none_is_refused(security: Desk, role: str) -> None:
    response = security.post(f"{SOMEBODY}/grants", {"role": role, "bureau": ""})
    assert response.status_code == 400
    read_page(SOMEBODY, response)


def test_three_administrators_are_three_people(wiring: Wiring, security: Desk) -> None:
    path = "/staff/users/system-administrator/grants"
    response = security.post(path, {"role": "audit_administrator", "bureau": OWN})
    assert response.status_code == 303
    shown = page(security, "/staff/users/system-administrator")
    assert "三权分立" in "".join(t for e in shown.tree.iter() if e.get("role") == "alert" for t in e.itertext())
    assert len(found_user(wiring, "system-administrator").grants) == 1
    assert trail_of(wiring)[-1].result == "administrators_apart"


def test_nobody_is_offered_or_does_anything_to_the_own_account(wiring: Wiring, security: Desk) -> None:
    mine = "/staff/users/security-administrator"
    assert [f.get("action") for f in page(security, mine).all("form")] == ["/staff/sign-out"]
    for act in ("lock", "unlock", "second-factor/reset"):
        security.post(f"{mine}/{act}")
        assert trail_of(wiring)[-1].result == "act_on_oneself"
    assert not found_user(wiring, "security-administrator").locked


def test_a_lock_and_an_unlock(wiring: Wiring, security: Desk) -> None:
    security.post(f"{SOMEBODY}/lock")
    shown = page(security, SOMEBODY)
    assert "停用" in shown.text("h1") + "".join(e.text or "" for e in shown.all("span"))
    with pytest.raises(Refused):
        sign_in(wiring, f"somebody-{OWN}", "Chosen-later-2", origin="x", agent="")
    security.post(f"{SOMEBODY}/unlock")
    assert not found_user(wiring, f"somebody-{OWN}").locked


def test_each_administrator_is_offered_the_own_acts(system: Desk, security: Desk) -> None:
    def offered(desk: Desk) -> set[str]:
        actions = {form.get("action") or "" for form in page(desk, SOMEBODY).all("form")} - {"/staff/sign-out"}
        return {action.removeprefix(SOMEBODY) for action in actions}

    assert offered(system) == {"/password"}
    assert offered(security) == {"/grants", "/sessions/end", "/lock", "/unlock"}  # no device, nothing to forget


def test_a_password_is_reset_on_the_page(wiring: Wiring, system: Desk) -> None:
    owner = Desk(wiring)
    owner.enter_as(f"somebody-{OWN}")
    response = system.post(f"{SOMEBODY}/password")
    shown = read_page(f"{SOMEBODY}/password", response)
    password = "".join(next(e for e in shown.all("code") if e.get("class") == "secret").itertext())
    assert not owner.is_in()
    owner.give_password(f"somebody-{OWN}", password)
    assert owner.get("/staff").location == "/staff/account/password"


def test_a_lost_device_is_forgotten_on_the_page(wiring: Wiring, security: Desk) -> None:
    owner = Desk(wiring)
    owner.give_password("releasing-reviewer")
    owner.enrol()
    path = "/staff/users/releasing-reviewer"
    assert f"{path}/second-factor/reset" in {form.get("action") for form in page(security, path).all("form")}
    security.post(f"{path}/second-factor/reset")
    assert not owner.is_in()
    owner.give_password("releasing-reviewer")
    assert owner.get("/staff").location == "/staff/second-factor/enrol"


def test_somebody_is_signed_out_on_the_page(wiring: Wiring, security: Desk) -> None:
    owner = Desk(wiring)
    owner.enter_as(f"somebody-{OWN}")
    security.post(f"{SOMEBODY}/sessions/end")
    assert not owner.is_in()
    assert owner.give_password(f"somebody-{OWN}").status_code == 303


def test_the_bureaus_are_a_tree(wiring: Wiring, security: Desk) -> None:
    shown = page(security, "/staff/bureaus")
    top = next(e for e in shown.tree.iter() if e.get("class") == "tree")
    text = " ".join("".join(top.itertext()).split())
    assert text == f"祥符区市场监督管理局 {COUNTY} 陈留市场监管所 {OWN} 朱仙镇市场监管所 {FOREIGN}"
    links = {link for link in shown.links() if link.startswith("/staff/bureaus/")}
    assert links == {f"/staff/bureaus/{OWN}"}


def test_a_bureau_shows_its_people_to_administrators_alone(wiring: Wiring, security: Desk) -> None:
    assert f"somebody-{OWN}的姓名" in page(security, f"/staff/bureaus/{OWN}").text("main")
    clerk = desk_of(wiring, Role.BUREAU_CLERK)
    assert "somebody" not in page(clerk, f"/staff/bureaus/{OWN}").text("main")


def test_the_table_of_permissions_is_shown(security: Desk) -> None:
    table = page(security, "/staff/roles").all("table")[0]
    rows = ["".join(row.itertext()) for row in table.iter() if row.tag.endswith("}tr")]
    assert next(row for row in rows if row.startswith("审发")).count("本辖区") == 1


def test_whoever_has_no_role_is_told(wiring: Wiring) -> None:
    desk = Desk(wiring)
    desk.enter_as(f"somebody-{OWN}")
    assert "您还没有角色" in page(desk, "/staff").text("main")
    assert desk.get("/staff/bureaus").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/staff/users/no%00body",
        "/staff/users/nobody",
        "/staff/bureaus/no%00where",
        "/staff/bureaus/nowhere",
        "/staff/account/sessions/%00/end",
        "/staff/account/sessions/x/end",
        "/staff/nothing",
    ],
)
def test_what_is_not_there_is_said(wiring: Wiring, path: str) -> None:
    create(wiring, "chief", "security_administrator", bureau=None)
    desk = Desk(wiring)
    desk.enter_as("chief")
    response = desk.post(path) if path.endswith("/end") else desk.get(path)
    assert response.status_code == 404
    read_page(path, response)
    other = desk_of(wiring, Role.BUREAU_CLERK)
    assert (other.post(path) if path.endswith("/end") else other.get(path)).status_code in (403, 404)
