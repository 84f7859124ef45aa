"""Small tables: every field in every row, and one refusal for all that reader and caller found."""

from pathlib import Path

import pytest

from sampler.errors import Invalid
from sampler.registry import Field, read_table, table
from tests.sampler.registry.making import csv_file, xlsx_file

FIELDS = (
    Field(name="id", aliases=("统一社会信用代码",)),
    Field(name="note", aliases=("备注",), required=False),
    Field(name="codes", aliases=("检查结果",), required=False),
)


def test_rows_have_their_number_and_every_field(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["甲", " 91 "], ["N/A", "92"]], header=("备注", "统一社会信用代码"), encoding="gb18030")
    found = read_table(path, FIELDS)
    assert [(row.number, dict(row.cells)) for row in found.rows] == [
        (2, {"id": "91", "note": "甲", "codes": ""}),
        (3, {"id": "92", "note": "", "codes": ""}),
    ]
    assert dict(found.headers) == {"id": "统一社会信用代码", "note": "备注"}
    found.refuse()


def test_workbooks_are_read_alike(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [[410212.0, "甲"]], header=("统一社会信用代码", "备注"))
    assert read_table(path, FIELDS).rows[0]["id"] == "410212"


def test_all_bad_cells_are_told_at_once_in_the_order_of_the_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["91", "甲\x00"], ["92"], ["93", "乙"]], header=("统一社会信用代码", "备注"))
    found = read_table(path, FIELDS)
    with pytest.raises(Invalid) as refusal:
        found.refuse(
            [found.problem(found.rows[1], "id", "id_unknown"), found.problem(found.rows[0], "codes", "missing")]
        )
    assert refusal.value.code == "file_problems"
    assert refusal.value.params == {
        "file": "名录.csv",
        "count": 4,
        "problems": [
            {"row": 2, "column": "备注", "code": "character_forbidden", "read": r"甲\x00"},
            {"row": 2, "column": "codes", "code": "missing", "read": ""},
            {"row": 3, "column": "", "code": "field_count", "read": "1"},
            {"row": 4, "column": "统一社会信用代码", "code": "id_unknown", "read": "93"},
        ],
    }


def test_a_required_column_is_asked_for_by_its_names(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="columns_missing") as refusal:
        read_table(csv_file(tmp_path, [], header=("备注",)), FIELDS)
    assert refusal.value.params["missing"] == [{"field": "id", "names": ["统一社会信用代码"]}]


def test_a_table_beyond_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "ROWS", 2)
    path = csv_file(tmp_path, [["91"]] * 3, header=("统一社会信用代码",))
    with pytest.raises(Invalid, match="file_too_long"):
        read_table(path, FIELDS)


def test_a_residents_number_is_never_shown_whole(tmp_path: Path) -> None:
    found = read_table(csv_file(tmp_path, [["11010519491231002X"]], header=("统一社会信用代码",)), FIELDS)
    assert found.problem(found.rows[0], "id", "resident_id").read == "110105********002X"
