"""The list of bureaus on its page: handed in whole, all its problems at once, what it leaves out."""

import io
import json

import pytest
from werkzeug.test import TestResponse

from api.gates import LIST as LONGEST
from api.wiring import Wiring
from sampler.role import Role
from sampler.store.queries.bureaus import BureauEntry, bureaus
from tests.api.page import read_page
from tests.api.people import BUREAUS, COUNTY, FOREIGN, OWN, Desk, desk_of, page, trail_of

PATH = "/staff/bureaus"
HEADER = "监管所编码,监管所名称,别名,上级"
LIST = (
    f"{OWN},陈留市场监管所,陈留所,{COUNTY}",
    f"{FOREIGN},朱仙镇市场监管所,,{COUNTY}",
    f"{COUNTY},祥符区市场监督管理局,,",
)


@pytest.fixture
def desk(wiring: Wiring) -> Desk:
    return desk_of(wiring, Role.SYSTEM_ADMINISTRATOR)


def hand_in(desk: Desk, *rows: str, data: bytes | None = None) -> TestResponse:
    whole = "\r\n".join([HEADER, *rows, ""]).encode() if data is None else data
    return desk.post(PATH, {"file": (io.BytesIO(whole), "名单.csv")})  # type: ignore[dict-item]


def known(wiring: Wiring) -> dict[str, BureauEntry]:
    with wiring.store.reading() as session:
        return {entry.code: entry for entry in bureaus(session)}


def test_a_list_is_registered_whole_and_what_it_leaves_out_is_told(wiring: Wiring, desk: Desk) -> None:
    assert hand_in(desk, LIST[0], LIST[2], f"410212199,𠮷家市场监管所,,{COUNTY}").location == PATH
    shown = page(desk, PATH).text("main")
    assert "3 个监管所已经登记" in shown
    assert "名单里没有的 1 个不再使用" in shown
    assert "𠮷家市场监管所" in shown
    found = known(wiring)
    assert {code for code, entry in found.items() if entry.retired} == {FOREIGN}
    assert found[OWN].aliases == ("陈留所",)
    entry = trail_of(wiring)[-1]
    assert (entry.act, entry.actor, entry.origin) == ("register_bureaus", "system-administrator", "127.0.0.1")
    assert json.loads(entry.details) == {"bureaus": 3, "retired": [FOREIGN]}
    assert hand_in(desk, *LIST).status_code == 303
    assert [code for code, entry in known(wiring).items() if entry.retired] == ["410212199"]


def test_every_problem_is_told_at_once_and_nothing_is_kept(wiring: Wiring, desk: Desk) -> None:
    before, told = known(wiring), len(trail_of(wiring))
    response = hand_in(desk, f"{OWN},城关所,,", "三号,,,上", f"{OWN},城东所,,", "5,城北所,城关所,5")
    assert response.status_code == 400
    shown = read_page(PATH, response)
    assert "文件有 6 处问题" in shown.text("main")
    for words in ("监管所代码写法不对", "没有名称", "上级代码写法不对", "监管所重复", "已是另一个", "上级绕成了一圈"):
        assert words in shown.text("main")
    assert "三号" in shown.text("table")
    assert (known(wiring), len(trail_of(wiring))) == (before, told)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"\x00\x00", b"a,b\n1,2\n", HEADER.encode()])
def test_a_file_that_is_no_list_is_refused(wiring: Wiring, desk: Desk, data: bytes) -> None:
    before = known(wiring)
    response = hand_in(desk, data=data)
    assert response.status_code == 400
    read_page(PATH, response)
    assert known(wiring) == before


def test_who_may_not_register_sees_no_form_and_too_long_a_file_is_turned_away(wiring: Wiring, desk: Desk) -> None:
    operator = desk_of(wiring, Role.OPERATOR)
    assert not [form for form in page(operator, PATH).all("form") if form.get("action") == PATH]
    assert [form for form in page(desk, PATH).all("form") if form.get("action") == PATH]
    assert hand_in(operator, *LIST).status_code == 403
    assert trail_of(wiring)[-1].result == "act_not_allowed"
    told = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(LONGEST + 1)}
    answer = desk.client.post(PATH, input_stream=io.BytesIO(b"--x\r\n"), environ_overrides=told)
    assert answer.status_code == 413
    shown = read_page(PATH, answer)
    assert "最多收 8 MB" in shown.text("main")
    assert PATH in shown.links()
    assert "监管所" in shown.text("nav")  # still signed in


def test_a_page_of_thousands_of_bureaus_is_shown(wiring: Wiring, desk: Desk) -> None:
    assert set(BUREAUS) == {COUNTY, OWN, FOREIGN}
    rows = [f"{number},第{number}所,,{COUNTY}" for number in range(4000)]
    assert hand_in(desk, *LIST, *rows).status_code == 303
    assert desk.get(PATH).text.count("<li>") > 4000
