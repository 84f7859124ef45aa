"""What may be published, and the data that goes with a paper."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.entity import Kind
from sampler.errors import Invalid
from sampler.formula import unmarked
from sampler.publication import (
    RESULT_COLUMNS,
    PublicationFacts,
    PublishedResult,
    by_finding,
    by_kind,
    check_publishable,
    names_masked,
    open_data,
    public_name,
)
from tests.reports import invented

RESIDENT = "11010519491231002X"  # the example of GB 11643


def publication(*names: str, remark: str = "") -> PublicationFacts:
    results = tuple(
        PublishedResult(
            id="91350100M000100Y43",
            name=name,
            kind=Kind.ENTERPRISE,
            finished_on=date(2026, 12, 1),
            findings=("未发现问题",),
            remark=remark,
        )
        for name in names
    )
    return invented.publication_facts(1, results=results)


def refused(facts: PublicationFacts) -> list[tuple[int, str, str]]:
    with pytest.raises(Invalid) as error:
        check_publishable(facts)
    assert error.value.code == "private_data_in_paper"
    cells = error.value.params["cells"]
    assert isinstance(cells, list)
    assert error.value.params["count"] == len(cells)
    return [(cell["row"], cell["column"], cell["kind"]) for cell in cells]


def test_every_private_cell_is_named_and_its_number_is_not() -> None:
    facts = publication("面馆", f"面馆{RESIDENT}", "面馆 138-0000-0001", remark="电话１３８００００００02")
    assert refused(facts) == [
        (1, "备注", "mobile"),
        (2, "市场主体名称", "resident_id"),
        (2, "备注", "mobile"),
        (3, "市场主体名称", "mobile"),
        (3, "备注", "mobile"),
    ]
    with pytest.raises(Invalid) as error:
        check_publishable(facts)
    assert RESIDENT not in str(error.value)
    assert "138" not in str(error.value)


def test_a_resident_id_in_the_place_of_a_code_is_refused() -> None:
    facts = publication("面馆")
    assert refused(replace(facts, results=(replace(facts.results[0], id=RESIDENT),)))[0][1] == RESULT_COLUMNS[2]


def test_credit_codes_of_digits_alone_are_public() -> None:
    """One of eleven credit codes that are all digits passes the residents' check, too."""
    both = "914403001922038216"
    facts = publication("面馆")
    check_publishable(replace(facts, results=(replace(facts.results[0], id=both),)))
    check_publishable(replace(facts, results=(replace(facts.results[0], id="R:440301103097413"),)))


def test_target_lists_are_checked_too() -> None:
    facts = invented.target_list_facts(3)
    check_publishable(facts)
    target = replace(facts.targets[1], name=f"{facts.targets[1].name}13800000001")
    with pytest.raises(Invalid, match="private_data_in_paper"):
        check_publishable(replace(facts, targets=(facts.targets[0], target, facts.targets[2])))


def test_a_registered_name_with_a_number_is_published_with_marks_and_a_note() -> None:
    name = public_name("顺风跑腿13800000001")
    facts = publication("面馆", name)
    check_publishable(facts)
    assert names_masked(facts)
    assert "顺风跑腿＊＊＊＊＊＊＊＊＊＊＊" in open_data(facts).decode()
    assert not names_masked(publication("面馆"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5))
def test_open_data_is_read_back_as_it_was(names: list[str]) -> None:
    facts = publication(*names, remark='他说"是", 否\n另行')
    data = open_data(facts)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == len(names) + 1
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert tuple(header) == RESULT_COLUMNS
    assert [unmarked(row[1]) for row in rows] == names
    assert all(row[5] == '他说"是", 否\n另行' for row in rows)


def test_figures_count_kinds_and_findings() -> None:
    facts = invented.publication_facts(1_348)
    assert list(by_kind(result.kind for result in facts.results).values()) == [298, 914, 136]
    counted = by_finding(facts.results)
    assert next(iter(counted)) == "未发现问题"
    assert sum(sum(kinds.values()) for kinds in counted.values()) == sum(len(r.findings) for r in facts.results)


def test_open_data_holds_nothing_that_a_spreadsheet_would_run() -> None:
    data = open_data(publication("@美容店", remark="=1+1")).decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(data, newline=""))
    assert (row[1], row[-1]) == ("'@美容店", "'=1+1")
