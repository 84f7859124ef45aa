"""An office at work behind the public site: people signed in, a registry with problems, jobs ended in every way."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from api.jobs.registry import import_request
from api.passwords import Passwords
from api.wiring import Wiring, now, wire
from api.worker import Worker
from sampler.registry import ImportOptions
from sampler.roster import Inspector, OffDuty, Reason, Recusal, Roster
from sampler.store import jobs
from sampler.store.jobs import Reached
from sampler.synthetic import write_registry
from sampler.trail import Actor
from sampler.work.jobs import cancel_job
from sampler.work.roster import register_recusals, register_roster
from tests.api.people import CHEAP, CONSOLE, Desk, create
from tests.site import OPERATOR, Site

PEOPLE = {
    "wang.fang": ("operator", "auditor", "bureau_clerk", "first_reviewer", "inspector"),
    "wu.min": ("system_administrator",),
    "zheng.kai": ("security_administrator",),
    "ma.hong": ("audit_administrator",),
    "chen.yu": ("witness",),
    "li.na": ("bureau_clerk@410212101",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The people's cookies by name."""

    wiring: Wiring
    address: str
    cookies: dict[str, str]

    def enter(self, browser: Browser, name: str, language: str, *, script: bool = True) -> BrowserContext:
        """A browser in which somebody is signed in; "" for nobody."""
        context = browser.new_context(base_url=self.address, java_script_enabled=script)
        cookies = [{"name": "lang", "value": language, "url": self.address}]
        if name:
            value = self.cookies[name]
            cookies.append({"name": "sampler_session", "value": value, "url": f"{self.address.rstrip('/')}/staff"})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        return context


def open_office(site: Site, address: str, folder: Path) -> Office:
    """Before the server's own workers look for work: what is queued here is performed here."""
    wiring = replace(wire(site.wiring.settings), passwords=Passwords(CHEAP))
    for name, grants in PEOPLE.items():
        create(wiring, name, *grants, bureau=None)
    _keep_roster(wiring)
    _import(wiring, folder)
    return Office(wiring=wiring, address=address, cookies={name: _cookie(wiring, name) for name in PEOPLE})


def _keep_roster(wiring: Wiring) -> None:
    people = tuple(
        Inspector(number=f"S{n:03d}", name=name, bureau=bureau, licence=f"豫B{n:05d}")
        for n, (name, bureau) in enumerate((("王芳", "410212101"), ("李𠮷", "410212106"), ("张伟", "*")), start=1)
    )
    away = Inspector(number="S009", name="赵敏", bureau="410212101", valid_until=now().date() - timedelta(days=9))
    roster = Roster(inspectors=people, off_duty=(OffDuty(inspector=away, reason=Reason.CERTIFICATE_EXPIRED),))
    with wiring.store.transaction() as session:
        register_roster(session, CONSOLE, now(), roster)
        recusal = Recusal(inspector="S001", id="914403001922038216", reason="近亲属在该单位任职")
        register_recusals(session, CONSOLE, now(), [recusal])


def _import(wiring: Wiring, folder: Path) -> None:
    """One that gave a snapshot and many problems, one that failed, one that was cancelled."""
    write_registry(folder / "名录库 2026-11.csv", 3000, 0.1)
    (folder / "扫描件.csv").write_bytes(b"%PDF-1.4 \n")
    operator = Actor(name="wang.fang", origin=OPERATOR.origin)
    for name in ("名录库 2026-11.csv", "扫描件.csv"):
        _ask(wiring, operator, folder / name)
    Worker(wiring).run(until_idle=True)
    (folder / "重复.csv").write_text("名称,代码\n甲,1\n", encoding="utf-8")
    job = _ask(wiring, operator, folder / "重复.csv")
    with wiring.store.transaction() as session:
        cancel_job(session, operator, now(), job)
    _leave_running(wiring, operator, folder / "名录库 2026-11.csv")


def _leave_running(wiring: Wiring, operator: Actor, path: Path) -> None:
    """One in the hands of a worker elsewhere, which nobody here takes from it: the newest of all jobs."""
    _ask(wiring, operator, path)
    lease = timedelta(hours=1)
    with wiring.store.transaction() as session:
        held = jobs.claim(session, now(), owner="elsewhere", lease=lease, kinds=["import"])
        assert held is not None
        jobs.checkpoint(session, now(), held, lease, Reached(step="read", done=1_258_291, total=3_145_728))


def _ask(wiring: Wiring, actor: Actor, path: Path) -> int:
    options = ImportOptions(bureau_from_code=True)
    with wiring.store.transaction() as session:
        return jobs.enqueue(session, now(), actor, import_request(wiring.intake.put_file(path), options))


def _cookie(wiring: Wiring, name: str) -> str:
    desk = Desk(wiring)
    desk.enter_as(name)
    cookie = desk.client.get_cookie("sampler_session", path="/staff")
    assert cookie is not None
    return str(cookie.value)
