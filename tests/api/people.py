"""A small authority with people of every role, and a browser that fills in forms as they do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from pyotp import TOTP
from werkzeug.test import TestResponse

from api.app import create_app
from api.jobs import users as jobs
from api.passwords import Passwords
from api.settings import read_settings
from api.visitor import TOKEN
from api.wiring import Wiring, chance, now, wire
from sampler.assignment import Duty
from sampler.ceremony import Terms, freeze
from sampler.chain import Place
from sampler.credential import fingerprint, totp_secret
from sampler.frame import Exclusions
from sampler.plan import Sizes, TaskState
from sampler.record import NOTICE
from sampler.role import Role, needs_second_factor, parse_grant
from sampler.roster import Inspector, Roster
from sampler.seed import format_time
from sampler.store import jobs as ledger
from sampler.store import trail
from sampler.store.jobs import Request
from sampler.store.queries.users import user
from sampler.store.session import Store
from sampler.store.tables import BureauRow, DrawRow, SessionRow, SnapshotRow, UserRow
from sampler.store.tables.sessions import Stage
from sampler.trail import Actor, TrailEntry, verify_trail
from sampler.work.roster import register_roster
from sampler.work.users import NewUser
from tests.api.page import Page, read_page
from tests.sampler.work.office import SNAPSHOT, frame

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CONSOLE = Actor(name="console")
COUNTY, OWN, FOREIGN = "410212", "410212101", "410212106"
BUREAUS = {
    COUNTY: ("祥符区市场监督管理局", None),
    OWN: ("陈留市场监管所", COUNTY),
    FOREIGN: ("朱仙镇市场监管所", COUNTY),
}
FIRST_PASSWORD = "Given-first-1"
PASSWORD = "Chosen-later-2"
FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@contextmanager
def wired(store: Store, data: Path, **settings: str) -> Iterator[Wiring]:
    """An authority with three bureaus on this database; passwords cost nothing."""
    given = read_settings({"SAMPLER_DATA": str(data), **settings})
    url = store.engine.url.render_as_string(hide_password=False)
    wiring = replace(wire(replace(given, database_url=url)), passwords=Passwords(CHEAP))
    with wiring.store.transaction() as session:
        session.add_all(
            BureauRow(code=code, name=name, aliases=[], parent=parent) for code, (name, parent) in BUREAUS.items()
        )
    yield wiring
    wiring.store.close()


def create(wiring: Wiring, name: str, *grants: str, bureau: str | None = OWN, changed: bool = True) -> None:
    """An account whose owner has (`changed`) or has not yet chosen a password of their own."""
    new = NewUser(name=name, full_name=f"{name}的姓名", bureau=bureau)
    password = PASSWORD if changed else FIRST_PASSWORD
    jobs.create_user(wiring, CONSOLE, new, [parse_grant(text) for text in grants], password)
    if changed:
        with wiring.store.transaction() as session:
            session.get_one(UserRow, name).must_change = False


def create_everybody(wiring: Wiring, at: str | None = None) -> None:
    """One of each role at the bureau `at` (None: clerk and inspector at the own one, the others at the county's, above
    all), each named after the role; and in each bureau somebody, an inspector, a draw and a job to act on."""
    for role in Role:
        home = at or (OWN if role in (Role.BUREAU_CLERK, Role.INSPECTOR) else COUNTY)
        create(wiring, name_of(role), f"{role}@{home}")
    for bureau in (OWN, FOREIGN):
        create(wiring, f"somebody-{bureau}", bureau=bureau)
    people = tuple(
        Inspector(number=f"I-{bureau}", name=f"{bureau}的检查人员", bureau=bureau) for bureau in (OWN, FOREIGN)
    )
    with wiring.store.transaction() as session:
        register_roster(session, CONSOLE, now(), Roster(inspectors=people))
        session.add(
            SnapshotRow(
                digest=SNAPSHOT, source="registry.csv", rows=1, entities=1, rejected=0, problems={}, mended={},
                at=now(), actor=CONSOLE.name,
            )
        )  # fmt: skip
        session.flush()
    for bureau in (OWN, FOREIGN):
        freeze_draw(wiring, bureau)
        ask_for_job(wiring, bureau)


def ask_for_job(wiring: Wiring, bureau: str) -> int:
    """A freeze for a bureau that waits for its worker."""
    with wiring.store.transaction() as session:
        request = Request(kind="freeze", subject=f"draw:{bureau}-2", params={"authority": bureau})
        return ledger.enqueue(session, now(), CONSOLE, request)


def freeze_draw(wiring: Wiring, bureau: str) -> None:
    """A frozen draw of a bureau's own, `draw-<bureau>`: told to the database, which is one authority's."""
    at = now()
    terms = Terms(
        draw_id=f"draw-{bureau}", at=format_time(at), seed_at=format_time(at + timedelta(days=1)), sizes=Sizes.parse([])
    )
    frozen = freeze(frame(3), Exclusions(rows=()), Duty(), terms, Place(authority=bureau))
    row = DrawRow(
        draw_id=terms.draw_id, title="编造的抽查", state=TaskState.FROZEN, authority=bureau, number=1,
        snapshot=SNAPSHOT, at=at,
        seed_at=at + timedelta(days=1), notice=frozen.files[NOTICE], notice_hash=frozen.notice_hash, frame_count=3,
        team_size=0, inspectors=0, exclusions=[], rehearsal=False, demo=False, sealed=False,
    )  # fmt: skip
    with wiring.store.transaction() as session:
        session.add(row)


def name_of(role: Role) -> str:
    return role.replace("_", "-")


def trail_of(wiring: Wiring) -> list[TrailEntry]:
    with wiring.store.reading() as session:
        entries = list(trail.entries(session))
    assert verify_trail(entries).ok
    return entries


class Desk:
    """A browser at the authority."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.client: FlaskClient = create_app(wiring).test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, form: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """Send a form with the token that every form of this browser carries."""
        return self.client.post(path, data={"csrf_token": self.form_token(), **(form or {})}, **more)

    def form_token(self) -> str:
        for path in ("/staff/sign-in", "/staff/account", "/staff/account/password", "/staff/second-factor/enrol"):
            found = FORM_TOKEN.search(self.get(path).text)
            if found:
                return found.group(1)
        return FORM_TOKEN.search(self.get("/staff/second-factor").text).group(1)  # type: ignore[union-attr]

    def give_password(self, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/staff/sign-in", {"name": name, "password": password, **more})

    def enrol(self, **more: str) -> tuple[TOTP, list[str], TestResponse]:
        """Bind a device: what it is, the backup codes, the page."""
        device = TOTP(re.sub(" ", "", found(r'<code class="secret">([^<]+)', self.get("/staff/second-factor/enrol"))))
        page = self.post("/staff/second-factor/enrol", {"code": device.at(now()), **more})
        return device, re.findall(r"<li><code>([^<]+)", page.text), page

    def is_in(self) -> bool:
        return self.get("/staff/account").status_code == 200

    def enter_as(self, name: str) -> None:
        """Be signed in, by a session that the database is simply told of, with a device where the roles ask for one."""
        token = f"token of {name} {now().isoformat()}"
        row = SessionRow(
            hash=fingerprint(token), user=name, stage=Stage.COMPLETE, created_at=now(), seen_at=now(),
            address="127.0.0.1", agent="",
        )  # fmt: skip
        with self.wiring.store.transaction() as session:
            session.add(row)
            if needs_second_factor(user(session, name).grants):
                person = session.get_one(UserRow, name)
                person.second_factor = self.wiring.keys.encrypt(totp_secret(chance), of=name, chance=chance)
                person.second_factor_at, person.second_factor_step = now(), 0
        with self.client.session_transaction("/staff") as cookie:
            cookie.clear()
            cookie[TOKEN] = token


def desk_of(wiring: Wiring, role: Role) -> Desk:
    """The browser of the one who holds a role."""
    desk = Desk(wiring)
    desk.enter_as(name_of(role))
    return desk


def page(desk: Desk, path: str, status: int = 200) -> Page:
    """A page as its reader gets it, held to what all pages must be."""
    response = desk.get(path)
    assert response.status_code == status, response.text
    return read_page(path, response)


def found(pattern: str, page: TestResponse) -> str:
    match = re.search(pattern, page.text)
    assert match, page.text
    return match.group(1)
