"""The whole ceremony, open and sealed, as operator, witness and public play it. Without JavaScript, but for two tests.

SAMPLER_PICTURES names a folder for pictures of every step at the hall's, a desk's and a phone's size.
"""

import dataclasses
import io
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy, which
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert, select

from api.jobs.registry import import_file
from api.jobs.run import Run
from api.jobs.users import create_user
from api.passwords import Passwords
from api.settings import read_settings
from api.wiring import Wiring, now, wire
from sampler.record import SEED
from sampler.registry import ImportOptions
from sampler.role import parse_grant
from sampler.seed import sha256_hex
from sampler.store.queries.ceremonies import rounds_of
from sampler.store.tables import BureauRow, DrawRow, StratumRow, UserRow
from sampler.trail import Actor
from sampler.verify import verify
from sampler.work.bureaus import register_bureaus
from sampler.work.users import NewUser
from tests.api.people import CHEAP
from tests.api.worker.authority import bureaus, registry
from tests.server import running_server
from tests.system_parts import missing

OPEN, SEALED = "410212-2026-11-101", "410212-2026-11-102"
DIGITS = "31415926535897932384"
SLIP = "31415926535897932383"
PASSWORD = "Chosen-later-2"
CONSOLE = Actor(name="console")
KEY = "a-sealing-key-for-a-journey-0123456789"
AHEAD = timedelta(seconds=60)  # from the freeze to the hour of the dice: room for two announcements
SIZES = {"hall": (1920, 1080), "desk": (1280, 800), "phone": (390, 844)}
STAFF = {"operator": "operator", "witness": "witness"}


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory, upgraded_sqlite: Path) -> Iterator[Wiring]:
    """An authority with a registry, and people of three roles."""
    data = tmp_path_factory.mktemp("ceremony")
    copy(upgraded_sqlite, data / "sampler.db")
    made = dataclasses.replace(
        wire(read_settings({"SAMPLER_DATA": str(data), "SAMPLER_SEALING_KEY": KEY})), passwords=Passwords(CHEAP)
    )
    listed = bureaus(2)
    with made.store.transaction() as session:
        register_bureaus(session, CONSOLE, now(), listed)
    source = made.intake.put(io.BytesIO(registry(2, 120)), "名录库.csv")
    import_file(Run(wiring=made, actor=CONSOLE, now=now), made.intake.path(source), ImportOptions(bureaus=listed))
    for name, role in STAFF.items():
        create_user(made, CONSOLE, NewUser(name=name, full_name=f"{name} 的姓名"), [parse_grant(role)], PASSWORD)
        with made.store.transaction() as session:
            session.get_one(UserRow, name).must_change = False
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def address(wiring: Wiring) -> Iterator[str]:
    with running_server(wiring.settings.data, SAMPLER_SEALING_KEY=KEY) as served:
        yield served


@contextmanager
def seat(browser: Browser, address: str, name: str = "", *, script: bool = False) -> Iterator[Page]:
    """Somebody at a browser of their own, signed in where they have a name."""
    context = browser.new_context(base_url=address, java_script_enabled=script, locale="zh-CN")
    tab = context.new_page()
    tab.set_viewport_size({"width": 1920, "height": 1080})
    if name:
        tab.goto("/staff")
        tab.get_by_label("用户名").fill(name)
        tab.get_by_label("密码").fill(PASSWORD)
        tab.get_by_role("button", name="登录").click()
    yield tab
    context.close()


def take(page: Page, name: str) -> None:
    """A picture of this step at every size, where somebody wants to look; no size scrolls sideways."""
    folder = os.environ.get("SAMPLER_PICTURES")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
        if folder:
            page.wait_for_timeout(3500 if name in ("strata", "targets") and size == "hall" else 100)
            page.screenshot(path=Path(folder) / f"{name}-{size}.png")
    page.set_viewport_size({"width": 1920, "height": 1080})


def until(page: Page, text: str, seconds: float = 60) -> None:
    """Reload until the page says it: what waits for a job or for the hour."""
    end = time.monotonic() + seconds
    while page.get_by_text(text).count() == 0:
        assert time.monotonic() < end, f"{text}: {page.locator('body').inner_text()}"
        page.wait_for_timeout(500)
        page.reload()


