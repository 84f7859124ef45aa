"""What a citizen does: find a draw, take its record home, compute it again, look somebody up. Without JavaScript."""

import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.site import PUBLIC, RELEASED, Site

PATHS = ("/", "/search", "/verify", "/chain", "/about", "/nothing", *(f"/draws/{draw_id}" for draw_id in PUBLIC))


def keep(page: Page, link: str, folder: Path) -> Path:
    """Click a download link and keep what comes."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_from_the_home_page_to_ones_own_proof(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("link", name="2026-10 双随机抽查 <001>").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2026-10 双随机抽查 <001>")
    expect(page.get_by_text("抽取检查对象").first).to_be_visible()
    archive = keep(page, "下载全部存档（ZIP）", tmp_path)
    program = keep(page, "下载 verify.py", tmp_path)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    checked = subprocess.run(
        [sys.executable, "-I", "-S", program.name, RELEASED], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="查询").click()
    page.get_by_label("统一社会信用代码或注册号").fill(site.drawn(RELEASED).lower())
    page.get_by_role("button", name="查询").click()
    answer = page.get_by_role("article").filter(has_text="2026-10 双随机抽查 <001>")
    expect(answer.locator(".verdict")).to_have_text("抽中")
    command = answer.locator("pre.command").inner_text()
    printed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout.split()[0]
    expect(answer.locator("dd .hash").first).to_have_text(printed)


def test_one_file_can_be_taken_alone(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto(f"/draws/{RELEASED}")
    path = keep(page, "下载 40-sample.tsv", tmp_path)
    assert path.read_bytes() == site.released.files["40-sample.tsv"]


def test_a_slip_is_mended_where_it_was_made(page: Page, site: Site) -> None:
    code = site.not_drawn(RELEASED)
    page.goto("/search")
    box = page.get_by_label("统一社会信用代码或注册号")
    box.fill(code[:-2] + ("A" if code[-2] != "A" else "B") + code[-1])
    with page.expect_response(lambda response: response.status == 400):
        page.get_by_role("button", name="查询").click()
    expect(page.locator(".search-wrong")).to_be_visible()
    box.fill(code)
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".verdict", has_text="没有抽中").first).to_be_visible()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(path)
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert urlsplit(page.url).fragment == "main"
    page.keyboard.press("Tab")
    expect(page.get_by_label("查一户市场主体是否被抽中")).to_be_focused()


def test_a_page_can_be_printed(page: Page) -> None:
    page.goto(f"/draws/{RELEASED}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="主导航")).to_be_hidden()
    expect(page.get_by_role("heading", name="各层", exact=True)).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
