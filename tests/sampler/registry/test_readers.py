"""What a file is, is told by its bytes, never by its name; Parquet gives text for columns of any type."""

import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sampler.errors import Invalid
from sampler.registry.readers import open_source
from tests.sampler.registry.making import HEADER, csv_bytes, entity, parquet_bytes, read, xlsx_bytes

ROWS = [entity(1), entity(2)]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "a.ods", "a.xls", "无后缀"])
@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes, parquet_bytes])
def test_every_kind_is_known_under_any_name(tmp_path: Path, name: str, make: object) -> None:
    path = tmp_path / name
    path.write_bytes(make(ROWS))  # type: ignore[operator]
    source = open_source(path)
    assert source.header == HEADER
    assert read(source) == [(2, ROWS[0], ""), (3, ROWS[1], "")]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"\x89PNG\r\n", "png"),
        (b"Rar!\x1a", "rar"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(tmp_path: Path, head: bytes, kind: str) -> None:
    path = tmp_path / "名录.csv"
    path.write_bytes(head + bytes(100))
    with pytest.raises(Invalid) as refusal:
        open_source(path)
    assert (refusal.value.code, refusal.value.params) == ("file_kind_unread", {"file": "名录.csv", "kind": kind})


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "absent.csv", "file_unreadable"), (tmp_path, "file_is_folder")):
        with pytest.raises(Invalid, match=code):
            open_source(path)


def test_parquet_columns_of_any_type_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "int": pa.array([914102120000000017, None]),
        "float": pa.array([410212.0, float("nan")]),
        "large": pa.array([9.14102120000000017e17, 2.5]),
        "bool": pa.array([True, False]),
        "day": pa.array([datetime.date(2012, 7, 17), None]),
        "time": pa.array([datetime.datetime(2012, 7, 17), datetime.datetime(2012, 7, 17, 1, 2, 3)]),
        "decimal": pa.array([Decimal("410212"), Decimal("0.5")]),
        "bytes": pa.array([b"\xe7\x94\xb2", b"\xff"]),
        "word": pa.array(["甲", "乙"]).dictionary_encode(),
        "long": pa.array(["甲", None], pa.large_string()),
        "list": pa.array([[1], []]),
    }
    pq.write_table(pa.table(columns), path)
    (_, first, _), (_, second, _) = read(open_source(path))
    assert first == [
        "914102120000000017", "410212", "9.14102120000000E+17", "TRUE", "2012-07-17", "2012-07-17", "410212", "甲",
        "甲", "甲", "[1]",
    ]  # fmt: skip
    assert second == [None, "", "2.5", "FALSE", None, "2012-07-17 01:02:03", "0.5", "\ufffd", "乙", None, "[]"]


def test_parquet_columns_of_one_name_are_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table([["1"], ["甲"], ["乙"]], names=["a", "名称", "名称"]), path)
    source = open_source(path)
    assert source.header == ("a", "名称", "名称")
    assert read(source) == [(2, ["1", "甲", "乙"], "")]


def test_a_parquet_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = parquet_bytes([entity(number) for number in range(20)])
    path = tmp_path / "a.parquet"
    for keep in range(4, len(content), len(content) // 50):
        path.write_bytes(content[:keep])
        with pytest.raises(Invalid, match="file_damaged"):
            read(open_source(path))


def test_a_parquet_column_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    content = parquet_bytes([entity(1)])
    path.write_bytes(content.replace(HEADER[0].encode(), b"\xff" * len(HEADER[0].encode())))
    with pytest.raises(Invalid, match="file_damaged"):
        open_source(path)


@pytest.mark.parametrize("shape", ["text", "large", "dictionary", "list"])
def test_a_parquet_cell_that_is_no_text_is_refused(tmp_path: Path, shape: str) -> None:
    """As a program leaves it that wrote GB18030 into a column which must be UTF-8."""
    texts = pa.array(["开封县"])
    shapes = {"large": texts.cast(pa.large_string()), "dictionary": texts.dictionary_encode(), "list": [["开封县"]]}
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"名称": shapes.get(shape, texts)}), path, compression="none", write_statistics=False)
    path.write_bytes(path.read_bytes().replace("开封县".encode(), "开封".encode("gb18030") + bytes([0xFF] * 5)))
    source = open_source(path)
    with pytest.raises(Invalid, match="file_damaged"):
        read(source)


def test_a_parquet_cell_longer_than_a_spreadsheets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet_bytes([["x" * 40_000]], header=["名称"]))
    with pytest.raises(Invalid, match="cell_too_long"):
        read(open_source(path))