def freeze(operator: Page, draw_id: str, seed_at: datetime, *, sealed: bool) -> None:
    local = seed_at.astimezone(ZoneInfo("Asia/Shanghai"))
    operator.goto("/staff/draws/new")
    operator.get_by_label("编号").fill(draw_id)
    operator.get_by_label("名称").fill("2026年度双随机抽查")
    operator.get_by_label("比例或户数").fill("1/10")
    operator.get_by_label("每户几名检查人员").fill("0")
    operator.get_by_label("摇号时间").fill(local.strftime("%Y-%m-%dT%H:%M:%S"))
    if sealed:
        operator.get_by_label("名单在检查之前公示").uncheck()
        operator.get_by_label("密封抽取").check()
        operator.get_by_label("最迟揭示时间").fill((local + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%S"))
    operator.get_by_role("button", name="锁定").click()
    until(operator, "完成")


def announce(operator: Page, draw_id: str) -> None:
    operator.goto(f"/staff/draws/{draw_id}")
    operator.get_by_role("button", name="发布公告").click()
    until(operator, "已公告")


def press_enter(page: Page) -> None:
    """The only key that the hall needs, once the browser has put the focus where the page wants it."""
    page.wait_for_function("document.activeElement !== document.body")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_and_agree(operator: Page, witness: Page, draw_id: str, *, pictures: bool) -> None:
    """Both type; the witness slips once; then both agree."""
    operator.goto(f"/staff/draws/{draw_id}/ceremony")
    press_enter(operator)  # from the notice to the digits
    until(operator, "录入数字")
    expect(operator.locator("#value")).to_be_focused()
    operator.keyboard.type(DIGITS)
    if pictures:
        take(operator, "typing")
    press_enter(operator)
    expect(operator.get_by_role("heading", level=1)).to_have_text("等见证人录入")
    if pictures:
        take(operator, "waiting")
    witness.goto(f"/staff/draws/{draw_id}/witness")
    assert DIGITS not in witness.content()  # not before both are in
    witness.get_by_label("20 位数字").fill(SLIP)
    if pictures:
        take(witness, "witness")
    witness.get_by_role("button", name="录入").click()
    expect(witness.get_by_text("第 20 位")).to_be_visible()
    operator.reload()
    expect(operator.get_by_text("第 20 位")).to_be_visible()
    if pictures:
        take(operator, "differing")
    witness.get_by_label("20 位数字").fill(DIGITS)
    witness.get_by_role("button", name="录入").click()
    expect(witness.get_by_text("等操作员录入")).to_be_visible()
    operator.reload()
    expect(operator.locator("#value")).to_be_focused()
    operator.keyboard.type(DIGITS)
    press_enter(operator)
    expect(operator.get_by_role("heading", level=1)).to_have_text("两人录入一致")
    if pictures:
        take(operator, "agreed")
    press_enter(operator)
    until(operator, "存档")  # a step that there is once it is drawn


def test_open_and_sealed_from_the_freeze_to_the_end(browser: Browser, address: str, wiring: Wiring) -> None:
    seed_at = now() + AHEAD
    with (
        seat(browser, address, "operator") as operator,
        seat(browser, address, "witness") as witness,
        seat(browser, address) as public,
    ):
        freeze(operator, OPEN, seed_at, sealed=False)
        missing = public.goto(f"/draws/{OPEN}")
        assert missing is not None
        assert missing.status == 404  # nothing is public before its announcement
        announce(operator, OPEN)
        freeze(operator, SEALED, seed_at, sealed=True)
        announce(operator, SEALED)
        public.goto(f"/draws/{OPEN}")
        expect(public.get_by_role("heading", name="公文", exact=True)).to_be_visible()
        assert now() < seed_at, "the machine is too slow for this journey"
        operator.goto(f"/staff/draws/{OPEN}/ceremony")
        take(operator, "notice")
        press_enter(operator)
        expect(operator.get_by_role("heading", level=1)).to_have_text("还没有到摇号时间")
        play_open(operator, witness, public, wiring)
        play_sealed(operator, witness, public, wiring)
    with seat(browser, address, "operator", script=True) as hall:
        turn_screens(hall, wiring)
    assert verify([wiring.files.record(OPEN), wiring.files.record(SEALED)], chain=wiring.files.chain).ok


def play_open(operator: Page, witness: Page, public: Page, wiring: Wiring) -> None:
    type_and_agree(operator, witness, OPEN, pictures=True)
    for step, heading in (("strata", "每层的截止票号"), ("targets", "共抽取 12 户"), ("record", "存档已经写进公告链")):
        expect(operator.get_by_role("heading", level=1)).to_contain_text(heading)
        operator.reload()  # the same once more
        expect(operator.get_by_role("heading", level=1)).to_contain_text(heading)
        take(operator, step)
        press_enter(operator)
    expect(operator.get_by_role("heading", level=1)).to_have_text("2026年度双随机抽查")
    assert sha256_hex(wiring.files.read_record(OPEN)[SEED]) in write_minutes(operator, OPEN)
    hand_out(operator)
    operator.get_by_role("button", name="派发检查对象").click()
    expect(operator.get_by_text("已经派发")).to_be_visible()
    public.goto(f"/draws/{OPEN}")
    expect(public.get_by_text(DIGITS).first).to_be_visible()


def write_minutes(operator: Page, draw_id: str) -> str:
    """The operator says where it was and who was there, and takes the minutes home; what they say, without spaces."""
    operator.goto(f"/staff/draws/{draw_id}")
    operator.get_by_text("会议记录", exact=True).first.click()
    operator.get_by_label("地点").fill("三楼会议室")
    operator.get_by_label("其他在场人员").fill("特邀监督员 2 人")
    take(operator, "minutes-form")
    operator.get_by_role("button", name="制作会议记录").click()
    until(operator, "第 1 版")
    link = operator.get_by_role("link", name="会议记录").get_attribute("href")
    assert link is not None
    pdf = operator.request.get(link)
    assert (pdf.ok, pdf.headers["content-type"]) == (True, "application/pdf")
    if folder := os.environ.get("SAMPLER_PICTURES"):
        (Path(folder) / f"minutes-{draw_id}.pdf").write_bytes(pdf.body())
    said = text_of(pdf.body())
    for words in (
        "operator的姓名",
        "witness的姓名",
        "三楼会议室",
        "特邀监督员2人",
        f"{DIGITS[:-1]}【4】",
        f"{SLIP[:-1]}【3】",
    ):
        assert words in said
    return said


def text_of(pdf: bytes) -> str:
    if not which("pdftotext"):
        missing("poppler")
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def hand_out(operator: Page) -> None:
    """The list of targets and the bureaus' packets, of a draw that is open."""
    operator.get_by_text("抽查名单公告", exact=True).first.click()
    operator.get_by_role("button", name="制作名单公告").click()
    until(operator, "抽查名单公告 第 1 版")
    operator.get_by_text("任务单", exact=True).last.click()
    operator.get_by_role("button", name="制作任务单").click()
    until(operator, "XLSX")
    take(operator, "papers")
    sheet = operator.get_by_role("link", name="XLSX").first.get_attribute("href")
    assert sheet is not None
    assert operator.request.get(sheet).body().startswith(b"PK")


def play_sealed(operator: Page, witness: Page, public: Page, wiring: Wiring) -> None:
    type_and_agree(operator, witness, SEALED, pictures=False)
    expect(operator.get_by_role("heading", level=1)).to_have_text("存档已经写进公告链")
    take(operator, "sealed")
    for step in ("strata", "targets"):  # there is no such step yet
        operator.goto(f"/staff/draws/{SEALED}/ceremony?step={step}")
        expect(operator.get_by_role("heading", level=1)).to_have_text("存档已经写进公告链")
    said = write_minutes(operator, SEALED)
    assert "揭示以前不写入本记录" in said
    assert sha256_hex(wiring.files.read_record(SEALED)[SEED]) not in said
    expect(operator.get_by_role("button", name="制作任务单")).to_have_count(0)
    expect(operator.get_by_role("button", name="制作名单公告")).to_have_count(0)
    target = next(iter(wiring.files.read_record(SEALED)["40-sample.tsv"].decode().splitlines())).split("\t")[3]
    shut = public.goto(f"/draws/{SEALED}/files/40-sample.tsv")
    assert shut is not None
    assert shut.status == 404
    public.goto(f"/search?credit_code={target}")
    expect(public.get_by_text("名单密封中").first).to_be_visible()
    operator.goto(f"/staff/draws/{SEALED}")
    operator.get_by_text("揭示", exact=True).first.click()
    operator.get_by_role("button", name="揭示").click()
    expect(operator.get_by_text("已经揭示")).to_be_visible()
    opened = public.request.get(f"/draws/{SEALED}/files/40-sample.tsv")
    assert opened.ok
    assert target in opened.text()


def turn_screens(hall: Page, wiring: Wiring) -> None:
    """As many strata as a county's types, risks and bureaus give: a screenful at a time, the first on arrival, nothing
    scrolled away by the focus, bureaus by their names, the keys of any remote turn them."""
    with wiring.store.transaction() as session:
        given = {"draw_id": OPEN, "entities": 100, "size": "3/100", "places": 3, "cutoff": "3" * 64}
        codes = session.scalars(select(BureauRow.code)).all()
        names = [f"enterprise/{risk}{number}/{code}" for risk in "ABCDE" for number in range(10) for code in codes]
        session.execute(insert(StratumRow), [{**given, "name": name} for name in names])
        bureau = session.scalars(select(BureauRow.name)).first()
    told = hall.locator(".turned")
    hall.goto(f"/staff/draws/{OPEN}/ceremony?step=strata")
    expect(told).to_contain_text("第 1/11 屏")
    expect(hall.get_by_text(f"· {bureau}").first).to_be_visible()
    assert hall.evaluate("[scrollY, document.documentElement.scrollHeight]") == [0, 1080]
    take(hall, "many")
    hall.set_viewport_size({"width": 390, "height": 844})
    hall.reload()
    hall.wait_for_function("document.activeElement !== document.body")
    assert hall.evaluate("scrollY") == 0
    hall.set_viewport_size({"width": 1920, "height": 1080})
    for number, key in ((2, "PageDown"), (3, " "), (4, "ArrowRight"), (3, "PageUp"), (2, "ArrowLeft"), (3, "Enter")):
        hall.keyboard.press(key)
        expect(told).to_contain_text(f"第 {number}/11 屏")
        hall.wait_for_load_state("load")  # the keys are heard from then on
    hall.goto(f"/staff/draws/{OPEN}/ceremony?step=strata&page=99")
    expect(told).to_contain_text("第 11/11 屏")
    hall.keyboard.press("PageDown")
    expect(hall.get_by_role("heading", level=1)).to_contain_text("共抽取")


def open_the_hour(wiring: Wiring, draw_id: str) -> None:
    """The hour of the dice has come: in the database, whose word the typing goes by."""
    with wiring.store.transaction() as session:
        session.get_one(DrawRow, draw_id).seed_at = now() - timedelta(seconds=1)


def sent_from(page: Page) -> list[str]:
    """What the page posts from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def test_the_hall_sends_nothing_by_itself_and_hears_every_key(browser: Browser, address: str, wiring: Wiring) -> None:
    third = "410212-2026-11-103"
    with (
        seat(browser, address, "operator", script=True) as hall,
        seat(browser, address, "operator", script=True) as other,
        seat(browser, address, "witness") as witness,
    ):
        freeze(hall, third, now() + timedelta(minutes=30), sealed=False)
        announce(hall, third)
        open_the_hour(wiring, third)
        for page in (hall, other):
            page.goto(f"/staff/draws/{third}/ceremony?step=value")
        hall.evaluate("document.activeElement.blur()")  # somebody clicked beside the field
        hall.keyboard.type(SLIP[:-1] + "x")
        expect(hall.locator("#value")).to_have_value(SLIP[:-1] + "x")
        expect(hall.locator("[data-counted]")).not_to_have_class("said full")
        press_enter(hall)
        expect(hall.get_by_text("只能是数字，这里有“x”")).to_be_visible()
        expect(hall.locator("#value")).to_have_value(SLIP[:-1] + "x")  # to be put right
        hall.locator("#value").fill(DIGITS)
        hall.evaluate("document.activeElement.blur()")
        with hall.expect_navigation():
            hall.keyboard.press("Enter")
        sent = sent_from(other)
        other.locator("#value").fill("9" * 20)
        press_enter(other)
        expect(other.get_by_text("这一轮已由")).to_be_visible()
        witness.goto(f"/staff/draws/{third}/witness")
        witness.get_by_label("20 位数字").fill(SLIP)
        witness.get_by_role("button", name="录入").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("录入数字", timeout=10_000)  # the round is over
        other.wait_for_timeout(3000)
        assert len(sent) == 1
        with wiring.store.reading() as session:
            assert [known.number for known in rounds_of(session, third)] == [1]
