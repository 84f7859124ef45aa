"""In and out through the pages: passwords, locks, devices, cookies, forms from elsewhere."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from werkzeug.test import TestResponse

from api.passwords import Passwords
from api.wiring import Wiring, now
from sampler.credential import fingerprint
from sampler.role import Grant, Role
from sampler.store.session import Store
from sampler.store.tables import SessionRow, UserRow
from sampler.work.attempts import STRANGERS_TOLD
from sampler.work.users import grant
from tests.api.page import read_page
from tests.api.people import CONSOLE, FIRST_PASSWORD, OWN, PASSWORD, Desk, create, create_everybody, trail_of, wired

SIGN_IN = "/staff/sign-in"


@pytest.fixture
def wiring(sqlite_database: Store, tmp_path: Path) -> Iterator[Wiring]:
    with wired(sqlite_database, tmp_path) as made:
        create(made, "clerk", f"bureau_clerk@{OWN}")
        create(made, "leader", f"releasing_reviewer@{OWN}")
        yield made


@pytest.fixture
def desk(wiring: Wiring) -> Desk:
    return Desk(wiring)


def told(response: TestResponse, *, path: str = SIGN_IN) -> str:
    """What a page says is wrong, in its list before the form and beside the field."""
    page = read_page(path, response)
    boxes = [e for e in page.tree.iter() if e.get("role") == "alert"]
    (beside,) = [e for e in page.tree.iter() if e.get("class") == "field-wrong"]
    assert len(boxes) == 1
    said = "".join(beside.itertext())
    assert said in "".join(boxes[0].itertext())
    assert page.text("title").startswith("有误：")
    return said


def test_a_clerk_comes_in_and_goes_out(wiring: Wiring, desk: Desk) -> None:
    response = desk.give_password("Clerk ")
    assert (response.status_code, response.location) == (303, "/staff")
    page = read_page("/staff", desk.get("/staff"))
    assert "clerk的姓名" in page.text("header")
    assert "监管所内勤 · 陈留市场监管所" in page.text("main")
    response = desk.post("/staff/sign-out")
    assert response.location == SIGN_IN
    assert not desk.is_in()
    assert [entry.act for entry in trail_of(wiring)[-2:]] == ["sign_in", "sign_out"]
    assert trail_of(wiring)[-1].origin == "127.0.0.1"


@pytest.mark.parametrize("name", ["clerk", "nobody-here", "Not A Name\x7f", "密码Pw-2026"])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(wiring: Wiring, desk: Desk, name: str) -> None:
    for _ in range(5):
        response = desk.give_password(name, "Wrong-password-9")
        assert response.status_code == 403
        assert told(response) == "用户名或密码不对"
    response = desk.give_password(name, "Wrong-password-9")
    assert told(response) == "失败次数太多，请过 15 分钟再试"
    entries = trail_of(wiring)[-6:]
    assert [entry.result for entry in entries] == ["sign_in_failed"] * 5 + ["sign_in_locked"]
    assert {entry.actor for entry in entries} == {"clerk" if name == "clerk" else "-"}
    assert "2026" not in "".join(entry.details + entry.object for entry in entries)  # it may have been the password


def test_a_crowd_of_strangers_writes_no_crowd_of_rows(wiring: Wiring, desk: Desk) -> None:
    before = len(trail_of(wiring))
    for number in range(STRANGERS_TOLD + 20):
        desk.client.post(
            "/staff/sign-in", data={"csrf_token": desk.form_token(), "name": f"x{number}", "password": "y"}
        )
    told = trail_of(wiring)[before:]
    assert len(told) == STRANGERS_TOLD + 5  # the 1st, 2nd, 4th, 8th, 16th beyond the bound
    assert told[-1].details == f'{{"attempts":{STRANGERS_TOLD + 16},"class":"Refused"}}'


def test_a_stranger_does_not_lock_the_owner_s_own_password_change(wiring: Wiring, desk: Desk) -> None:
    desk.enter_as("clerk")
    for _ in range(6):
        Desk(wiring).give_password("clerk", "Wrong-password-9")
    form = {"current": PASSWORD, "new": "Chosen-newest-3", "again": "Chosen-newest-3"}
    assert desk.post("/staff/account/password", form).status_code == 303


def test_the_lock_holds_against_the_right_password(desk: Desk) -> None:
    for _ in range(5):
        desk.give_password("clerk", "Wrong-password-9")
    assert told(desk.give_password("clerk")) == "失败次数太多，请过 15 分钟再试"
    assert not desk.is_in()


def test_the_lock_holds_across_processes(wiring: Wiring, desk: Desk) -> None:
    """Two servers on one database count together: three failures there, two here, and nobody comes in anywhere."""
    there = """
