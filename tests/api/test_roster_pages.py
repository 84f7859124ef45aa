"""The roster's pages: lists with all their problems at once, one person at a time, recusals, each one's own part."""

import io
import json

import pytest
from werkzeug.test import TestResponse

from api.wiring import Wiring
from sampler.role import Role
from sampler.roster import Reason, Recusal
from sampler.store.queries.roster import inspector, recusals
from tests.api.page import read_page
from tests.api.people import FOREIGN, OWN, Desk, desk_of, page, trail_of

CODE = "914403001922038216"
HEADER = "编号,姓名,单位,执法证号,有效期至,状态"
WANG, LI = f"S001,王芳,{OWN},豫001,2099-12-31,在岗", f"S002,李𠮷,{FOREIGN},豫002,2020-01-01,在岗"


def hand_in(
    desk: Desk, *rows: str, header: str = HEADER, path: str = "/staff/roster", field: str = "file"
) -> TestResponse:
    data = io.BytesIO("\r\n".join([header, *rows, ""]).encode())
    return desk.post(path, {field: (data, "名单.csv")})  # type: ignore[dict-item]


def told(wiring: Wiring) -> tuple[Recusal, ...]:
    with wiring.store.reading() as session:
        return recusals(session)


def test_a_roster_is_registered_and_each_sees_the_own_part(wiring: Wiring, operator: Desk) -> None:
    assert hand_in(operator, WANG, LI).location == "/staff/roster"
    shown = page(operator, "/staff/roster").text("main")
    assert "4 人，今天可以派的 3 人" in shown
    assert "李𠮷" in shown
    assert "执法证过期" in shown
    clerk = desk_of(wiring, Role.BUREAU_CLERK)
    mine = page(clerk, "/staff/roster").text("main")
    assert "王芳" in mine
    assert "李𠮷" not in mine
    assert page(clerk, "/staff/inspectors/S001")
    assert clerk.get("/staff/inspectors/S002").status_code == 403
    entry = next(entry for entry in trail_of(wiring) if entry.act == "register_roster" and entry.actor == "operator")
    assert json.loads(entry.details)["inspectors"] == 2


def test_every_problem_is_told_at_once_and_nothing_is_kept(wiring: Wiring, operator: Desk) -> None:
    response = hand_in(operator, WANG, "S003,,没有这个所,豫,2099-13-01,不知道", "S001,赵六,410212101,豫,长期,在岗")
    assert response.status_code == 400
    read = read_page("/staff/roster", response)
    assert "文件有 6 处问题" in read.text("main")
    for words in ("编号重复", "没有姓名", "监管所不在名单内", "日期写法不对", "不认识，应写在岗或停用"):
        assert words in read.text("main")
    assert operator.get("/staff/inspectors/S001").status_code == 404


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"\x00\x00", b"a,b\n1,2\n"])
def test_a_file_that_is_no_list_is_refused(operator: Desk, data: bytes) -> None:
    for path, field in (("/staff/roster", "file"), ("/staff/roster/recusals", "recusals_file")):
        response = operator.post(path, {field: (io.BytesIO(data), "名单.csv")})  # type: ignore[dict-item]
        assert response.status_code == 400
        read_page(path, response)


def test_a_number_stands_for_one_person(operator: Desk) -> None:
    hand_in(operator, WANG)
    response = hand_in(operator, f"S001,另一个人,{OWN},豫001,长期,在岗")
    assert response.status_code == 409
    assert "编号已是别人的：S001" in read_page("/staff/roster", response).text("main")


def test_one_person_is_added_changed_and_taken_off_duty(wiring: Wiring, operator: Desk) -> None:
    form = {
        "number": "S009", "name": "赵敏", "bureau": OWN, "licence": "豫009", "valid_until": "长期", "fields": "",
        "status": "在岗",
    }  # fmt: skip
    assert operator.post("/staff/roster/new", form).location == "/staff/inspectors/S009"
    changed = {**form, "name": "赵敏敏", "valid_until": "2030年1月2日", "status": "停用"}
    assert operator.post("/staff/inspectors/S009", changed).status_code == 303
    with wiring.store.reading() as session:
        found = inspector(session, "S009")
    assert (found.inspector.name, str(found.inspector.valid_until)) == ("赵敏敏", "2030-01-02")
    assert found.kept_off is Reason.OFF_DUTY
    assert "不在岗" in page(operator, "/staff/inspectors/S009").text("main")
    assert trail_of(wiring)[-1].act == "change_inspector"
    assert operator.post("/staff/roster/new", {**form, "name": "别人"}).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "张 三"}, "number"),
        ({"number": "13800000000"}, "number"),
        ({"name": ""}, "name"),
        ({"name": "=1+1"}, "name"),
        ({"bureau": "nowhere"}, "bureau"),
        ({"valid_until": ""}, "valid_until"),
        ({"valid_until": "2030-02-30"}, "valid_until"),
        ({"status": "也许"}, "status"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(operator: Desk, wrong: dict[str, str], field: str) -> None:
    form = {"number": "S009", "name": "赵敏", "bureau": OWN, "licence": "1", "valid_until": "长期", "status": "在岗"}
    response = operator.post("/staff/roster/new", {**form, **wrong})
    assert response.status_code == 400
    read = read_page("/staff/roster/new", response)
    assert [e.get("id") for e in read.tree.iter() if e.get("class") == "field-wrong"] == [f"{field}_wrong"]


def test_recusals_come_as_a_list_or_one_by_one_and_go(wiring: Wiring, operator: Desk) -> None:
    hand_in(operator, WANG, LI)
    header = "检查人员编号,统一社会信用代码,回避理由"
    rows = (f"S001,{CODE},亲属", f"S002,{CODE},持股")
    assert (
        hand_in(operator, *rows, header=header, path="/staff/roster/recusals", field="recusals_file").status_code == 303
    )
    assert [one.inspector for one in told(wiring)] == ["S001", "S002"]  # also of those who are off duty today
    clerk = desk_of(wiring, Role.BUREAU_CLERK)
    assert "持股" not in page(clerk, "/staff/roster").text("main")
    path = "/staff/inspectors/S001/recusals"
    assert operator.post(path, {"id": "9144030071526726XG", "reason": "同学"}).status_code == 303
    wrong = operator.post(path, {"id": "9144030071526726XX", "reason": ""})
    assert wrong.status_code == 400
    read = read_page(path, wrong)
    assert {e.get("id") for e in read.tree.iter() if e.get("class") == "field-wrong"} == {"id_wrong", "reason_wrong"}
    operator.post(f"{path}/withdraw", {"id": CODE})
    assert [(one.inspector, one.reason) for one in told(wiring)] == [("S001", "同学"), ("S002", "持股")]
    assert operator.post(f"{path}/withdraw", {"id": CODE}).status_code == 404
