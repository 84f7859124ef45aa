"""The registry's pages: a file is handed in, a job reads it, its problems are told and its rejected rows given back."""

import csv
import gzip
import io

import pytest
from werkzeug.test import TestResponse

from api.gates import FORM
from api.wiring import Wiring
from api.worker import Worker
from sampler.role import Role
from tests.api.page import Page, read_page
from tests.api.people import OWN, Desk, desk_of, page, trail_of

HEADER = "统一社会信用代码,市场主体名称,市场主体类型,登记状态,属地监管所"
GOOD = "914403001922038216,深圳市示例有限公司,企业,存续,陈留市场监管所"
BAD = "91350100M000100Y4Z,福州某公司,企业,存续,陈留市场监管所"
MISFIT = "9144030071526726XG,少了几列"


def hand_in(desk: Desk, data: bytes, name: str = "名录.csv", **more: str) -> TestResponse:
    form = {"csrf_token": desk.form_token(), "file": (io.BytesIO(data), name), **more}
    return desk.client.post("/staff/snapshots", data=form, content_type="multipart/form-data")


def text(*rows: str) -> bytes:
    return "\r\n".join([HEADER, *rows, ""]).encode()


def imported(desk: Desk, data: bytes) -> str:
    """The address of what came of a file."""
    response = hand_in(desk, data)
    assert response.status_code == 303, response.text
    Worker(desk.wiring).run(until_idle=True)
    return response.location.replace("/jobs/", "/imports/")


def cells(read: Page) -> list[list[str]]:
    rows = [row for row in read.all("tr") if row.findall("{http://www.w3.org/1999/xhtml}td")]
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def test_a_file_becomes_a_snapshot_with_its_problems(wiring: Wiring, operator: Desk) -> None:
    waiting = hand_in(operator, text(GOOD, BAD, MISFIT))
    job = page(operator, waiting.location)
    assert "排队" in job.text("main")
    assert [e.get("src") for e in job.all("script")] == ["/static/live.js"]
    assert [e.get("content") for e in job.all("meta") if e.get("http-equiv") == "refresh"] == ["3"]
    Worker(wiring).run(until_idle=True)
    job = page(operator, waiting.location)
    assert "完成" in job.text("main")
    assert job.all("script") == []
    found = page(operator, waiting.location.replace("/jobs/", "/imports/"))
    assert "共 3 行：接受 1，拒绝 2" in found.text("main")
    assert cells(found)[:2] == [
        ["3", "统一社会信用代码", "代码校验位不对", "91350100M000100Y4Z"],
        ["4", "整行", "列数与表头不符", "9144030071526726XG"],
    ]
    only = page(operator, waiting.location.replace("/jobs/", "/imports/") + "?code=field_count")
    assert [row[2] for row in cells(only)][:1] == ["列数与表头不符"]
    listed = page(operator, "/staff/snapshots")
    assert cells(listed)[0][0] == "名录.csv"
    entry = trail_of(wiring)[-1]
    assert (entry.actor, entry.origin, entry.act) == ("operator", "127.0.0.1", "register_snapshot")


def test_imports_are_told_apart_by_their_files(operator: Desk) -> None:
    waiting = {name: hand_in(operator, text(GOOD), name).location for name in ("三月名录.csv", "四月名录.csv")}
    for listed in ("/staff/jobs", "/staff/snapshots"):
        assert [row[1] for row in cells(page(operator, listed)) if row[1].startswith("读入名录库")] == [
            "读入名录库 四月名录.csv",
            "读入名录库 三月名录.csv",
        ]
    for name, path in waiting.items():
        shown = page(operator, path)
        assert name in shown.text("title")
        assert name in shown.text("main")


def test_the_rejected_rows_are_given_back(wiring: Wiring, operator: Desk) -> None:
    address = imported(operator, text(GOOD, BAD))
    response = operator.get(f"{address}/rejects.csv", buffered=True)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(response.get_data().decode("utf-8-sig").splitlines()))
    assert rows[1][-2:] == ["3", "统一社会信用代码 credit_code_check"]
    auditor = desk_of(wiring, Role.AUDITOR)
    assert "下载" not in page(auditor, address).text("main")
    assert auditor.get(f"{address}/rejects.csv").status_code == 403


def test_the_same_file_twice_is_one_snapshot(wiring: Wiring, operator: Desk) -> None:
    before = page(operator, "/staff/snapshots").links()
    first, second = imported(operator, text(GOOD)), imported(operator, text(GOOD))
    assert first != second
    new = page(operator, "/staff/snapshots").links() - before
    [digest] = {link for link in new if link.startswith("/staff/snapshots/")}
    shown = page(operator, digest)
    assert {first, second} <= shown.links()


