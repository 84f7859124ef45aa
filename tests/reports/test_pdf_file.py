"""The files themselves: whole, tagged, with every font inside, and the same whenever and wherever they are made."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from reportlab import rl_config

from reports.fonts import Fonts
from reports.render import render
from tests.reports import invented

ROOT = Path(__file__).parents[2]
SAME_BYTES = """
import hashlib, sys
from reports.fonts import find_fonts, floor_folder
from reports.documents import packet_workbook
from reports.render import render
from tests.reports import invented
fonts = find_fonts(folders=[floor_folder()])
packet = invented.packet_facts(2)
papers = [invented.notice_facts(), invented.minutes_facts(), invented.target_list_facts(40), packet]
papers += [invented.publication_facts(40)]
for data in [*(render(facts, str, fonts) for facts in papers), packet_workbook.compose(packet, str)]:
    print(hashlib.sha256(data).hexdigest())
"""


@pytest.fixture(
    params=[
        invented.notice_facts,
        lambda: invented.target_list_facts(90),
        lambda: invented.packet_facts(2),
        lambda: invented.publication_facts(90),
    ]
)
def pdf(request: pytest.FixtureRequest, fonts: Fonts) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render(request.param(), str, fonts)))


def test_the_file_is_sound(pdf: pikepdf.Pdf) -> None:
    assert pdf.check_pdf_syntax() == []
    assert pdf.pdf_version == "1.7"


def test_every_font_is_inside_and_can_be_read_back(pdf: pikepdf.Pdf) -> None:
    fonts = [page.Resources.Font[key] for page in pdf.pages[:1] for key in page.Resources.Font]
    assert fonts
    for font in fonts:
        assert font.Subtype == "/Type0"
        assert "beginbfchar" in font.ToUnicode.read_bytes().decode()
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert re.fullmatch(r"/[A-Z]{6}\+[A-Za-z0-9_-]+", str(descriptor.FontName))


def test_the_file_says_what_it_is(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.Lang == "zh-CN"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert len(pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()) > 400
    with pdf.open_metadata() as about:
        assert about["pdfaid:part"] == "2"
        assert about["pdfaid:conformance"] == "A"
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == str(pdf.docinfo.Title)
        assert str(pdf.docinfo.Title).startswith("【演示数据】")
        assert about["dc:creator"] == [invented.AUTHORITY]


def test_readers_can_jump(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        assert len(outline.root) == 1
        sections = outline.root[0].children
        assert len(sections) > 2
        assert all(item.destination is not None for item in sections)


def test_a_title_of_two_lines_is_not_run_together(floor: Fonts) -> None:
    facts = invented.packet_facts(1)
    with pikepdf.open(io.BytesIO(render(facts, str, floor))) as pdf, pdf.open_outline() as outline:
        assert outline.root[0].title == f"{facts.head.title}　{facts.bureau_name}"


def test_all_that_is_drawn_is_tagged_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    arrays = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]
    assert len(arrays) == len(pdf.pages)
    for page, elements in zip(pdf.pages, arrays, strict=True):
        marks, depth = [], 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if len(operands) > 1 and "/MCID" in operands[1]:
                    marks.append(int(operands[1].MCID))
            elif name == "EMC":
                depth -= 1
            elif name in ("Tj", "f", "S", "s"):
                assert depth, f"{name} outside any mark"
        assert depth == 0
        assert marks == list(range(len(elements)))


def test_tables_have_headings_and_figures_have_words(pdf: pikepdf.Pdf) -> None:
    dictionaries = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
    elements = [item for item in dictionaries if "/S" in item and "/P" in item]
    tags = [str(element.S) for element in elements]
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD"} <= set(tags)
    for element in elements:
        if element.S == "/TH":
            assert element.A.Scope == "/Column"
        if element.S == "/Figure":
            assert str(element.Alt).startswith("二维码")


def test_bytes_do_not_depend_on_place_time_or_hash_seed() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", SAME_BYTES],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Shanghai"), ("4242", "America/New_York"))
    ]
    assert len(runs[0].split()) == 6
    assert runs[0] == runs[1]


def test_one_paper_leaves_nothing_behind_for_the_next(floor: Fonts) -> None:
    settings = {name: getattr(rl_config, name) for name in ("invariant", "useA85", "pageCompression")}
    first = render(invented.notice_facts(), str, floor)
    render(invented.publication_facts(30), str, floor)
    assert render(invented.notice_facts(), str, floor) == first
    assert {name: getattr(rl_config, name) for name in settings} == settings


def test_size_stays_within_reason(floor: Fonts) -> None:
    """Tags and all: 30 bytes a cell, a fifth of what plain objects take."""
    small, large = (len(render(invented.target_list_facts(n), str, floor)) for n in (500, 1_500))
    assert (large - small) / 1_000 < 300
