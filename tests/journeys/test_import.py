"""An operator hands in a registry of 45,000 rows and watches it to its end, while the worker is killed once."""

import csv
import os
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from sampler.synthetic import write_registry
from tests.journeys.office import Office

CLEAN, BAD = 45_000, 300
PATIENCE = 120_000  # milliseconds; a killed worker is waited for half a minute


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """45,000 good rows, and 300 whose code has no such last character."""
    path = tmp_path_factory.mktemp("registry") / "名录库.csv"
    write_registry(path, CLEAN)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    place, bureau = rows[0].index("统一社会信用代码"), rows[0].index("属地监管所")
    for row in rows[1:]:
        row[bureau] = "陈留市场监管所"  # the site has two
    for row in rows[1 : BAD + 1]:
        row[place] = row[place][:17] + ("0" if row[place][17] != "0" else "1")
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def kill_the_worker(office: Office) -> int:
    """The process that performs the import, as soon as it is under way; gone as if the power had failed."""
    newest = "(SELECT max(id) FROM job WHERE kind = 'import')"  # others of this office may be held for their page
    running = text(f"SELECT owner FROM job WHERE state = 'running' AND done > 0 AND id = {newest}")
    for _ in range(1000):
        with office.wiring.store.reading() as session:
            owner = session.scalar(running)
        if owner:
            process = int(owner.split(":")[1])
            os.kill(process, signal.SIGKILL)
            return process
        time.sleep(0.02)
    raise AssertionError("no job was seen at work")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_an_import_is_watched_to_its_end(browser: Browser, office: Office, registry: Path, *, script: bool) -> None:
    context = office.enter(browser, "wang.fang", "zh-CN", script=script)
    page = context.new_page()
    page.goto("/staff/snapshots")
    page.get_by_label("名录库文件").set_input_files(registry)
    page.get_by_label("没有监管所的，以代码里的区划代替").check()
    page.get_by_role("button", name="读入").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("读入名录库")
    if script:
        expect(page.get_by_role("progressbar", name="进度")).to_be_visible()
        kill_the_worker(office)
    expect(page.get_by_text("完成", exact=True)).to_be_visible(timeout=PATIENCE)
    attempts(page, 2 if script else 1)
    page.get_by_role("link", name="看读入结果").click()
    expect(page.get_by_text("共 45,000 行：接受 44,700，拒绝 300")).to_be_visible()
    page.get_by_role("link", name="下一页").click()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_text("第 3 页，共 3 页")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(101)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载拒绝的行").click()
    assert len(waiting.value.path().read_text(encoding="utf-8-sig").splitlines()) == BAD + 1
    context.close()
    with office.wiring.store.reading() as session:
        kept = session.scalar(text("SELECT count(*) FROM snapshot WHERE source = '名录库.csv'"))
    assert kept == 1


def attempts(page: Page, count: int) -> None:
    """How often a worker began."""
    told = page.get_by_role("definition").filter(has_text=str(count))
    expect(told.last).to_have_text(str(count))
