"""Workbooks: numbers, dates and empty rows as a person sees them; what would unpack too far is refused unread."""

import datetime
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from sampler.errors import Invalid
from sampler.registry import ImportOptions, import_registry, workbook_bounds
from sampler.registry.readers import open_source
from tests.sampler.registry.making import HEADER, entity, read, xlsx_bytes, xlsx_file

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def with_parts(parts: dict[str, bytes]) -> bytes:
    """A sound workbook with some of its parts replaced or added."""
    sound, written = zipfile.ZipFile(io.BytesIO(xlsx_bytes([entity(1)]))), io.BytesIO()
    with sound, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in {*sound.namelist(), *parts}:
            changed.writestr(name, parts[name] if name in parts else sound.read(name))
    return written.getvalue()


def sheet(cells: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?><worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, cells)


def refused(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refusal:
        read(open_source(path))
    return refusal.value.code


def test_values_are_read_as_the_text_a_person_would_write(tmp_path: Path) -> None:
    row = [914102120000000017, 410224000000015, 2.5, True, "0012", None]
    path = xlsx_file(tmp_path, [row], header=["a", "b", "c", "d", "e", "f"])
    [(_, cells, _)] = read(open_source(path))
    assert cells == ["9.14102120000000E+17", "410224000000015", "2.5", "TRUE", "0012", ""]


def test_dates_are_dates_whatever_their_format(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["成立日期", "时刻"])
        page.write(1, 0, datetime.date(2012, 7, 17), workbook.add_format({"num_format": "yyyy年m月d日"}))
        page.write(1, 1, datetime.datetime(2012, 7, 17, 8, 30), workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    assert read(open_source(path)) == [(2, ["2012-07-17", "2012-07-17 08:30:00"], "")]


def test_empty_rows_are_no_records_but_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(2, 1, ["a", "b"])  # the table need not begin in the corner
        page.write_row(3, 1, ["1", "2"])
        page.write_row(6, 1, ["3", "4"])
    source = open_source(path)
    assert source.header == ("a", "b")
    assert read(source) == [(2, ["1", "2"], ""), (5, ["3", "4"], "")]


def test_text_behind_the_last_named_column_is_a_fault_of_its_row(tmp_path: Path) -> None:
    rows = [["1", "2"], ["3", "4", "多出的"], ["5", "6", None, None, None, "x"], [" ", None], ["7", "8"]]
    source = open_source(xlsx_file(tmp_path, rows, header=["a", "b"]))
    assert source.header == ("a", "b")
    assert read(source) == [
        (2, ["1", "2"], ""),
        (3, ["3", "4"], "field_count"),
        (4, ["5", "6"], "field_count"),
        (6, ["7", "8"], ""),
    ]
    [chunk] = source.chunks([0])
    assert [fault.extra for fault in chunk.faults.values()] == ["多出的", ",,,x"]


def test_the_first_visible_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        hidden, shown = workbook.add_worksheet("说明"), workbook.add_worksheet("名录")
        hidden.write(0, 0, "not this")
        shown.write_column(0, 0, ["a", "1"])
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
    assert open_source(path).header == ("a",)


def test_formulas_give_the_values_last_computed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_formula(1, 0, '="x"&"y"', None, "xy")
        page.write(1, 1, "=B2")
    assert read(open_source(path))[0][1][0] == "xy"


def test_a_workbook_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = xlsx_bytes([entity(number) for number in range(20)])
    for keep in range(4, len(content), len(content) // 50):
        assert refused(tmp_path, content[:keep]) == "file_damaged"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, xlsx_bytes([], header=[])) == "file_empty"


def test_a_zip_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("名录.csv", ",".join(HEADER))
    assert refused(tmp_path, written.getvalue()) == "file_kind_unread"
    for other in ("content.xml", "xl/workbook.bin"):  # ODS and XLSB, which calamine would read unmeasured
        assert refused(tmp_path, with_parts({other: b"x"})) == "file_kind_unread"


def test_a_zip_bomb_is_refused_though_its_directory_lies_about_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_bounds, "UNPACKED", 5 << 20)  # as far as a test needs to go
    honest = with_parts({"docProps/app.xml": bytes(6 << 20)})
    assert len(honest) < 20_000
    lying = honest.replace((6 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    assert [refused(tmp_path, bomb) for bomb in (honest, lying)] == ["file_unpacks_too_large"] * 2


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row><c r='A1'><v>1</v></c></row><row\tr = '999999999'><c r='ZZZ9'><v>1</v></c></row>",
        b'<row r="1">' + b"<c><v>1</v></c>" * 16_000 + b'</row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b'<x:row xmlns:x="u" r="1048576"><x:c z=">" r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        b'<row r="1">' + b'<c r="A1"/>' * 1000 + b"</row>",
        b"".join(b'<row r="%d"><c r="A1"><v>1</v></c></row>' % row for row in range(1000)),
    ],
    ids=["corner to corner", "quotes and spaces", "cells without a name", "prefixes", "one row", "one cell"],
)
def test_a_sheet_of_too_many_cells_is_refused(tmp_path: Path, cells: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_bounds, "CELLS", 900)  # as far as a test needs to go
    assert refused(tmp_path, with_parts({SHEET: sheet(cells)})) == "file_unpacks_too_large"


def test_one_long_text_that_every_cell_names_is_refused(tmp_path: Path) -> None:
    texts = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 40_000))
    assert refused(tmp_path, with_parts({SHEET: sheet(rows), TEXTS: texts})) == "file_unpacks_too_large"


def test_too_many_texts_are_refused_though_each_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_bounds, "CELLS", 900)
    assert refused(tmp_path, with_parts({TEXTS: b"<sst>" + b"<si/>" * 1000})) == "file_unpacks_too_large"


def test_a_list_of_sheets_beyond_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_bounds, "PLAIN", 100_000)
    bomb = with_parts({"xl/workbook.xml": b"<sheet/>" * 20_000})
    assert refused(tmp_path, bomb) == "file_unpacks_too_large"


def test_many_different_texts_are_no_bomb(tmp_path: Path) -> None:
    rows = [[f"{number}" + "经营范围" * 900] for number in range(400)]
    assert len(read(open_source(xlsx_file(tmp_path, rows, header=["经营范围"])))) == 400


def test_a_picture_in_a_workbook_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_bytes([entity(1)]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", bytes(range(256)) * 100_000)
    assert len(read(open_source(path))) == 1


def test_a_refusal_names_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "名录.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("说明").write(0, 0, "祥符区市场主体名录")
        workbook.add_worksheet("名录").write_row(0, 0, HEADER)
    with pytest.raises(Invalid, match="title_above_header") as refusal:
        import_registry(path, tmp_path, ImportOptions())
    assert refusal.value.params["file"] == "名录.xlsx [说明]"
