"""The code lists: every word leads where it should, and no word leads to two places."""

import csv
from importlib import resources

import pytest

from sampler.codes import (
    FindingKind,
    disposal,
    disposals,
    division_name,
    finding_code,
    finding_codes,
    is_active,
    kind_of_words,
    risk_of,
    status_of,
)
from sampler.codes.duty import is_on_duty
from sampler.codes.folding import fold_word
from sampler.entity import Kind


@pytest.mark.parametrize("name", ["status_words", "type_words", "risk_words", "duty_words"])
def test_every_word_stands_once_and_as_it_is_compared(name: str) -> None:
    text = resources.files("sampler.codes").joinpath(f"{name}.csv").read_text("utf-8")
    words = [row["word"] for row in csv.DictReader(text.splitlines())]
    assert len(words) == len(set(words))
    assert words == [fold_word(word) if name != "duty_words" else word for word in words]


@pytest.mark.parametrize(
    "word",
    ["存续", "在业", "在营", "开业", "在册", "存续（在营、开业、在册）", "存续(在营、开业、在册)", " 存续 ", "Active"],
)
def test_words_for_active(word: str) -> None:
    status = status_of(word)
    assert status is not None
    assert is_active(status)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("注销", "注销"),
        ("已注销", "注销"),
        ("吊销", "吊销"),
        ("吊销，未注销", "吊销"),
        ("吊销,已注销", "注销"),
        ("被撤销", "撤销"),
        ("迁出", "迁出"),
        ("停业", "停业"),
        ("正在清算", "清算"),
        ("歇业", "歇业"),
        ("拟存续", None),
        ("不存续", None),
        ("", None),
    ],
)
def test_words_for_what_is_no_more(word: str, status: str | None) -> None:
    assert status_of(word) == status
    assert status is None or not is_active(status)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("有限责任公司(自然人投资或控股)", Kind.ENTERPRISE),
        ("有限责任公司（自然人投资或控股的法人独资）", Kind.ENTERPRISE),
        ("有限责任公司(外商投资、非独资)", Kind.ENTERPRISE),
        ("股份有限公司(上市、国有控股)", Kind.ENTERPRISE),
        ("有限责任公司分公司(自然人独资)", Kind.ENTERPRISE),
        ("有限责任公司 国有企业", Kind.ENTERPRISE),
        ("个人独资企业", Kind.ENTERPRISE),
        ("个人独资企业分支机构", Kind.ENTERPRISE),
        ("普通合伙", Kind.ENTERPRISE),
        ("全民所有制分支机构(非法人)", Kind.ENTERPRISE),
        ("集体分支机构(非法人)", Kind.ENTERPRISE),
        ("股份合作制", Kind.ENTERPRISE),
        ("外国(地区)企业常驻代表机构", Kind.ENTERPRISE),
        ("港、澳、台", Kind.ENTERPRISE),
        ("Enterprise", Kind.ENTERPRISE),
        ("个体工商户", Kind.INDIVIDUAL),
        ("个体（内地）", Kind.INDIVIDUAL),
        ("个体户", Kind.INDIVIDUAL),
        ("个体", Kind.INDIVIDUAL),
        ("农民专业合作社", Kind.COOPERATIVE),
        ("农民专业合作社分支机构", Kind.COOPERATIVE),
        ("农民专业合作经济组织", Kind.COOPERATIVE),
        ("cooperative", Kind.COOPERATIVE),
        ("民办非企业单位", Kind.OTHER),
        ("事业单位", Kind.OTHER),
        ("事业单位营业", Kind.ENTERPRISE),
        ("火星公司", None),
        ("非企业", None),
        ("个体工商户 有限责任公司", None),
        ("(企业)", None),
        ("((((", None),
    ],
)
def test_words_for_kinds(words: str, kind: Kind | None) -> None:
    assert kind_of_words(words) == kind


def test_words_for_risk() -> None:
    words = ("A", "ａ类", "B级", "信用风险较高", "D类（信用风险高）", "未评级", "E", "AA")
    assert [risk_of(word) for word in words] == ["A", "A", "B", "C", "D", "", None, None]


def test_words_for_duty() -> None:
    assert [is_on_duty(word) for word in ("在岗", "停用", "是", "否", "在岗?")] == [True, False, True, False, None]


def test_divisions() -> None:
    assert division_name("410212") == ("开封市", "祥符区")
    assert division_name("410224") is None, "开封县 is no more"
    assert division_name("") is None


def test_findings_are_those_of_the_rules() -> None:
    names = {kind: [code.name for code in finding_codes() if code.kind == kind] for kind in FindingKind}
    assert names[FindingKind.CHANGED] == ["已关闭停业或正在组织清算", "注销", "被吊销", "被撤销", "迁出"]
    assert len(names[FindingKind.FINDING]) == 9
    assert [code.name for code in finding_codes() if code.exclusive] == ["未发现问题"]
    assert len({code.code for code in finding_codes()}) == 14


def test_findings_and_disposals_are_found_by_code_and_by_name() -> None:
    for finding in finding_codes():
        assert finding_code(finding.code) == finding_code(f" {finding.name} ") == finding
    for one in disposals():
        assert disposal(one.code) == disposal(one.name) == one
    assert finding_code("通过登记的住所(经营场所)无法联系") is not None
    assert finding_code("满意") is None
    assert disposal("表扬") is None
