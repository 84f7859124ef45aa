"""A proof of inclusion, from the search's answer to the check in the browser."""

from playwright.sync_api import Page, expect

from tests.journeys.test_recheck import tab
from tests.site import RELEASED, Site

__all__ = ["tab"]  # the fixture


def test_a_proof_holds_and_a_changed_one_does_not(tab: Page, site: Site) -> None:
    code = site.not_drawn(RELEASED)
    tab.goto(f"/search?credit_code={code}")
    answer = tab.get_by_role("article").filter(has_text="2026-10 双随机抽查 <001>")
    answer.get_by_role("link", name="证明这一户在锁定的名单里").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(code)
    box, check = tab.locator("#proof-text"), tab.get_by_role("button", name="核对")
    text = box.input_value()
    check.click()
    expect(tab.locator("[data-state=holds]")).to_contain_text(code)
    box.fill(text.replace("\t", " "))  # as some readers of QR codes give it
    check.click()
    expect(tab.locator("[data-state=holds]")).to_be_visible()
    for wrong, state in (
        (text.replace("individual", "enterprise"), "differs"),
        (text.replace("\t150\t", "\t151\t"), "differs"),
        (text[:-66], "malformed"),
        ("", "malformed"),
    ):
        box.fill(wrong)
        check.click()
        expect(tab.locator(f"[data-state={state}]")).to_be_visible()
        expect(tab.locator("[data-state=holds]")).to_be_hidden()


def test_the_file_is_what_the_page_shows(tab: Page, site: Site) -> None:
    tab.goto(f"/draws/{RELEASED}/proofs/{site.drawn(RELEASED)}")
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name="下载证明").click()
    assert waiting.value.path().read_text() == tab.locator("#proof-text").input_value()


def test_without_a_script_there_is_no_button_that_does_nothing(page: Page, site: Site) -> None:
    path = f"/draws/{RELEASED}/proofs/{site.drawn(RELEASED)}"
    page.goto(path)
    expect(page.get_by_role("button", name="核对")).to_be_hidden()
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