import os, sys
from pathlib import Path
from api.settings import read_settings
from api.wiring import wire
from api.jobs.sessions import sign_in
from sampler.errors import Refused
wiring = wire(read_settings({"SAMPLER_DATA": sys.argv[1]}))
for password in sys.argv[2:]:
    try:
        print(sign_in(wiring, "clerk", password, origin="192.0.2.7", agent="").stage)
    except Refused as error:
        print(error.code)
"""

    def elsewhere(*passwords: str) -> list[str]:
        command = [sys.executable, "-c", there, str(wiring.settings.data), *passwords]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert elsewhere("Wrong-1", "Wrong-2", "Wrong-3") == ["sign_in_failed"] * 3
    for _ in range(2):
        assert told(desk.give_password("clerk", "Wrong-4")) == "用户名或密码不对"
    assert elsewhere(PASSWORD) == ["sign_in_locked"]
    assert told(desk.give_password("clerk")) == "失败次数太多，请过 15 分钟再试"


class Counting(PasswordHasher):
    """Notes what it was asked to verify."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.asked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # as argon2 calls it
        self.asked.append(str(hash).rpartition("$")[0].rpartition("$")[0])
        return super().verify(hash, password)  # type: ignore[return-value]


def test_nobody_s_name_is_put_to_the_same_work(wiring: Wiring) -> None:
    """The same path for both: one hash of the same cost is compared."""
    hasher = Counting()
    object.__setattr__(wiring, "passwords", Passwords(hasher))
    desk = Desk(wiring)
    for name in ("clerk", "nobody-here", "not a name"):
        desk.give_password(name, "Wrong-password-9")
    assert len(hasher.asked) == 3
    assert len(set(hasher.asked)) == 1


def test_a_given_password_is_changed_before_anything_else(wiring: Wiring, desk: Desk) -> None:
    create(wiring, "new", changed=False)
    desk.give_password("new", FIRST_PASSWORD)
    assert desk.get("/staff/bureaus").location == "/staff/account/password"
    read_page("/staff/account/password", desk.get("/staff/account/password"))
    path = "/staff/account/password"
    for current, new, again, sentence in (
        ("Not-mine-1234", PASSWORD, PASSWORD, "现在的密码不对"),
        (FIRST_PASSWORD, PASSWORD, PASSWORD + "x", "两次输入的新密码不一样"),
        (FIRST_PASSWORD, "short", "short", "密码至少 10 个字符"),
        (FIRST_PASSWORD, FIRST_PASSWORD, FIRST_PASSWORD, "新密码和现在的密码一样"),
    ):
        response = desk.post(path, {"current": current, "new": new, "again": again})
        assert told(response, path=path) == sentence
    response = desk.post(path, {"current": FIRST_PASSWORD, "new": PASSWORD, "again": PASSWORD})
    assert response.location == "/staff"
    assert "密码已经修改" in desk.get("/staff").text
    other = Desk(wiring)
    assert other.give_password("new", FIRST_PASSWORD).status_code == 403
    assert other.give_password("new").location == "/staff"


def test_a_leader_binds_a_device_and_comes_in_with_its_codes(wiring: Wiring, desk: Desk) -> None:
    assert desk.give_password("leader", next="/staff/roles").location == "/staff/second-factor"
    assert desk.get("/staff/roles").location == "/staff/second-factor/enrol"
    shown = read_page("/staff/second-factor/enrol", desk.get("/staff/second-factor/enrol"))
    assert [e.get("aria-label") for e in shown.tree.iter() if e.get("role") == "img"] == ["二维码，内容是下面的密钥"]
    response = desk.post("/staff/second-factor/enrol", {"code": "000000"})
    assert told(response, path="/staff/second-factor/enrol") == "验证码不对，或已经用过"
    device, codes, page = desk.enrol()
    read_page("/staff/second-factor/enrol", page)
    assert len(codes) == 10
    assert desk.is_in()

    again = Desk(wiring)
    assert again.give_password("leader", next="/staff/roles").location == "/staff/second-factor"
    assert again.get("/staff/second-factor/enrol").location == "/staff/second-factor"  # no second device by password
    assert again.post("/staff/second-factor/enrol", {"code": "000000"}).location == "/staff/second-factor/enrol"
    wrong = again.post("/staff/second-factor", {"code": device.at(now())})  # the code that enrolled, once more
    assert told(wrong, path="/staff/second-factor") == "验证码不对，或已经用过"
    later = device.at(now() + timedelta(seconds=30))
    assert again.post("/staff/second-factor", {"code": f"{later[:3]} {later[3:]}"}).location == "/staff/roles"

    third = Desk(wiring)
    third.give_password("leader")
    assert third.post("/staff/second-factor", {"code": later}).status_code == 403  # replayed
    assert third.post("/staff/second-factor", {"code": codes[0].upper()}).status_code == 303
    fourth = Desk(wiring)
    fourth.give_password("leader")
    assert fourth.post("/staff/second-factor", {"code": codes[0]}).status_code == 403  # used
    acts = [(entry.act, entry.result) for entry in trail_of(wiring)]
    assert ("use_backup_code", "done") in acts
    assert ("verify_second_factor", "code_wrong") in acts


