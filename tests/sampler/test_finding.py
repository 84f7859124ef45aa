"""A finding is a set of known codes, and a file of findings tells every bad cell at once."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.codes import finding_codes
from sampler.errors import Invalid
from sampler.finding import Finding, Method, check_day, in_order, parse_codes, parse_day, read_findings

ID = "91410212000000007Y"
OTHERS = [code.code for code in finding_codes() if not code.exclusive]
NAMES = {code.code: code.name for code in finding_codes()}


def finding(**changed: object) -> Finding:
    return Finding(**{"id": ID, "codes": frozenset({"none_found"}), "finished_on": date(2026, 12, 1), **changed})


@given(st.sets(st.sampled_from(OTHERS), min_size=1), st.sampled_from(["；", ";", "、", "; "]), st.booleans())
def test_any_set_of_codes_is_read_back_from_its_words(codes: set[str], joint: str, by_name: bool) -> None:
    words = [NAMES[code] if by_name else code for code in in_order(codes)]
    assert parse_codes(joint.join(words)) == codes
    assert finding(codes=frozenset(codes)).codes == codes


@given(st.sets(st.sampled_from(OTHERS), min_size=1))
def test_none_found_excludes_every_other(codes: set[str]) -> None:
    with pytest.raises(Invalid, match="finding_codes_clash"):
        finding(codes=frozenset({"none_found", *codes}))
    with pytest.raises(Invalid, match="finding_codes_clash"):
        parse_codes("；".join(["未发现问题", *codes]))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"codes": frozenset()}, "finding_codes_missing"),
        ({"codes": frozenset({"fine"})}, "finding_code_unknown"),
        ({"disposal": "shut"}, "disposal_unknown"),
        ({"id": "91"}, "id_malformed"),
    ],
)
def test_a_wrong_value_cannot_be_held(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        finding(**changed)


@pytest.mark.parametrize(
    "text", ["2026-3-1", "2026/03/01", "2026.3.1", "20260301", "2026年3月1日", "2026-03-01 00:00:00"]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert parse_day(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["", "2026-02-30", "26-3-1", "1/3/2026", "2026111", "46082"])
def test_no_other_day_is_guessed(text: str) -> None:
    with pytest.raises(Invalid, match="date_m"):
        parse_day(text)


def test_a_check_ends_between_the_draw_and_today_in_china() -> None:
    drawn_at = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)  # already December 1 in China
    now = datetime(2026, 12, 9, 17, 0, tzinfo=UTC)  # December 10 in China
    for day in (1, 10):
        check_day(finding(finished_on=date(2026, 12, day)), drawn_at=drawn_at, now=now)
    with pytest.raises(Invalid, match="finished_before_draw"):
        check_day(finding(finished_on=date(2026, 11, 30)), drawn_at=drawn_at, now=now)
    with pytest.raises(Invalid, match="finished_in_future"):
        check_day(finding(finished_on=date(2026, 12, 11)), drawn_at=drawn_at, now=now)


def test_a_file_of_findings_is_read(tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"
    path.write_text(
        "统一社会信用代码,检查完成日期,检查结果,后续处置,备注\n"
        f"{ID.lower()},2026-12-01,未发现问题,,\n"
        "91410212000000014N,2026/12/2,通过登记的住所（经营场所）无法联系；发现问题待后续处理,列入经营异常名录,门牌已拆\n",
        encoding="utf-8",
    )
    assert read_findings(path) == (
        finding(),
        Finding(
            id="91410212000000014N",
            codes=frozenset({"unreachable", "pending"}),
            finished_on=date(2026, 12, 2),
            method=Method.ON_SITE,
            disposal="listed_abnormal",
            note="门牌已拆",
        ),
    )


def test_every_bad_cell_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"
    path.write_text(
        "统一社会信用代码,检查完成日期,检查结果,核查方式,后续处置,备注\n"
        "9.14E+17,yesterday,满意,猜测,关门,\n"
        f"{ID},2026-12-01,未发现问题,实地核查,,\n"
        f"{ID},2026-12-01,未发现问题；注销,网络监测,,\n"
        f"{ID},2026-12-01,未发现问题,网络监测,,\n"
        "91330100799655058B,2026-12-01,未发现问题,,,老板tel１３８00138000\n",
        encoding="utf-8",
    )
    with pytest.raises(Invalid, match="file_problems") as caught:
        read_findings(path)
    assert caught.value.params["count"] == 9
    told = [(p["row"], p["column"], p["code"]) for p in caught.value.params["problems"]]
    assert told == [
        (2, "统一社会信用代码", "credit_code_scientific"),
        (2, "检查完成日期", "date_malformed"),
        (2, "检查结果", "finding_code_unknown"),
        (2, "核查方式", "method_unknown"),
        (2, "后续处置", "disposal_unknown"),
        (4, "统一社会信用代码", "finding_given_twice"),
        (4, "检查结果", "finding_codes_clash"),
        (5, "统一社会信用代码", "finding_given_twice"),
        (6, "备注", "private_data_in_text"),
    ]
    assert "138" not in str(caught.value)
