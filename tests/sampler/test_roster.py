"""Bureaus, inspectors and recusals, as people's files have them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sampler.errors import Invalid
from sampler.roster import Bureau, Bureaus, Reason, Recusal, Roster, read_bureaus, read_recusals, read_roster
from tests.sampler.registry.making import credit_code, csv_file, registration_number, xlsx_file

ON = date(2026, 11, 24)
BUREAU_HEADER = ("监管所编码", "监管所名称", "别名", "上级")
ROSTER_HEADER = ("编号", "姓名", "单位", "执法证号", "有效期至", "执法领域", "是否专家", "状态")
RECUSAL_HEADER = ("检查人员编号", "统一社会信用代码", "回避理由")
BUREAUS = Bureaus(
    (
        Bureau(code="410212101", name="陈留市场监管所", aliases=("陈留所", "陈留镇所")),
        Bureau(code="410212102", name="仇楼市场监管所", aliases=("仇楼所",)),
    )
)


def person(number: str, **changed: str) -> list[str]:
    row = {
        "number": number,
        "name": f"演示人{number}",
        "bureau": "陈留所",
        "licence": f"豫B{number}",
        "valid_until": "2028-12-31",
        "fields": "综合监管",
        "expert": "否",
        "status": "在岗",
    }
    return list({**row, **changed}.values())


def roster(folder: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = ROSTER_HEADER) -> Roster:
    return read_roster(csv_file(folder, rows, header=header), BUREAUS, ON)


def problems(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[int, str, str]]:
    assert refusal.value.code == "file_problems"
    found: Any = refusal.value.params["problems"]
    assert refusal.value.params["count"] == len(found)
    return [(problem["row"], problem["column"], problem["code"]) for problem in found]


def test_bureaus_with_their_words(tmp_path: Path) -> None:
    rows = [
        ["410212101", "陈留市场监管所", "陈留所、陈留镇所；陈留", "410212"],
        ["410212102", "仇楼市场监管所", "", ""],
    ]
    for path in (csv_file(tmp_path, rows, header=BUREAU_HEADER), xlsx_file(tmp_path, rows, header=BUREAU_HEADER)):
        found = read_bureaus(path)
        assert found.entries[0] == Bureau(
            code="410212101", name="陈留市场监管所", aliases=("陈留所", "陈留镇所", "陈留"), parent="410212"
        )
        assert found.entries[1].parent is None
        assert [found.resolve(word) for word in ("陈留", "陈留　所", "410212102", "城关所", "")] == [
            "410212101", "410212101", "410212102", None, None,
        ]  # fmt: skip
        assert [found.name(code) for code in ("410212102", "9")] == ["仇楼市场监管所", "9"]


def test_english_headers_of_bureaus(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["512", "Hackney", "", "London"]], header=("bureau", "name", "aliases", "parent"))
    assert read_bureaus(path).resolve("hackney") == "512"


def test_all_bad_bureaus_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        ["1", "甲所", "", ""],
        ["", "乙所", "", ""],
        ["三号", "", "", "上"],
        ["1", "丁所", "", ""],
        ["5", "戊所", "甲所", ""],
    ]
    with pytest.raises(Invalid) as refusal:
        read_bureaus(csv_file(tmp_path, rows, header=BUREAU_HEADER))
    assert problems(refusal) == [
        (3, "监管所编码", "bureau_missing"),
        (4, "监管所编码", "bureau_code_malformed"),
        (4, "监管所名称", "name_missing"),
        (4, "上级", "parent_malformed"),
        (5, "监管所编码", "bureau_repeated"),
        (6, "别名", "bureau_word_taken"),
    ]


def test_offices_above_each_other_have_an_end(tmp_path: Path) -> None:
    chain = [[str(n), f"{n}级", "", str(n - 1) if n else ""] for n in range(10)]
    circle = [["a", "甲所", "", "b"], ["b", "乙所", "", "a"], ["c", "丙所", "", "c"]]
    for rows, wrong in ((chain, [10, 11]), (circle, [2, 3, 4])):
        with pytest.raises(Invalid) as refusal:
            read_bureaus(csv_file(tmp_path, rows, header=BUREAU_HEADER))
        assert problems(refusal) == [(row, "上级", "parent_too_deep") for row in wrong]
    assert len(read_bureaus(csv_file(tmp_path, chain[:8], header=BUREAU_HEADER)).entries) == 8


def test_a_list_of_nobody_is_none(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="rows_missing"):
        read_bureaus(csv_file(tmp_path, [], header=BUREAU_HEADER))
    with pytest.raises(Invalid, match="rows_missing"):
        roster(tmp_path, [])


def test_inspectors_who_may_be_sent(tmp_path: Path) -> None:
    rows = [person("XF02", bureau="机动"), person("XF01", expert="是")]
    first, second = roster(tmp_path, rows).inspectors
    assert (first.number, first.bureau, first.expert, first.valid_until) == (
        "XF01",
        "410212101",
        True,
        date(2028, 12, 31),
    )
    assert (second.number, second.bureau) == ("XF02", "*")


def test_who_is_not_sent_and_why(tmp_path: Path) -> None:
    rows = [
        [*person("1", status="停用"), ""],
        [*person("2", valid_until="2026-11-23"), ""],
        [*person("3", valid_until="2026-11-24"), ""],
        [*person("4", valid_until="长期"), "执法人员"],
        [*person("5", licence=""), ""],
        [*person("6"), "辅助人员"],
    ]
    found = roster(tmp_path, rows, header=(*ROSTER_HEADER, "人员类别"))
    assert [inspector.number for inspector in found.inspectors] == ["3", "4"]
    assert [(one.inspector.number, one.reason) for one in found.off_duty] == [
        ("1", Reason.OFF_DUTY),
        ("2", Reason.CERTIFICATE_EXPIRED),
        ("5", Reason.LICENCE_MISSING),
        ("6", Reason.AUXILIARY),
    ]


def test_a_roster_of_names_and_bureaus_is_enough(tmp_path: Path) -> None:
    found = roster(tmp_path, [["甲", "陈留所"], ["乙", "仇楼所"]], header=("姓名", "单位"))
    assert [(one.number, one.name, one.valid_until) for one in found.inspectors] == [
        ("410212101-01", "甲", None),
        ("410212102-01", "乙", None),
    ]


def test_missing_numbers_are_made_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [
        person("", name="甲"),
        person("", name="乙", status="停用"),
        person("410212101-03", name="丙"),
        person("", name="丁"),
        person("", name="戊", bureau="*"),
        person("", name="己", bureau="仇楼所"),
    ]
    found = roster(tmp_path, rows)
    assert {one.name: one.number for one in found.inspectors} == {
        "甲": "410212101-01", "丙": "410212101-03", "丁": "410212101-04", "戊": "anywhere-01", "己": "410212102-01",
    }  # fmt: skip
    assert found.off_duty[0].inspector.number == "410212101-02"


def test_all_bad_people_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        person("11010519491231002X"),
        person("13800138000"),
        person("豫祥001"),
        person("L1", licence="L1"),
        person("5", name="", bureau="城关所"),
        person("6", bureau="", valid_until="不详", status="?"),
        person("7", valid_until="", status=""),
        person("8"),
        person("8"),
        person("9")[:3],
    ]
    with pytest.raises(Invalid) as refusal:
        roster(tmp_path, rows)
    assert problems(refusal) == [
        (2, "编号", "number_personal"),
        (3, "编号", "number_personal"),
        (4, "编号", "number_malformed"),
        (5, "编号", "number_personal"),
        (6, "姓名", "person_missing"),
        (6, "单位", "bureau_unlisted"),
        (7, "单位", "bureau_missing"),
        (7, "有效期至", "date_malformed"),
        (7, "状态", "duty_unknown"),
        (8, "有效期至", "date_missing"),
        (8, "状态", "duty_missing"),
        (9, "编号", "number_repeated"),
        (10, "编号", "number_repeated"),
        (11, "", "field_count"),
    ]
    assert "11010519491231002X" not in str(refusal.value)


def test_without_a_list_bureaus_must_be_codes(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [person("1", bureau="410212101"), person("2")], header=ROSTER_HEADER)
    with pytest.raises(Invalid) as refusal:
        read_roster(path, None, ON)
    assert problems(refusal) == [(3, "单位", "bureau_unlisted")]


@pytest.fixture
def people(tmp_path: Path) -> Roster:
    rows = [
        person("1", name="甲"),
        person("2", name="乙"),
        person("3", name="乙"),
        person("4", name="丁明", status="停用"),
    ]
    return roster(tmp_path, rows)


def test_recusals_by_number_or_by_a_name_that_only_one_has(tmp_path: Path, people: Roster) -> None:
    rows = [
        ["2", credit_code(2).lower(), "近亲属任职"],
        ["甲", registration_number(1), "本人申请"],
        ["4", credit_code(1), "不再派出"],
    ]
    found = read_recusals(csv_file(tmp_path, rows, header=RECUSAL_HEADER), people)
    assert found == (
        Recusal(inspector="1", id=f"R:{registration_number(1)}", reason="本人申请"),
        Recusal(inspector="2", id=credit_code(2), reason="近亲属任职"),
    )


def test_all_bad_recusals_are_told_at_once(tmp_path: Path, people: Roster) -> None:
    rows = [
        ["9", credit_code(1), "x"],
        ["乙", credit_code(1), "x"],
        ["", credit_code(1), "x"],
        ["1", "9.14E+17", "x"],
        ["1", "", "a|b"],
        ["1", credit_code(1), ""],
        ["1", credit_code(2), "x"],
        ["1", credit_code(2), "y"],
        ["2", credit_code(3), "其电话138 0013 8000"],
        ["2", credit_code(4), "与丁明是亲属"],
    ]
    with pytest.raises(Invalid) as refusal:
        read_recusals(csv_file(tmp_path, rows, header=RECUSAL_HEADER), people)
    assert problems(refusal) == [
        (2, "检查人员编号", "inspector_unknown"),
        (3, "检查人员编号", "inspector_ambiguous"),
        (4, "检查人员编号", "inspector_missing"),
        (5, "统一社会信用代码", "credit_code_scientific"),
        (6, "统一社会信用代码", "id_missing"),
        (6, "回避理由", "reason_malformed"),
        (7, "回避理由", "reason_missing"),
        (9, "统一社会信用代码", "repeated"),
        (10, "回避理由", "reason_private"),
        (11, "回避理由", "reason_names_person"),
    ]