def test_whoever_comes_to_need_a_device_binds_it_before_anything_else(wiring: Wiring, desk: Desk) -> None:
    """A role was given while the session is open: what it was opened with is no longer enough."""
    desk.give_password("clerk")
    assert desk.is_in()
    with wiring.store.transaction() as session:
        grant(session, CONSOLE, now(), "clerk", Grant(role=Role.SYSTEM_ADMINISTRATOR, bureau=OWN))
    for path in ("/staff", "/staff/users", "/staff/account", "/staff/account/password", "/staff/roles"):
        assert desk.get(path).location == "/staff/second-factor/enrol", path
    assert desk.post("/staff/users/new", {"name": "mine"}).location == "/staff/second-factor/enrol"
    path = "/staff/second-factor/enrol"
    response = desk.post(path, {"code": "000000", "password": "Not-mine-1234"})
    assert told(response, path=path) == "现在的密码不对"
    _, codes, _ = desk.enrol(password=PASSWORD)
    assert len(codes) == 10
    assert desk.get("/staff/users").status_code == 200


def test_a_policy_that_asks_everybody_holds_for_open_sessions(wiring: Wiring, desk: Desk) -> None:
    desk.give_password("clerk")
    policy = replace(wiring.settings.policy, second_factor_for_all=True)
    object.__setattr__(wiring, "settings", replace(wiring.settings, policy=policy))
    assert desk.get("/staff/account").location == "/staff/second-factor/enrol"
    desk.enrol(password=PASSWORD)
    assert desk.is_in()


def test_the_device_s_secret_is_nowhere_in_the_clear(wiring: Wiring, desk: Desk) -> None:
    desk.give_password("leader")
    device, codes, _ = desk.enrol()
    with wiring.store.reading() as session:
        row = session.get_one(UserRow, "leader")
        assert wiring.keys.decrypt(row.second_factor or b"", of="leader") == device.secret
    wiring.store.close()
    kept = b"".join(path.read_bytes() for path in wiring.settings.data.glob("sampler.db*"))
    for secret in (device.secret, *codes, PASSWORD):
        assert secret.encode() not in kept
        assert secret.replace("-", "").encode() not in kept


def test_wrong_codes_lock_as_wrong_passwords_do(desk: Desk) -> None:
    desk.give_password("leader")
    desk.enrol()
    other = Desk(desk.wiring)
    other.give_password("leader")
    for _ in range(5):
        assert other.post("/staff/second-factor", {"code": "000000"}).status_code == 403
    response = other.post("/staff/second-factor", {"code": "000000"})
    assert told(response, path="/staff/second-factor") == "失败次数太多，请过 15 分钟再试"
    assert told(other.give_password("leader")) == "失败次数太多，请过 15 分钟再试"


def test_a_device_is_renewed_with_the_password(wiring: Wiring, desk: Desk) -> None:
    desk.give_password("leader")
    old, _, _ = desk.enrol()
    path = "/staff/second-factor/enrol"
    shown = desk.get(path).text
    response = desk.post(path, {"code": "000000", "password": "Not-mine-1234"})
    assert told(response, path=path) == "现在的密码不对"
    assert desk.get(path).text.count("secret") == shown.count("secret")  # the same secret is still on show
    new, codes, _ = desk.enrol(password=PASSWORD)
    assert new.secret != old.secret
    assert len(codes) == 10
    other = Desk(wiring)
    other.give_password("leader")
    assert other.post("/staff/second-factor", {"code": old.at(now() + timedelta(seconds=30))}).status_code == 403
    assert other.post("/staff/second-factor", {"code": new.at(now() + timedelta(seconds=30))}).status_code == 303


