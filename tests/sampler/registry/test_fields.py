"""Which column holds what: by the names people use, or as a map says, and never by a guess."""

from pathlib import Path

import pytest

from sampler.codes import field_names
from sampler.errors import Invalid
from sampler.registry.checks import SCHEMA
from sampler.registry.columns import fold
from sampler.registry.fields import FIELDS, ColumnMap, Layout, layout_of, read_map

MAP = """
[columns]
name = 'businessname'
"属地监管所" = 'authority_name'
[constant]
type = 'enterprise'
[id]
scheme = 'x:fhrs'
column = 'fhrsid'
"""
UK = ("fhrsid", "businessname", "authority", "authority_name")


def mapped(folder: Path, text: str) -> ColumnMap:
    path = folder / "map.toml"
    path.write_text(text, "utf-8")
    return read_map(path)


def layout(header: tuple[str, ...], columns: ColumnMap | None = None, *, needs_bureau: bool = False) -> Layout:
    return layout_of("a.csv", header, columns or ColumnMap(), needs_bureau=needs_bureau)


def test_no_name_means_two_fields() -> None:
    folded = [fold(word) for name, words in field_names().items() for word in {fold(w) for w in (name, *words)}]
    assert len(folded) == len(set(folded))


def test_every_column_of_a_snapshot_is_a_name_of_its_field() -> None:
    found = layout(tuple(SCHEMA.names))
    assert [name for name, _ in sorted(found.places.items(), key=lambda item: item[1])] == [
        "id", "type", "name", "status", "bureau", "risk", "division", "address", "industry", "established",
        "representative", "contact", "phone", "last_inspected",
    ]  # fmt: skip


def test_headers_of_a_provincial_export_are_found() -> None:
    header = (
        "序号", "统一社会信用代码", "注册号", "市场主体名称", "市场主体类型", "登记状态", "登记机关", "属地监管所",
        "住所（经营场所）", "行政区划", "行业", "成立日期", "信用风险等级", "法定代表人", "联络人", "联系电话",
        "上次检查日期",
    )  # fmt: skip
    found = layout(header)
    assert set(found.places) == set(FIELDS)
    assert found.headers["bureau"] == "属地监管所", "the registering authority is no local bureau"


@pytest.mark.parametrize(
    "written", ["　企业名称 ", "*企业名称", "企业名称(必填)", "Company_Name", "ＮＡＭＥ", "\ufeff名称"]
)
def test_headers_are_compared_folded(written: str) -> None:
    assert layout((written, "信用代码")).places["name"] == 0


def test_two_columns_for_one_field_are_refused_and_both_named() -> None:
    with pytest.raises(Invalid) as refusal:
        layout(("企业名称", "统一社会信用代码", "市场主体名称", "信用代码"))
    assert refusal.value.code == "columns_ambiguous"
    assert refusal.value.params["claims"] == [
        {"field": "id", "columns": ["统一社会信用代码", "信用代码"]},
        {"field": "name", "columns": ["企业名称", "市场主体名称"]},
    ]


def test_two_columns_of_one_header_are_refused_where_they_mean_something() -> None:
    layout(("名称", "信用代码", "备注", "备注"))
    with pytest.raises(Invalid, match="columns_ambiguous"):
        layout(("名称", "信用代码", "名称"))


@pytest.mark.parametrize(
    ("header", "fields"),
    [(("序号", "备注"), ["name", "id"]), (("名称",), ["id"]), (("信用代码",), ["name"]), (("名称", "注册号"), [])],
)
def test_what_is_essential_is_asked_for_with_what_the_file_has(header: tuple[str, ...], fields: list[str]) -> None:
    if not fields:
        layout(header)
        return
    with pytest.raises(Invalid) as refusal:
        layout(header)
    assert refusal.value.code == "columns_missing"
    missing = refusal.value.params["missing"]
    assert isinstance(missing, list)
    assert sorted(one["field"] for one in missing) == sorted(fields)
    assert refusal.value.params["found"] == list(header)


def test_a_list_of_bureaus_needs_a_column_of_them() -> None:
    with pytest.raises(Invalid, match="属地监管所"):
        layout(("名称", "信用代码"), needs_bureau=True)


def test_a_map_names_columns_gives_constants_and_a_scheme(tmp_path: Path) -> None:
    found = layout(UK, mapped(tmp_path, MAP))
    assert dict(found.places) == {"name": 1, "bureau": 3, "id": 0}
    assert dict(found.constants) == {"type": "enterprise"}
    assert found.scheme == "X:FHRS"


def test_a_map_decides_between_columns_that_claim_one_field(tmp_path: Path) -> None:
    header = ("企业名称", "字号名称", "信用代码", "类型")
    found = layout(header, mapped(tmp_path, "[columns]\nname = '字号名称'\nindustry = '类型'\n"))
    assert dict(found.places) == {"name": 1, "industry": 3, "id": 2}, "a mapped column is looked at for nothing else"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[colums]\nname = 'a'", "map_key_unknown"),
        ("[columns]\nnom = 'a'", "map_key_unknown"),
        ("[constant]\nname = 'a'", "map_key_unknown"),
        ("[id]\nschema = 'X:A'", "map_key_unknown"),
        ("[columns]\ntype = 'a'\n[constant]\ntype = 'enterprise'", "map_field_twice"),
        ("[columns]\ntype = 'a'\nkind = 'b'", "map_field_twice"),
        ("[columns]\nid = 'a'\n[id]\ncolumn = 'b'", "map_field_twice"),
        ("[constant]\ntype = '待核实'", "map_value_unknown"),
        ("[id]\nscheme = 'FHRS'", "map_value_unknown"),
        ("[id]\nscheme = 'X:中文'", "map_value_unknown"),
        ("[columns]\nname = 1", "map_malformed"),
        ("columns = 'a'", "map_malformed"),
        ("[columns", "map_malformed"),
    ],
)
def test_a_map_that_says_something_unknown_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        mapped(tmp_path, text)
    assert refusal.value.code == code


def test_a_map_of_any_bytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Invalid, match="map_malformed"):
        read_map(path)
    with pytest.raises(Invalid, match="file_unreadable"):
        read_map(tmp_path / "absent.toml")


def test_a_column_that_a_map_names_and_the_file_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        layout(("a", "b"), mapped(tmp_path, MAP))
    assert refusal.value.code == "columns_missing"
    missing = refusal.value.params["missing"]
    assert isinstance(missing, list)
    assert {"businessname", "fhrsid"} <= {one["field"] for one in missing}


@pytest.mark.parametrize("header", [("祥符区市场主体名录",), ("", "祥符区市场主体名录", " ")])
def test_a_title_above_the_header_is_named(header: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refusal:
        layout(header)
    assert refusal.value.code == "title_above_header"
    assert refusal.value.params["read"] == "祥符区市场主体名录"
