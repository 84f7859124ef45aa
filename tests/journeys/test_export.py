"""A newspaper's copy of the site, on a plain web server or opened from its own disk: no dead end, and an answer."""

import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

import sampler.verify
from api.export import export_site
from tests.journeys.test_accessible import DESK, DETAILS, PHONE
from tests.site import (
    ANNOUNCED,
    BUREAUS,
    CALLED_OFF,
    EXCLUDED,
    PUBLIC,
    REHEARSAL,
    RELEASED,
    SEALED,
    UNKNOWN,
    VOID,
    Site,
    codes_of,
)

CUT_SHORT = "net::ERR_ABORTED"  # the reader went on before it came; a file that is not there fails otherwise


@pytest.fixture(scope="module")
def copy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy") / "site"
    export_site(site.wiring, folder)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """What anybody's web server does with a folder."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of a request."""


@pytest.fixture(scope="module")
def mirror(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The copy's address, below a folder as mirrors are, and where its files lie, which a test may change."""
    root = tmp_path_factory.mktemp("mirror")
    copytree(copy, root / "mirror")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/mirror/", root / "mirror"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(browser: Browser, mirror: tuple[str, Path]) -> Iterator[Page]:
    """A tab that asks nobody but the mirror, and gets what it asks for."""
    context = browser.new_context(base_url=mirror[0], locale="zh-CN")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("request", lambda request: request.url.startswith(("blob:", mirror[0])) or complaints.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def look_up(tab: Page, code: str, page: str = "search.html") -> dict[str, Locator]:
    """Every draw's answer about a code, by draw_id."""
    tab.goto(page)
    tab.locator("#lookup-code").fill(code)
    tab.locator("#lookup button").click()
    articles = tab.locator("#lookup article")
    expect(articles).to_have_count(len(PUBLIC))
    expect(tab.locator("[data-busy]")).to_be_hidden()
    return {draw_id: articles.filter(has=tab.locator(f'a[href$="{draw_id}.html"]')) for draw_id in PUBLIC}


def test_the_mirror_answers_as_the_site_does(tab: Page, site: Site) -> None:
    target = site.released.drawn.targets[0]
    answers = look_up(tab, f" {target.id.lower()}")
    released = answers[RELEASED]
    expect(released.locator(".verdict")).to_have_text("抽中")
    bureau = list(BUREAUS.values())[codes_of("cooperative").index(target.id) % 2]
    for words in (target.ticket, "农民专业合作社", bureau, "未发现问题，检查完成于 2026-10-12"):
        expect(released).to_contain_text(words)
    expect(answers[VOID].locator(".verdict")).to_have_text("抽取已经作废")
    expect(answers[VOID]).to_contain_text("按当时的种子，它")
    expect(answers[CALLED_OFF]).not_to_contain_text("按当时的种子，它")
    expect(answers[ANNOUNCED].locator(".verdict")).to_have_text("在抽样框里，等待摇号")
    expect(answers[SEALED].locator(".verdict")).to_have_text("在抽样框里，名单密封中")
    expect(answers[REHEARSAL]).to_contain_text("这是一次演练")
    released.get_by_role("link", name="2026-10 双随机抽查 <001>").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("2026-10 双随机抽查 <001>")


def test_who_was_not_drawn_and_who_could_not_be(tab: Page, site: Site) -> None:
    spared = look_up(tab, site.not_drawn(RELEASED))[RELEASED]
    expect(spared.locator(".verdict")).to_have_text("没有抽中")
    expect(spared).to_contain_text("票号大于截止票号")
    excluded = look_up(tab, EXCLUDED)[RELEASED]
    expect(excluded.locator(".verdict")).to_have_text("不在抽样框里，不可能被抽中")
    expect(excluded).to_contain_text("注销")
    unknown = look_up(tab, UNKNOWN, "en/search.html")[RELEASED]
    expect(unknown.locator(".verdict")).to_have_text("Not in this registry")
    expect(unknown).to_contain_text(UNKNOWN)


def test_the_proof_computed_from_the_frame_is_the_site_s_and_holds(
    tab: Page, site: Site, mirror: tuple[str, Path], tmp_path: Path
) -> None:
    code = site.not_drawn(RELEASED)
    answer = look_up(tab, code)[RELEASED]
    answer.get_by_text("入框证明").click()
    with tab.expect_download() as waiting:
        answer.get_by_role("link", name="下载证明").click()
    proof = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(proof)
    assert proof.name == f"proof-{code}.txt"
    notice = mirror[1] / "chain" / RELEASED / "00-notice.txt"
    shell = Path(sampler.verify.__file__).with_name("check.sh")
    checked = subprocess.run(["sh", shell, "--proof", proof, notice], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_frame_that_somebody_changed_proves_nothing(tab: Page, site: Site, mirror: tuple[str, Path]) -> None:
    frame = mirror[1] / "chain" / RELEASED / "10-frame.tsv"
    before = frame.read_bytes()
    frame.write_bytes(before.replace(b"individual", b"enterprise", 1))
    try:
        answer = look_up(tab, site.not_drawn(RELEASED))[RELEASED]
    finally:
        frame.write_bytes(before)
    expect(answer).to_contain_text("上面的回答不可信")
    expect(answer.get_by_role("link", name="下载证明")).to_have_count(0)


@pytest.mark.parametrize("path", ["search.html", "en/search.html"])
def test_every_reader_can_read_the_answers(tab: Page, site: Site, path: str) -> None:
    look_up(tab, site.drawn(RELEASED), path)
    tab.evaluate(DETAILS)
    for width in (DESK, PHONE):
        tab.set_viewport_size({"width": width, "height": 900})
        assert [(one["id"], one["nodes"]) for one in Axe().run(tab).response["violations"]] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_the_mirror_says_how(browser: Browser, mirror: tuple[str, Path]) -> None:
    context = browser.new_context(base_url=mirror[0], locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("search.html")
    expect(page.locator("form")).to_be_hidden()
    expect(page.get_by_text("grep -rn 91410212MA40XXXXXX chain")).to_be_visible()
    context.close()


def test_the_check_in_the_browser_runs_from_the_mirror(tab: Page) -> None:
    tab.goto(f"draws/{RELEASED}.html")
    tab.get_by_role("button", name="开始重算").click()
    expect(tab.locator("[data-state=holds]")).to_be_visible()


def test_the_copy_is_read_from_the_disk(browser: Browser, copy: Path) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: request.failure == CUT_SHORT or failed.append(request.url))
    page.on("console", lambda message: failed.append(message.text))
    page.goto(f"file://{copy}/index.html")
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"  # its styles are there
    page.get_by_role("link", name="2026-10 双随机抽查 <001>").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2026-10 双随机抽查 <001>")
    expect(page.locator("#recheck")).to_be_hidden()  # what cannot run from a disk is not offered
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Chain").first).to_be_visible()
    assert page.url == f"file://{copy}/en/draws/{RELEASED}.html"
    page.get_by_role("link", name="Chain").first.click()
    expect(page.get_by_text("Voided when the seed could be known.").first).to_be_visible()
    page.goto(f"file://{copy}/draws/{VOID}.html")
    page.get_by_role("link", name="00-notice.txt", exact=True).click()
    assert page.url == f"file://{copy}/chain/{VOID}/00-notice.txt"
    page.goto(f"file://{copy}/search.html")
    expect(page.locator("#lookup")).to_be_hidden()
    expect(page.get_by_text("grep -rn 91410212MA40XXXXXX chain")).to_be_visible()
    assert failed == []
    context.close()
