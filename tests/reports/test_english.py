"""The papers in English: every label is translated, names stay as they are, and all of it fits."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import xlsxwriter

from api.words import words_for
from reports.documents import packet_workbook
from reports.fonts import Fonts
from reports.render import render
from sampler.finding import Method, read_findings
from tests.reports import invented
from tests.reports.test_documents import PAPERS, facts, squash  # noqa: F401  # a fixture
from tests.reports.test_packet_workbook import sheets

ReadText = Callable[..., list[str]]
CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH = words_for("en")
LAWS = ("《企业信息公示暂行条例》", "《企业公示信息抽查办法》")  # named behind their translations


def test_nothing_but_names_is_chinese(facts: Any, fonts: Fonts, read_text: ReadText) -> None:  # noqa: F811
    text = squash("".join(read_text(render(facts, ENGLISH, fonts))))
    reasons = (reason for reason, _ in getattr(facts, "exclusions", ()))  # as the registry words them
    for name in sorted({*names(asdict(facts)), *reasons, *LAWS}, key=len, reverse=True):
        text = text.replace(squash(name), "")
    assert CHINESE.findall(text) == []


def names(value: object) -> Iterator[str]:
    """Every text among the facts that the catalogue does not know."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for one in value:
            yield from names(one)
    elif isinstance(value, str) and CHINESE.search(value) and ENGLISH(value) == value:
        yield value


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        ("notice", ("Hash of the notice (SHA-256)", "2026-11-24, 10:00 Beijing time", "Page 1 of", "Enterprise")),
        ("target_list", ("Text of the seed", "Individual business", "Drawn", "Cutoff")),
        ("minutes", ("What was typed", "Signature of", "Differ", "1. Public value", "Drawn at", "Cutoff")),
        ("packet", ("Inspection record", "Signatures of", "target 3 of 3", "Unreachable at registered address")),
        ("publication", ("Findings in figures", "Enterprise", "No problem found", "Share of targets")),
    ],
)
def test_words_are_whole(paper: str, said: tuple[str, ...], fonts: Fonts, read_text: ReadText) -> None:
    """A heading that is too wide for its column would be cut within a word."""
    text = " ".join("\n".join(read_text(render(PAPERS[paper](), ENGLISH, fonts))).split())
    assert [label for label in said if label not in text] == []


def test_a_target_keeps_to_one_sheet(fonts: Fonts, read_text: ReadText) -> None:
    packet = invented.packet_facts(3)
    assert len(read_text(render(packet, ENGLISH, fonts))) == len(read_text(render(packet, str, fonts)))


def test_the_file_says_its_language(floor: Fonts) -> None:
    for words, language in ((ENGLISH, "en"), (str, "zh-CN")):
        with pikepdf.open(io.BytesIO(render(invented.notice_facts(), words, floor))) as file:
            assert str(file.Root.Lang) == language


def test_a_workbook_filled_in_under_english_headings_is_read(tmp_path: Path) -> None:
    packet = invented.packet_facts(2)
    rows = next(iter(sheets(packet_workbook.compose(packet, ENGLISH)).values()))
    assert not any(CHINESE.search(str(heading)) for heading in rows[0])
    answers = ["2026-12-01", packet.findings[0], packet.methods[1], packet.disposals[0], ""]
    path = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Findings")
        for place, row in enumerate([rows[0], *(row[:3] + answers for row in rows[1:])]):
            sheet.write_row(place, 0, row)
    found = read_findings(path)
    assert [(one.finished_on, one.method, set(one.codes)) for one in found] == [
        (date(2026, 12, 1), Method.ON_SITE, {"none_found"})
    ] * 2
