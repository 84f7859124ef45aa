"""A newspaper's copy of the site, opened from its own disk: no server, no dead end."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.export import export_site
from tests.site import RELEASED, VOID, Site

CUT_SHORT = "net::ERR_ABORTED"  # the reader went on before it came; a file that is not there fails otherwise


@pytest.fixture(scope="module")
def copy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy") / "site"
    export_site(site.wiring, folder)
    return folder


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
    assert failed == []
    context.close()
