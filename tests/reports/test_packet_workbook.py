"""The packet's workbook: what the bureau fills in is what the findings' reader reads."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from reports.documents import packet_workbook
from sampler.finding import Method, read_findings
from tests.reports import invented


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_targets_and_words_are_there() -> None:
    facts = invented.packet_facts(3)
    found, targets, choices = sheets(packet_workbook.compose(facts, str)).values()
    assert [row[2] for row in found[1:]] == [row[2] for row in targets[1:]] == [target.id for target in facts.targets]
    assert targets[1][4] == "、".join(person.name for person in facts.targets[0].inspectors)
    assert [row[0] for row in choices[1:]] == list(facts.findings)
    assert [row[1] for row in choices[1:] if row[1]] == list(facts.methods)


def test_a_filled_in_sheet_is_read_as_it_is(tmp_path: Path) -> None:
    facts = invented.packet_facts(2)
    facts = replace(facts, targets=(facts.targets[0], replace(facts.targets[1], id="R:440301103097413")))
    rows = next(iter(sheets(packet_workbook.compose(facts, str)).values()))
    answers = [
        "2026-12-01",
        f"{facts.findings[1]}；{facts.findings[4]}",
        facts.methods[0],
        facts.disposals[1],
        "已约谈",
    ]
    path = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("检查结果")
        for place, row in enumerate([rows[0], *(row[:3] + answers for row in rows[1:])]):
            sheet.write_row(place, 0, row)
    found = read_findings(path)
    assert [finding.id for finding in found] == [target.id for target in facts.targets]
    assert found[0].finished_on == date(2026, 12, 1)
    assert found[0].codes == {"annual_report_unpublished", "unreachable"}
    assert (found[0].method, found[0].disposal, found[0].note) == (Method.DOCUMENTS, "correction", "已约谈")


def test_demo_and_rehearsal_stand_on_every_tab_with_targets() -> None:
    facts = invented.packet_facts(1)
    assert list(sheets(packet_workbook.compose(facts, str)))[:2] == ["检查结果·演示数据", "检查对象·演示数据"]


def test_its_only_date_is_the_packets_own() -> None:
    with zipfile.ZipFile(io.BytesIO(packet_workbook.compose(invented.packet_facts(1), str))) as file:
        core = file.read("docProps/core.xml").decode()
        assert core.count("2026-11-25T00:00:00Z") == 2
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_name_that_looks_like_a_formula_is_a_text() -> None:
    facts = invented.packet_facts(1)
    target = replace(facts.targets[0], name="=HYPERLINK(1)（演示）")
    found, *_ = sheets(packet_workbook.compose(replace(facts, targets=(target,)), str)).values()
    assert found[1][1] == target.name