def test_backup_codes_are_renewed_for_a_code(desk: Desk) -> None:
    desk.give_password("leader")
    device, old, _ = desk.enrol()
    path = "/staff/account/backup-codes"
    assert told(desk.post(path, {"code": device.at(now())}), path=path) == "验证码不对，或已经用过"
    page = desk.post(path, {"code": device.at(now() + timedelta(seconds=30))})
    read_page(path, page)
    assert page.status_code == 200
    assert old[0] not in page.text


def test_the_token_is_another_after_signing_in(desk: Desk) -> None:
    """Whoever put a cookie into this browser before does not hold the session now."""
    before = desk.form_token()
    cookie = desk.client.get_cookie("sampler_session", path="/staff")
    desk.give_password("leader")
    half = desk.client.get_cookie("sampler_session", path="/staff")
    desk.enrol()
    whole = desk.client.get_cookie("sampler_session", path="/staff")
    assert cookie
    assert half
    assert whole
    assert len({cookie.value, half.value, whole.value}) == 3
    thief = Desk(desk.wiring)
    for stolen in (cookie, half):
        thief.client.set_cookie("sampler_session", stolen.value, path="/staff")
        assert not thief.is_in()
    assert desk.client.post("/staff/sign-out", data={"csrf_token": before}).status_code == 400


def test_the_cookie_is_for_the_staff_s_pages_alone(wiring: Wiring) -> None:
    desk = Desk(wiring)

    def cookie(**more: object) -> str:
        return desk.get(SIGN_IN, **more).headers["Set-Cookie"]

    assert cookie().split("; ")[1:] == ["HttpOnly", "Path=/staff", "SameSite=Lax"]  # http://localhost
    for base in ("https://example.org", "http://example.org", "https://localhost"):
        other = Desk(wiring)
        parts = other.get(SIGN_IN, base_url=base).headers["Set-Cookie"].split("; ")
        assert parts[1:] == ["Secure", "HttpOnly", "Path=/staff", "SameSite=Lax"]


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_a_site_published_as_https_says_so_to_browsers(wiring: Wiring, scheme: str, secure: bool) -> None:
    object.__setattr__(wiring, "settings", replace(wiring.settings, base_url=f"{scheme}://example.org"))
    answer = Desk(wiring).get(SIGN_IN)  # from a proxy that tells neither its scheme nor its name
    assert ("Strict-Transport-Security" in answer.headers) is secure
    assert ("Secure" in answer.headers["Set-Cookie"].split("; ")) is secure


def test_a_cookie_that_was_tampered_with_is_nobody_s(desk: Desk) -> None:
    desk.give_password("clerk")
    cookie = desk.client.get_cookie("sampler_session", path="/staff")
    assert cookie
    other = "A" if cookie.value[-1] != "A" else "E"  # the two lowest bits of the last letter say nothing
    desk.client.set_cookie("sampler_session", cookie.value[:-1] + other, path="/staff")
    assert not desk.is_in()


@pytest.mark.parametrize("token", [None, "", "wrong", "another"])
def test_a_form_from_elsewhere_does_nothing(wiring: Wiring, desk: Desk, token: str | None) -> None:
    desk.give_password("clerk")
    before = len(trail_of(wiring))
    given = {} if token is None else {"csrf_token": Desk(wiring).form_token() if token == "another" else token}
    for path in ("/staff/sign-in", "/staff/sign-out", "/staff/account/password", "/staff/users/clerk/lock"):
        response = desk.client.post(path, data={**given, "name": "clerk", "password": PASSWORD})
        assert response.status_code == 400
        assert "什么都没有改动" in read_page(path, response).text("main")
    assert desk.is_in()
    assert len(trail_of(wiring)) == before


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/staff/sign-in", "/staff/sign-in"),
        ("/staff/sign-out", "/staff"),
        ("/staff/account/password", "/staff/account/password"),
        (f"/staff/account/sessions/{'0' * 64}/end", "/staff/account"),
        ("/staff/jobs/1/retry", "/staff/jobs/1"),
        ("/staff/users/clerk/grants/revoke", "/staff/users/clerk"),
        ("/staff/trail/export", "/staff/trail"),
    ],
)
@pytest.mark.parametrize(("language", "told"), [("zh", "什么都没有改动"), ("en", "nothing was changed")])
def test_a_stale_form_says_what_to_do_and_keeps_the_way_back(
    desk: Desk, path: str, back: str, language: str, told: str
) -> None:
    desk.get(f"/staff/sign-in?lang={language}")
    shown = read_page(path, desk.client.post(path, data={"csrf_token": "stale"}))
    assert told in shown.text("main")
    assert back in shown.links()


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/staff", "/\\evil.example", "javascript:alert(1)", "/draws", "x"]
)
def test_signing_in_leads_to_no_other_site(desk: Desk, address: str) -> None:
    assert 'name="next" value="/staff"' in desk.get(SIGN_IN, query_string={"next": address}).text
    assert desk.give_password("clerk", next=address).location == "/staff"
    assert desk.get(SIGN_IN, query_string={"next": address}).location == "/staff"


