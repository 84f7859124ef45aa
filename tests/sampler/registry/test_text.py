"""Text is read the same whatever its encoding, delimiter, line ends and packing, and one bad line stays one."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.errors import Invalid
from sampler.registry import text
from sampler.registry.readers import open_source
from sampler.registry.source import CHUNK_ROWS
from sampler.registry.text import LINE_LENGTH
from tests.sampler.registry.making import Read, csv_bytes, csv_file, read

ROWS = [["𠮷祥商店", "㙟家"], ["䶮记，老店", "𬭚厂"], ["甲\u3000乙", "0012"]]
HEADER = ("名称", "地址")


def read_bytes(folder: Path, content: bytes) -> Read:
    path = folder / "given.csv"
    path.write_bytes(content)
    return read(open_source(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_every_shape_of_a_table_reads_the_same(
    tmp_path: Path, encoding: str, delimiter: str, end: str, name: str
) -> None:
    path = csv_file(tmp_path, ROWS, header=HEADER, name=name, encoding=encoding, delimiter=delimiter, end=end)
    source = open_source(path)
    assert source.header == HEADER
    assert read(source) == [(number, row, "") for number, row in enumerate(ROWS, start=2)]
    assert read(source) == read(source), "a source may be read more than once"


def test_quoted_cells_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    content = '名称,地址\r\n"甲,乙","一层\r\n二层"\r\n"他说""好""",\n'.encode()
    assert read_bytes(tmp_path, content) == [(2, ["甲,乙", "一层\r\n二层"], ""), (3, ['他说"好"', ""], "")]


def test_blank_lines_are_no_records(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"\n\na,b\n\n1,2\n\n\n3,4\n\n") == [(2, ["1", "2"], ""), (3, ["3", "4"], "")]


def test_a_row_of_blank_cells_is_no_record_but_keeps_its_number(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b",\na,b\n,\n1,2\n , \n3,4\n,\n,,,\n") == [(3, ["1", "2"], ""), (5, ["3", "4"], "")]


def test_text_behind_the_last_named_column_is_a_fault_of_its_row(tmp_path: Path) -> None:
    content = "a,b,,\n1,2,,\n3,4,多出的,x\n5,6\n7,8, ,\n".encode()
    assert read_bytes(tmp_path, content) == [
        (2, ["1", "2"], ""),
        (3, ["3", "4"], "field_count"),
        (4, ["5", "6"], "field_count"),
        (5, ["7", "8"], ""),
    ]
    [chunk] = open_source(tmp_path / "given.csv").chunks([0])
    assert chunk.faults[1].extra == "多出的,x"


def test_too_few_and_too_many_fields_are_faults_of_their_row_alone(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"a,b\n1\n1,2\n1,2,3\n1,2\n") == [
        (2, ["1", None], "field_count"),
        (3, ["1", "2"], ""),
        (4, ["1", "2"], "field_count"),
        (5, ["1", "2"], ""),
    ]


@pytest.mark.parametrize("rest", ["3,4\n5,6\n", '3,"4"\n5,6\n', '"3",4\n5,6\n'])
def test_a_quote_that_is_never_closed_spoils_its_line_and_no_other(tmp_path: Path, rest: str) -> None:
    found = read_bytes(tmp_path, f'a,b\n"1,2\n{rest}'.encode())
    assert found == [(2, ['"1', "2"], "quote_unclosed"), (3, ["3", "4"], ""), (4, ["5", "6"], "")]


def test_a_quote_left_open_in_a_long_file_does_not_swallow_it(tmp_path: Path) -> None:
    rows = "".join(f"{number},b\n" for number in range(50_000))
    found = read_bytes(tmp_path, f'a,b\n"x,y\n{rows}'.encode())
    assert len(found) == 50_001
    assert [number for number, _, code in found if code] == [2]


def test_text_around_quotes_is_read_as_it_stands(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, 'a,b\n"甲"公司,乙"丙"\n'.encode()) == [(2, ["甲公司", '乙"丙"'], "")]


def test_a_last_record_without_a_line_end_counts(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b'a,b\n1,"2"') == [(2, ["1", "2"], "")]


def test_a_cell_longer_than_a_spreadsheets_is_a_fault(tmp_path: Path) -> None:
    for length in (40_000, 200_000):  # below and beyond the csv module's own limit
        assert [code for _, _, code in read_bytes(tmp_path, b"a,b\n" + b"x" * length + b",1\n1,2\n")] == [
            "cell_too_long",
            "",
        ]


def test_a_line_without_end_is_refused_and_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(b"a,b\n1,2\n")
        stream.truncate(2 << 30)  # two gigabytes of NUL, which the disk need not hold
    with pytest.raises(Invalid, match="line_too_long"):
        list(open_source(path).chunks([0]))
    path.write_bytes(b"x" * (LINE_LENGTH + 1))
    with pytest.raises(Invalid, match="line_too_long"):
        open_source(path)


def test_a_header_of_more_columns_than_a_spreadsheet_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" + b"," * 20_000 + b"\n")
    with pytest.raises(Invalid, match="columns_too_many"):
        open_source(path)


def test_bytes_of_another_encoding_spoil_their_own_cells(tmp_path: Path) -> None:
    lines = ["名称,地址", *(f"第{number}号店,开封" for number in range(10))]
    content = "\n".join(lines).encode() + b"\n" + "第十号店,开封".encode("gb18030") + b"\n"
    *sound, (_, broken, _) = read_bytes(tmp_path, content)
    assert all("\ufffd" not in cell for _, cells, _ in sound for cell in cells if cell)
    assert any("\ufffd" in cell for cell in broken if cell)


def test_gb18030_with_a_few_lost_bytes_is_still_gb18030(tmp_path: Path) -> None:
    content = csv_bytes(ROWS * 5, header=HEADER, encoding="gb18030")
    found = read_bytes(tmp_path, content + b"\xff\xff,x\r\n")
    assert found[0][1] == ROWS[0]
    assert "\ufffd" in str(found[-1][1][0])


def test_nul_characters_are_read_and_left_to_the_checks(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"a,b\n1\x00,2\n") == [(2, ["1\x00", "2"], "")]


@pytest.mark.parametrize("keep", [15, 40, -9, -1])
def test_a_gzip_file_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(csv_bytes(ROWS * 50, header=HEADER))[:keep])
    with pytest.raises(Invalid, match="file_damaged"):
        read(open_source(path))


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "FREE", 1 << 20)  # as far as a test needs to go
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(b"a,b\n")
        for _ in range(8):
            stream.write((b"1," + b"2" * 30_000 + b"\n") * 35)
    with pytest.raises(Invalid, match="file_unpacks_too_large"):
        for _ in open_source(path).chunks([]):
            pass


@pytest.mark.parametrize("content", [b"", b"\n\r\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\r\n"])
def test_a_file_without_a_record_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="file_empty"):
        open_source(path)


def test_chunks_are_bounded_and_numbered_through(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * (CHUNK_ROWS + 5))
    sizes = [(len(chunk.numbers), int(chunk.numbers[0]), chunk.done) for chunk in open_source(path).chunks([0])]
    assert [(size, first) for size, first, _ in sizes] == [(CHUNK_ROWS, 2), (5, CHUNK_ROWS + 2)]
    assert sizes[-1][2] == path.stat().st_size


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6), min_size=2, max_size=2),
        max_size=6,
    )
)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("text") / "a.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["名称", "地址"], *rows])
    assert read(open_source(path)) == [
        (number, row, "") for number, row in enumerate(rows, start=2) if any(map(str.strip, row))
    ]