def test_thousands_of_problems_are_turned_over_page_by_page(operator: Desk) -> None:
    rows = (f"{n:05d},某公司,企业,存续,陈留市场监管所" for n in range(12_345))
    address = imported(operator, gzip.compress(text(GOOD, *rows)))
    first = page(operator, address)
    assert "第 1 页，共 124 页" in first.text("main")
    last = page(operator, f"{address}?page=999&code=credit_code_length")
    assert "第 124 页，共 124 页" in last.text("main")
    assert cells(last)[44][0] == "12,347"
    assert f"{address}?page=123&code=credit_code_length" in last.links()


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=1e9", "code=nothing"])
def test_pages_that_are_not_there_lead_to_one_that_is(operator: Desk, query: str) -> None:
    address = imported(operator, text(GOOD, BAD))
    assert cells(page(operator, f"{address}?{query}"))[0][0] == "3"


def test_a_file_that_is_no_registry_says_so(wiring: Wiring, operator: Desk) -> None:
    response = hand_in(operator, b"%PDF-1.4 \n", "名录.csv")
    Worker(wiring).run(until_idle=True)
    job = page(operator, response.location)
    assert "名录.csv 是 pdf，不能读" in job.text("main")
    assert operator.get(response.location.replace("/jobs/", "/imports/")).status_code == 404


@pytest.mark.parametrize("name", ["", "../registry.csv", "a\nb.csv"])
def test_a_file_without_a_usable_name_is_refused(operator: Desk, name: str) -> None:
    response = hand_in(operator, text(GOOD), name)
    assert response.status_code == 400
    read = read_page("/staff/snapshots", response)
    [wrong] = [e for e in read.tree.iter() if e.get("class") == "field-wrong"]
    assert wrong.get("id") == "file_wrong"


def test_only_who_may_brings_a_long_body(wiring: Wiring, operator: Desk) -> None:
    long = b"x" * (FORM + 1)
    assert hand_in(operator, long).status_code == 303
    auditor = desk_of(wiring, Role.AUDITOR)
    assert hand_in(auditor, long).status_code == 403
    stranger = Desk(wiring)
    assert hand_in(stranger, long).location.startswith("/staff/sign-in")
    form = {"csrf_token": operator.form_token(), "file": (io.BytesIO(long), "x")}
    answer = operator.client.post(f"/staff/users/somebody-{OWN}/lock", data=form)
    assert answer.status_code == 413
    read_page("/staff", answer)


def test_a_form_from_elsewhere_brings_no_file(wiring: Wiring, operator: Desk) -> None:
    form = {"csrf_token": "wrong", "file": (io.BytesIO(text(GOOD)), "x.csv")}
    assert operator.client.post("/staff/snapshots", data=form).status_code == 400


def mend(desk: Desk, address: str, data: bytes, name: str = "改好.csv") -> TestResponse:
    form = {"csrf_token": desk.form_token(), "file": (io.BytesIO(data), name)}
    return desk.client.post(f"{address}/mended", data=form, content_type="multipart/form-data")


def test_mended_rows_are_read_with_the_file_they_came_from(wiring: Wiring, operator: Desk) -> None:
    address = imported(operator, text(GOOD, BAD, MISFIT))
    rejects = operator.get(f"{address}/rejects.csv", buffered=True).get_data().decode("utf-8-sig")
    response = mend(operator, address, rejects.replace("M000100Y4Z", "M000100Y43").encode())
    assert response.status_code == 303, response.text
    Worker(wiring).run(until_idle=True)
    again = response.location.replace("/jobs/", "/imports/")
    found = page(operator, again)
    assert "共 3 行：接受 2，拒绝 1" in found.text("main")
    assert "改好的行：改好.csv 3" in found.text("main")
    rest = operator.get(f"{again}/rejects.csv", buffered=True).get_data().decode("utf-8-sig")
    header, row = csv.reader(rest.splitlines())
    mended = ["9144030071526726XG", "深圳另一家公司", "企业", "存续", "陈留市场监管所", row[5], "", "", ""]
    response = mend(operator, again, "\n".join([",".join(header), ",".join(mended)]).encode())
    Worker(wiring).run(until_idle=True)
    assert "共 3 行：接受 3，拒绝 0" in page(operator, response.location.replace("/jobs/", "/imports/")).text("main")


def test_without_the_original_no_mended_rows_are_taken_and_that_is_said(wiring: Wiring, operator: Desk) -> None:
    address = imported(operator, text(GOOD, BAD))
    assert mend(operator, address, b"", "").status_code == 400
    [original] = wiring.intake.root.glob("*/名录.csv")
    original.unlink()
    assert "原文件已经不在" in page(operator, address).text("main")
    gone = mend(operator, address, text(GOOD))
    assert gone.status_code == 404
    assert "找不到交来的文件 名录.csv" in gone.text
