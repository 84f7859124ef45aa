"""From a file to a snapshot: every problem at once, what was mended counted, and rows = accepted + rejected, always."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.errors import Broken, Invalid
from sampler.registry import (
    Import,
    ImportOptions,
    Snapshot,
    import_registry,
    open_snapshot,
    read_map,
    record_numbers,
    spool,
)
from sampler.registry.source import ROW
from sampler.roster import Bureau, Bureaus
from tests.sampler.registry.making import (
    HEADER,
    Rows,
    credit_code,
    csv_bytes,
    csv_file,
    entity,
    parquet_file,
    registration_number,
    xlsx_file,
)

BUREAUS = Bureaus((Bureau(code="410212101", name="陈留市场监管所", aliases=("陈留所",)),))


def load(folder: Path, rows: Rows, *, options: ImportOptions | None = None, **shape: object) -> Import:
    return import_registry(csv_file(folder, rows, **shape), folder / "snapshots", options or ImportOptions())


def snapshot(found: Import) -> Snapshot:
    assert found.path is not None
    return open_snapshot(found.path)


def kept(found: Import) -> list[dict[str, str | None]]:
    return [row for batch in snapshot(found).batches() for row in batch.to_pylist()]


def problems(found: Import) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in found.first_problems]


def test_a_clean_file_is_accepted_whole_and_sorted_by_id(tmp_path: Path) -> None:
    found = load(tmp_path, [entity(2), entity(1, type="个体工商户", status="注销", code=credit_code(1, second="2"))])
    assert (found.rows, found.accepted, found.rejected, found.problems, found.mended) == (2, 2, 0, {}, {})
    assert [(row["id"], row["kind"], row["status"], row["bureau"]) for row in kept(found)] == [
        (credit_code(2), "enterprise", "存续", "410212101"),
        (credit_code(1, second="2"), "individual", "注销", "410212101"),
    ]


def test_every_cell_is_told_with_row_column_code_and_what_was_read(tmp_path: Path) -> None:
    rows = [entity(1), entity(2, code="9.14E+17", type="火星类型", status="待核实", name="-"), entity(3)]
    found = load(tmp_path, rows)
    assert (found.rows, found.accepted, found.rejected) == (3, 2, 1)
    assert sorted((p.column, p.code, p.read) for p in found.first_problems) == [
        ("市场主体名称", "name_missing", "-"),
        ("市场主体类型", "type_unknown", "火星类型"),
        ("登记状态", "status_unknown", "待核实"),
        ("统一社会信用代码", "credit_code_scientific", "9.14E+17"),
    ]
    assert {p.row for p in found.first_problems} == {3}


def test_the_same_rows_are_one_snapshot_whatever_the_file(tmp_path: Path) -> None:
    rows = [entity(number) for number in range(50)]
    mixed = random.Random(1).sample(rows, len(rows))
    found = {
        load(tmp_path, rows).snapshot,
        load(tmp_path, mixed, encoding="gb18030", delimiter="\t").snapshot,
        load(tmp_path, mixed, name="a.csv.gz").snapshot,
        import_registry(xlsx_file(tmp_path, mixed), tmp_path / "snapshots", ImportOptions()).snapshot,
        import_registry(parquet_file(tmp_path, rows), tmp_path / "snapshots", ImportOptions()).snapshot,
    }
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "snapshots").iterdir()] == [f"{found.pop()}.parquet"]


def test_a_snapshot_read_as_a_registry_is_itself(tmp_path: Path) -> None:
    rows = [entity(1), entity(2, code=registration_number(2)), entity(3, status="迁出", bureau="")]
    first = load(tmp_path, rows)
    assert first.path is not None
    again = import_registry(first.path, tmp_path / "snapshots", ImportOptions())
    assert (again.snapshot, again.accepted, again.rejected, again.mended) == (first.snapshot, 3, 0, {})


def test_codes_are_mended_and_counted(tmp_path: Path) -> None:
    wide = credit_code(2).translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    rows = [
        entity(1, code=credit_code(1, second="1", division="41021A").lower()),
        entity(2, code=wide),
        entity(3, code=f"{credit_code(3)[:9]} {credit_code(3)[9:]}\u3000"),
        entity(4, code=f'="{credit_code(4)}"'),
        entity(5, code=registration_number(5)),
    ]
    found = load(tmp_path, rows)
    assert found.mended == {
        "lower_case": 1, "full_width": 1, "space_in_code": 1, "text_marker": 1, "registration_number_in_code_column": 1,
    }  # fmt: skip
    assert {row["id"] for row in kept(found)} == {
        credit_code(1, division="41021A"), *map(credit_code, (2, 3, 4)), f"R:{registration_number(5)}",
    }  # fmt: skip


def test_a_registration_number_stands_in_for_a_missing_code(tmp_path: Path) -> None:
    header = ("统一社会信用代码", "注册号", "名称", "类型")
    rows = [
        ["N/A", registration_number(1), "甲", "企业"],
        [credit_code(2), registration_number(2), "乙", "企业"],
        ["", registration_number(3)[:13], "丙", "企业"],
        ["9.14E+17", registration_number(4), "丁", "企业"],
        ["", "", "戊", "企业"],
    ]
    found = load(tmp_path, rows, header=header)
    assert [row["id"] for row in kept(found)] == [credit_code(2), f"R:{registration_number(1)}"]
    assert found.mended["registration_number_used"] == 1
    assert problems(found) == [
        (4, "注册号", "registration_number_length"),
        (5, "统一社会信用代码", "credit_code_scientific"),
        (6, "统一社会信用代码", "id_missing"),
    ]


def test_numbers_of_a_spreadsheet_that_lost_their_digits_are_named(tmp_path: Path) -> None:
    rows = [[914102120000000017, *entity(1)[1:]], [int(registration_number(2)), *entity(2)[1:]]]
    found = import_registry(xlsx_file(tmp_path, rows), tmp_path / "snapshots", ImportOptions())
    assert found.problems == {"credit_code_scientific": 1}
    assert [row["id"] for row in kept(found)] == [f"R:{registration_number(2)}"]


def test_the_words_of_the_type_win_over_the_code_and_the_code_speaks_where_they_are_missing(tmp_path: Path) -> None:
    rows = [
        entity(1, code=credit_code(1, second="2")),
        entity(2, code=credit_code(2, second="2"), type="N/A"),
        entity(3, code=credit_code(3, second="3"), type=""),
        entity(4, code=credit_code(4, second="9"), type=""),
        entity(5, code=registration_number(5, seventh="6"), type="无"),
    ]
    found = load(tmp_path, rows)
    assert sorted((str(row["name"])[3], row["kind"]) for row in kept(found)) == [
        ("1", "enterprise"), ("2", "individual"), ("3", "cooperative"), ("4", "other"), ("5", "individual"),
    ]  # fmt: skip
    assert found.mended["type_words_over_code"] == 1
    assert found.mended["type_from_code"] == 4


def test_without_a_status_column_everybody_is_active_and_that_is_said(tmp_path: Path) -> None:
    found = load(tmp_path, [entity(1)[:3], entity(2)[:3]], header=HEADER[:3])
    assert {row["status"] for row in kept(found)} == {"存续"}
    assert found.mended["status_assumed"] == 2
    assert load(tmp_path, [entity(1, status="")]).problems == {"status_missing": 1}


def test_bureaus_are_listed_words_or_codes_and_nothing_else(tmp_path: Path) -> None:
    rows = [entity(1, bureau="陈留所"), entity(2, bureau="410212101"), entity(3, bureau="城关所"), entity(4, bureau="")]
    listed = load(tmp_path, rows, options=ImportOptions(bureaus=BUREAUS))
    assert [row["bureau"] for row in kept(listed)] == ["410212101"] * 2
    assert problems(listed) == [(4, "属地监管所", "bureau_unlisted"), (5, "属地监管所", "bureau_missing")]
    alone = load(tmp_path, rows)
    assert [row["bureau"] for row in kept(alone)] == ["410212101", None]
    assert alone.problems == {"bureau_unlisted": 2}
    assert alone.notes == {"bureau_absent": 1}


def test_the_codes_division_stands_in_only_where_asked_for(tmp_path: Path) -> None:
    rows = [entity(1, bureau=""), entity(2, bureau="410212101"), entity(3, code=registration_number(3), bureau="")]
    found = load(tmp_path, rows, options=ImportOptions(bureau_from_code=True))
    assert [row["bureau"] for row in kept(found)] == ["410212", "410212101", "410224"]
    assert found.mended["bureau_from_code"] == 2
    both = load(tmp_path, rows, options=ImportOptions(bureau_from_code=True, bureaus=BUREAUS))
    assert [row["bureau"] for row in kept(both)] == ["410212101"]
    assert both.problems == {"bureau_unlisted": 2}


def test_an_identical_repeat_is_rejected_and_the_first_stands(tmp_path: Path) -> None:
    rows = [entity(1), entity(2), entity(1, code=credit_code(1).lower(), status="在业"), entity(1)]
    found = load(tmp_path, rows)
    assert (found.accepted, problems(found)) == (
        2,
        [(4, "统一社会信用代码", "repeated"), (5, "统一社会信用代码", "repeated")],
    )


def test_columns_that_mean_nothing_to_us_make_no_difference_between_rows(tmp_path: Path) -> None:
    rows = [["1", *entity(1)], ["2", *entity(1)]]
    assert load(tmp_path, rows, header=("序号", *HEADER)).problems == {"repeated": 1}


def test_one_id_with_different_content_rejects_all_its_rows(tmp_path: Path) -> None:
    found = load(tmp_path, [entity(1), entity(2), entity(1), entity(1, name="另一家公司")])
    assert (found.accepted, found.rejected) == (1, 3)
    assert {row for row, _, code in problems(found) if code == "id_conflict"} == {2, 4, 5}
    assert found.problems == {"id_conflict": 3}


def test_a_row_with_a_problem_of_its_own_conflicts_as_well(tmp_path: Path) -> None:
    found = load(tmp_path, [entity(1), entity(1, status="待核实")])
    assert (found.accepted, found.problems) == (0, {"id_conflict": 2, "status_unknown": 1})
    assert found.snapshot is None
    assert found.path is None


def test_ragged_rows_have_that_one_problem(tmp_path: Path) -> None:
    found = load(tmp_path, [entity(1), entity(2)[:3], [*entity(3), "", "x"], ["", "", "", "", "410212101"]])
    assert problems(found)[:2] == [(3, "", "field_count"), (4, "", "field_count")]
    assert [p.read for p in found.first_problems[:2]] == ["3", "7"]
    assert found.problems == {"field_count": 2, "id_missing": 1, "name_missing": 1, "status_missing": 1}


def test_rare_and_private_characters(tmp_path: Path) -> None:
    rows = [
        entity(1, name="𠮷㙟䶮𬭚𰻝（演示）"),
        entity(2, name="甲\ue81e乙"),
        entity(3, name="甲\ue000乙"),
        entity(4, name="甲\ufffd乙"),
        entity(5, name="甲\u202e乙"),
        entity(6, name="=HYPERLINK(1)"),
    ]
    found = load(tmp_path, rows, encoding="gb18030")
    assert [row["name"] for row in kept(found)] == ["𠮷㙟䶮𬭚𰻝（演示）", "甲龴乙", "甲\ue000乙"]
    assert (found.mended, found.notes) == ({"private_use_replaced": 1}, {"private_use_character": 1})
    assert [code for _, _, code in problems(found)] == ["character_unreadable", "character_forbidden", "formula"]


def test_further_fields_are_put_in_one_spelling(tmp_path: Path) -> None:
    header = (*HEADER, "成立日期", "信用风险等级", "行政区划", "住所", "上次检查日期")
    rows = [
        [*entity(1), "2012年7月17日", "Ａ类（信用风险低）", "410212101000", '"一层\r\n二层"', "20260102"],
        [*entity(2), "不详", "未评级", "祥符区", "无", "2026-02-30"],
        [*entity(3), "", "E", "", "", ""],
    ]
    found = load(tmp_path, rows, header=header)
    names = ("established", "risk", "division", "address", "last_inspected")
    assert [[row[name] for name in names] for row in kept(found)] == [
        ["2012-07-17", "A", "410212", "一层 二层", "2026-01-02"],
        [None, None, None, None, None],
    ]
    assert found.problems == {"risk_unknown": 1}
    assert found.notes == {"date_unreadable": 1, "division_unreadable": 1}
    assert found.mended == {"line_break": 1}


def test_ids_of_another_scheme(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(
        "[columns]\nname='businessname'\nbureau='authority'\n[constant]\ntype='enterprise'\n"
        "[id]\nscheme='X:FHRS'\ncolumn='fhrsid'\n"
    )
    options = ImportOptions(columns=read_map(tmp_path / "map.toml"))
    rows = [["100000", "Chatsworth", "512"], ["a b", "B", "512"], ["", "C", "512"], ["ｐ-1", "D", "512"]]
    found = load(tmp_path, rows, header=("fhrsid", "businessname", "authority"), options=options)
    assert [row["id"] for row in kept(found)] == ["X:FHRS:100000", "X:FHRS:AB", "X:FHRS:P-1"]
    assert found.problems == {"id_missing": 1}
    assert {row["kind"] for row in kept(found)} == {"enterprise"}


def test_a_type_that_a_map_fixes_says_nothing_against_the_code(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text("[constant]\ntype='enterprise'\n")
    rows = [entity(1, code=credit_code(1, second="2"), type="个体工商户"), entity(2)]
    found = load(tmp_path, rows, options=ImportOptions(columns=read_map(tmp_path / "map.toml")))
    assert [row["kind"] for row in kept(found)] == ["enterprise", "enterprise"]
    assert found.mended == {}


def test_an_id_that_gives_no_kind_needs_words_for_it(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text("[id]\nscheme='X:A'\ncolumn='no'\n")
    options = ImportOptions(columns=read_map(tmp_path / "map.toml"))
    assert load(tmp_path, [["1", "甲"]], header=("no", "name"), options=options).problems == {"type_missing": 1}


def test_the_record_of_an_entity_is_found_again_as_the_user_s_file_counts(tmp_path: Path) -> None:
    wide = credit_code(3).translate({ord("9"): "９"})
    rows = [
        entity(1),
        ["", "", "", "", ""],
        entity(2, status="？"),
        entity(2),
        entity(3, code=wide),
        entity(3),
        entity(4),
    ]
    path = csv_file(tmp_path, rows)
    ids = [credit_code(number) for number in (2, 3, 5)]
    assert record_numbers(path, ids, ImportOptions()) == {credit_code(2): 5, credit_code(3): 6}
    assert record_numbers(path, [], ImportOptions()) == {}
    import_registry(path, tmp_path / "snapshots", ImportOptions(), rejects=tmp_path / "rejects.csv")
    mended = tmp_path / "mended.csv"
    mended.write_text((tmp_path / "rejects.csv").read_text("utf-8-sig").replace("？", "存续"), "utf-8")
    assert record_numbers(path, ids, ImportOptions(), mended=[mended])[credit_code(2)] == 4


def test_a_file_with_a_header_alone_is_no_snapshot(tmp_path: Path) -> None:
    found = load(tmp_path, [])
    assert (found.rows, found.accepted, found.rejected, found.snapshot) == (0, 0, 0, None)
    assert list((tmp_path / "snapshots").iterdir()) == []


def test_more_rows_than_are_held_at_once_give_the_same_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [entity(number) for number in range(60)]
    whole = load(tmp_path, rows)
    monkeypatch.setattr(spool, "BAND_ROWS", 1)
    monkeypatch.setattr("sampler.registry.snapshot.GROUP_ROWS", 1)
    banded = load(tmp_path, rows[::-1])
    assert kept(banded) == kept(whole)


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = csv_file(tmp_path, [entity(number) for number in range(5)])
    import_registry(path, tmp_path, ImportOptions(), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_a_folder_that_cannot_be_written_is_the_environments_fault(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [entity(1)])
    with pytest.raises(Broken, match="disk_failed"):
        import_registry(path, path / "snapshots", ImportOptions())
    with pytest.raises(Broken, match="disk_failed"):
        import_registry(path, tmp_path / "snapshots", ImportOptions(), rejects=tmp_path / "absent" / "rejects.csv")
    assert not list((tmp_path / "snapshots").iterdir())


DIRTY: tuple[Sequence[str], ...] = (
    entity(2)[:3],
    [*entity(3), "x"],
    entity(4, code="9.14E+17"),
    entity(5, status="待核实", name='他说""好""'),
    entity(6, bureau="城关所"),
    entity(7),
    entity(7, name="另一家公司"),
    entity(8, name=" =1+1"),
)


def rejects_of(found_in: Path, folder: Path) -> list[list[str]]:
    rejects = folder / "rejects.csv"
    import_registry(found_in, folder / "snapshots", ImportOptions(), rejects=rejects)
    assert rejects.read_bytes().startswith(b"\xef\xbb\xbf")
    with rejects.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_rejects_are_the_rows_as_read_with_their_number_and_problems(tmp_path: Path) -> None:
    header, *rows = rejects_of(csv_file(tmp_path, [entity(1), *DIRTY]), tmp_path)
    assert header == [*HEADER, "_row", "_problems", "_extra"]
    assert [row[5] for row in rows] == [str(number) for number in range(3, 3 + len(DIRTY))]
    assert rows[0] == [*entity(2)[:3], "#缺", "#缺", "3", "field_count", ""]
    assert rows[1] == [*entity(3), "4", "field_count", "x"]
    assert rows[2] == ["9.14E+17", *entity(4)[1:], "5", "统一社会信用代码 credit_code_scientific", ""]
    assert rows[7][:5] == entity(8, name=" =1+1"), "the text is the file's own, to the space"


def test_rejects_without_a_ragged_row_have_no_third_column(tmp_path: Path) -> None:
    header, row = rejects_of(csv_file(tmp_path, [entity(1), entity(2, status="?")]), tmp_path)
    assert header == [*HEADER, "_row", "_problems"]
    assert row == [*entity(2, status="?"), "3", "登记状态 status_unknown"]


def test_rejects_loaded_again_unmended_are_rejected_again(tmp_path: Path) -> None:
    first = rejects_of(csv_file(tmp_path, [entity(1), *DIRTY]), tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    (again / "rejects-1.csv").write_bytes((tmp_path / "rejects.csv").read_bytes())
    second = rejects_of(again / "rejects-1.csv", again)
    assert second[0] == first[0]
    assert [row[:5] for row in second] == [row[:5] for row in first]


def test_mended_rejects_are_accepted(tmp_path: Path) -> None:
    header, *rows = rejects_of(csv_file(tmp_path, [entity(1), *DIRTY]), tmp_path)
    mended = [[*entity(number), "", "", ""] for number, _ in enumerate(rows, start=20)]
    found = load(tmp_path, mended, header=header)
    assert (found.rows, found.rejected) == (len(DIRTY), 0)


def test_rejects_of_a_workbook_and_of_parquet(tmp_path: Path) -> None:
    rows = [entity(1), entity(2, status="待核实")]
    for path in (xlsx_file(tmp_path, rows), parquet_file(tmp_path, rows)):
        assert rejects_of(path, tmp_path)[1:] == [[*rows[1], "3", "登记状态 status_unknown"]]


def test_rejects_never_replace_the_file_they_come_from(tmp_path: Path) -> None:
    path = csv_file(tmp_path, DIRTY)
    before = path.read_bytes()
    with pytest.raises(Invalid, match="rejects_would_replace_source"):
        import_registry(path, tmp_path / "snapshots", ImportOptions(), rejects=path)
    assert path.read_bytes() == before


CELLS = {
    "code": st.sampled_from([credit_code(1), credit_code(2).lower(), "9.14E+17", "", registration_number(1), "丙"]),
    "name": st.sampled_from(["甲", "乙", "", "\x00", "甲\ufffd"]),
    "type": st.sampled_from(["企业", "N/A", "火星类型"]),
    "status": st.sampled_from(["存续", "注销", "", "?"]),
    "bureau": st.sampled_from(["410212101", "", "城关所"]),
}
SOME_ROWS = st.lists(st.tuples(*CELLS.values()).flatmap(lambda row: st.sampled_from([row, row[:3], (*row, "x")])))


@settings(deadline=None, max_examples=40)
@given(rows=SOME_ROWS)
def test_rows_are_accepted_or_rejected_and_each_reject_has_a_reason(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Sequence[str]]
) -> None:
    folder = tmp_path_factory.mktemp("import")
    path, rejects = folder / "a.csv", folder / "rejects.csv"
    path.write_bytes(csv_bytes(rows))
    found = import_registry(path, folder, ImportOptions(), rejects=rejects)
    with rejects.open(encoding="utf-8-sig", newline="") as stream:
        rejected = list(csv.DictReader(stream))
    assert found.rows == found.accepted + found.rejected == len(rows)
    assert len(rejected) == found.rejected == len({problem.row for problem in found.first_problems})
    assert all(row["_problems"] for row in rejected)
    assert sum(found.problems.values()) == len(found.first_problems)
    stands = [entity["id"] for entity in kept(found)] if found.path else []
    assert len(stands) == found.accepted == len(set(stands))
    assert stands == sorted(str(entity_id) for entity_id in stands)
    assert [int(row[ROW]) for row in rejected] == sorted(int(row[ROW]) for row in rejected)