def test_signing_in_leads_where_one_wanted_to_go(desk: Desk) -> None:
    location = desk.get(f"/staff/bureaus/{OWN}?from=mail").location
    page = desk.get(location)
    assert f'name="next" value="/staff/bureaus/{OWN}?from=mail"' in page.text
    assert desk.give_password("clerk", next=f"/staff/bureaus/{OWN}?from=mail").location == (
        f"/staff/bureaus/{OWN}?from=mail"
    )


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ("/staff/draws/d-1/ceremony/value", "/staff/draws/d-1/ceremony/value"),  # from where one is led to the step
        ("/staff/draws/d-1/witness", "/staff/draws/d-1/witness"),
        ("/staff/draws/d-1/void/approve", "/staff/draws/d-1"),
        ("/staff/users/wang/lock", "/staff/users/wang"),
    ],
)
def test_who_was_signed_out_over_a_form_comes_back_to_its_page(desk: Desk, sent: str, back: str) -> None:
    assert desk.post(sent).location == f"/staff/sign-in?next={back}"


def test_an_idle_session_is_over_and_says_so(wiring: Wiring, desk: Desk) -> None:
    desk.give_password("clerk")
    assert desk.is_in()
    with wiring.store.transaction() as session:
        (row,) = session.query(SessionRow).all()
        row.seen_at = now() - wiring.settings.policy.idle
    response = desk.get("/staff/account")
    assert response.location == "/staff/sign-in?next=/staff/account"
    assert "上次登录已经结束" in desk.get(response.location).text


def test_a_session_in_use_goes_on(wiring: Wiring, desk: Desk) -> None:
    desk.give_password("clerk")
    with wiring.store.transaction() as session:
        (row,) = session.query(SessionRow).all()
        row.seen_at = now() - timedelta(minutes=20)
    assert desk.is_in()
    with wiring.store.reading() as session:
        (row,) = session.query(SessionRow).all()
        assert now() - row.seen_at < timedelta(minutes=1)


def test_one_sees_and_ends_one_s_sessions(wiring: Wiring, desk: Desk) -> None:
    desk.give_password("clerk")
    phone = Desk(wiring)
    phone.client.environ_base["HTTP_USER_AGENT"] = "A phone\x9b of <some> kind"
    phone.give_password("clerk")
    page = desk.get("/staff/account")
    assert "A phone of &lt;some&gt; kind" in page.text
    (key,) = re.findall(r"/staff/account/sessions/(\w+)/end", page.text)
    leader = Desk(wiring)
    leader.enter_as("leader")
    assert leader.post(f"/staff/account/sessions/{key}/end").status_code == 404
    assert phone.is_in()
    assert desk.post(f"/staff/account/sessions/{key}/end").location == "/staff/account"
    assert not phone.is_in()
    assert desk.is_in()


def test_an_account_that_is_locked_is_told_to_its_owner(wiring: Wiring, desk: Desk) -> None:
    create_everybody(wiring)
    boss = Desk(wiring)
    boss.enter_as("security-administrator")
    boss.post("/staff/users/clerk/lock")
    assert told(desk.give_password("clerk")) == "账号已停用，请找安全管理员"
    assert told(desk.give_password("clerk", "Wrong-password-9")) == "用户名或密码不对"


def test_a_token_is_kept_as_its_digest(wiring: Wiring, desk: Desk) -> None:
    desk.give_password("clerk")
    with desk.client.session_transaction("/staff") as cookie:
        token = cookie["token"]
    assert len(token) == 64
    with wiring.store.reading() as session:
        (row,) = session.query(SessionRow).all()
        assert row.hash == fingerprint(token)
