"""任务单 as a workbook: a sheet of findings to fill in and hand back, and the targets with what is known of them.

The findings stand first, under the headings that `sampler.finding.read_findings` reads, so a filled-in workbook is
taken in as it is. The same facts and words give the same bytes: its only date is the packet's own.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import xlsxwriter

from reports.wording import Words, in_words, kind_words
from sampler.entity import printed
from sampler.publication import FINDING_SEPARATOR, PacketFacts, PacketTarget

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
HEADER = {**FONT, "bold": True, "bg_color": "#F1F2F5", "bottom": 1, "text_wrap": True}
ASKED = {**HEADER, "font_color": "#C20D1A"}
MARK_COLOUR = "#B36106"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    header: Any
    asked: Any
    text: Any
    day: Any


def compose(facts: PacketFacts, words: Words) -> bytes:
    """The XLSX file of a packet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        created = datetime.combine(facts.head.issued_on, time())
        book.set_properties({"title": facts.task, "author": facts.head.authority_name, "created": created})
        formats = _Formats(
            header=book.add_format(HEADER),
            asked=book.add_format(ASKED),
            text=book.add_format({**FONT, "num_format": "@", "text_wrap": True}),
            day=book.add_format({**FONT, "num_format": "yyyy-mm-dd", "align": "center"}),
        )
        findings, targets = (_sheet(book, facts, words, name) for name in (words("检查结果"), words("检查对象")))
        choices = _choices(book, facts, words, formats)
        _findings(findings, facts, words, formats, choices)
        _targets(targets, facts, words, formats)
    return file.getvalue()


def _sheet(book: Any, facts: PacketFacts, words: Words, name: str) -> Any:
    """A landscape page with the packet's name and number; a demo or a rehearsal says so on its tab, too."""
    said = {words("演示数据"): facts.head.demo, words("演练"): facts.head.rehearsal}
    marks = [mark for mark, is_so in said.items() if is_so]
    sheet = book.add_worksheet("·".join([name, *marks]))
    if marks:
        sheet.set_tab_color(MARK_COLOUR)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 3)
    due = words("%s前完成") % in_words(facts.deadline, words)
    left, right = _plain(f"{facts.bureau_name}　{facts.task}"), _plain(f"{facts.head.document_number}　{due}")
    sheet.set_header(f"&L{left}&C{'　'.join(marks)}&R{right}")
    sheet.set_footer(words("&C第 &P 页　共 &N 页"))
    return sheet


def _plain(text: str) -> str:
    """Text for a page's header, where `&` is a command and 255 characters are all there are."""
    return text[:80].replace("&", "&&")


def _choices(book: Any, facts: PacketFacts, words: Words, formats: _Formats) -> list[str]:
    """The words of findings, methods and disposals on a sheet of their own; where each list stands."""
    sheet = book.add_worksheet(words("选项"))
    places = []
    lists = {words("检查结果"): facts.findings, words("核查方式"): facts.methods, words("后续处置"): facts.disposals}
    for column, (heading, options) in enumerate(lists.items()):
        sheet.set_column(column, column, 36)
        sheet.write_string(0, column, heading, formats.header)
        for row, option in enumerate(options, 1):
            sheet.write_string(row, column, option, formats.text)
        letter = "ABC"[column]
        places.append(f"='{sheet.get_name()}'!${letter}$2:${letter}${len(options) + 1}")
    return places


def _findings(sheet: Any, facts: PacketFacts, words: Words, formats: _Formats, choices: Sequence[str]) -> None:
    known = [(words("序号"), 6), (words("检查对象名称"), 38), (words("统一社会信用代码"), 22)]
    asked = [
        (words("检查完成日期"), 14),
        (words("检查结果"), 34),
        (words("核查方式"), 12),
        (words("后续处置"), 22),
        (words("备注"), 30),
    ]
    _headings(sheet, [*known, *asked], formats, asked_from=len(known))
    last = len(facts.targets)
    for row, target in enumerate(facts.targets, 1):
        sheet.write_number(row, 0, row, formats.text)
        sheet.write_string(row, 1, target.name, formats.text)
        sheet.write_string(row, 2, printed(target.id), formats.text)
        sheet.write_blank(row, 3, None, formats.day)
        for column in range(4, 8):
            sheet.write_blank(row, column, None, formats.text)
    if last:
        _validate(sheet, facts, words, choices, last)


def _validate(sheet: Any, facts: PacketFacts, words: Words, choices: Sequence[str], last: int) -> None:
    """Days must be days; words are offered, and several findings may be joined by hand."""
    first_day = datetime.combine(facts.head.issued_on, time())
    day = {"validate": "date", "criteria": ">=", "value": first_day, "error_title": words("检查完成日期")}
    sheet.data_validation(1, 3, last, 3, {**day, "error_message": words("请填写派发之后的日期，如 2026-12-01")})
    several = words("从列表选择；有两项以上的，用“%s”隔开填写") % FINDING_SEPARATOR
    offered = {"validate": "list", "source": choices[0], "error_type": "information", "input_message": several}
    sheet.data_validation(1, 4, last, 4, {**offered, "error_message": several})
    for column, source in ((5, choices[1]), (6, choices[2])):
        sheet.data_validation(1, column, last, column, {"validate": "list", "source": source})


def _targets(sheet: Any, facts: PacketFacts, words: Words, formats: _Formats) -> None:
    columns = [
        (words("序号"), 6),
        (words("检查对象名称"), 38),
        (words("统一社会信用代码"), 22),
        (words("主体类型"), 16),
        (words("检查人员"), 20),
        (words("住所（经营场所）"), 38),
        (words("法定代表人（负责人）"), 14),
        (words("联络人"), 12),
        (words("联系电话"), 16),
        (words("登记状态"), 10),
        (words("成立日期"), 12),
        (words("行业"), 18),
        (words("信用风险等级"), 10),
        (words("上次检查"), 12),
    ]
    _headings(sheet, columns, formats, asked_from=len(columns))
    for row, target in enumerate(facts.targets, 1):
        sheet.write_number(row, 0, row, formats.text)
        for column, text in enumerate(_cells(target, words), 1):
            sheet.write_string(row, column, text, formats.text)


def _cells(target: PacketTarget, words: Words) -> tuple[str, ...]:
    return (
        target.name,
        printed(target.id),
        kind_words(words)[target.kind],
        words("、").join(person.name for person in target.inspectors),
        target.address,
        target.representative,
        target.contact,
        target.phone,
        target.status,
        target.established,
        target.industry,
        target.risk,
        target.last_inspected,
    )


def _headings(sheet: Any, columns: Sequence[tuple[str, int]], formats: _Formats, asked_from: int) -> None:
    """The first row; what is to be filled in stands in red."""
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats.asked if column >= asked_from else formats.header)
