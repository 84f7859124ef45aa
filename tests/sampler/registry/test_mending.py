"""Rejected rows that were mended, laid over the file they came from: as if the file had been right from the start."""

import csv
import gzip
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sampler.errors import Invalid
from sampler.registry import Import, ImportOptions, import_registry, mending
from sampler.registry.mending import mend
from sampler.registry.readers import open_source
from sampler.registry.rejects import read_rejects
from sampler.registry.source import OWN
from tests.sampler.registry.hostile import changed, files
from tests.sampler.registry.making import (
    HEADER,
    credit_code,
    csv_bytes,
    csv_file,
    entity,
    parquet_file,
    read,
    xlsx_file,
)

Rows = list[list[str]]
RIGHT = [entity(number) for number in range(1, 7)]
DIRTY: Sequence[Sequence[str]] = (
    entity(1),
    entity(2, code="9.14E+17"),
    entity(3)[:3],
    [*entity(4), "多"],
    entity(5, status="待核实"),
    entity(6),
)


def load(source: Path, *mended: Path, folder: Path) -> tuple[Import, Path]:
    """What an import gives, and its rejects."""
    rejects = folder / f"rejects-{len(mended) + 1}.csv"
    return import_registry(source, folder / "snapshots", ImportOptions(), mended=mended, rejects=rejects), rejects


def table(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def refusal(source: Path, mended: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(Invalid, match="file_problems") as refused:
        import_registry(source, source.parent / "snapshots", ImportOptions(), mended=[mended])
    assert refused.value.params["file"] == mended.name
    assert not list((source.parent / "snapshots").glob("*"))
    return [(one["row"], one["column"], one["code"]) for one in refused.value.params["problems"]]


def mended_file(folder: Path, rows: Sequence[Sequence[object]], *, header: Sequence[str] = (*HEADER, "_row")) -> Path:
    return csv_file(folder, rows, header=header, name="改好.csv")


@pytest.fixture
def right(tmp_path: Path) -> str | None:
    return load(csv_file(tmp_path, RIGHT, name="right.csv"), folder=tmp_path)[0].snapshot


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return csv_file(tmp_path, DIRTY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_mended_rows_and_the_original_are_one_registry(
    tmp_path: Path, source: Path, right: str | None, encoding: str
) -> None:
    found, rejects = load(source, folder=tmp_path)
    assert (found.rows, found.accepted, found.rejected) == (6, 2, 4)
    rows = [[*RIGHT[int(row[5]) - 2], *row[5:7], ""] for row in table(rejects)[1:]]
    again = csv_file(tmp_path, rows, header=table(rejects)[0], name="改好.csv", encoding=encoding)
    mended, left = load(source, again, folder=tmp_path)
    assert (mended.rows, mended.accepted, mended.rejected, mended.problems) == (6, 6, 0, {})
    assert mended.mended == {"row_mended": 4}
    assert (mended.snapshot, mended.file) == (right, "名录.csv")
    assert table(left) == [[*HEADER, "_row", "_problems", "_mended"]]


@pytest.mark.parametrize("make", [csv_file, xlsx_file, parquet_file])
def test_any_kind_of_file_mends_any_other(tmp_path: Path, right: str | None, make: object) -> None:
    shown = [entity(1), entity(2, code="9.14E+17"), *RIGHT[2:]]
    rows = [[*reversed(RIGHT[1]), 3]]
    header = (*reversed(HEADER), "_row")
    (tmp_path / "other").mkdir()
    mended = make(tmp_path / "other", rows, header=header)  # type: ignore[operator]
    for original in (csv_file(tmp_path, shown), xlsx_file(tmp_path, shown), parquet_file(tmp_path, shown)):
        assert load(original, mended, folder=tmp_path)[0].snapshot == right


def test_what_a_spreadsheet_did_to_a_code_is_a_problem_of_the_mended_row(tmp_path: Path, source: Path) -> None:
    (tmp_path / "other").mkdir()
    row = [9.14410212000000e17, *RIGHT[1][1:], 3]
    found, rejects = load(source, xlsx_file(tmp_path / "other", [row], header=(*HEADER, "_row")), folder=tmp_path)
    [first, *_] = found.first_problems
    assert (first.row, first.code, first.mended) == (3, "credit_code_scientific", "名录.xlsx 2")
    assert next(read_rejects(rejects)) == first


def test_a_second_round_mends_what_the_first_left(tmp_path: Path, source: Path, right: str | None) -> None:
    _, rejects = load(source, folder=tmp_path)
    half = tmp_path / "first.csv"
    header, *rows = table(rejects)
    rows[0] = [*RIGHT[1], *rows[0][5:]]
    rows[1] = [*entity(3, status="?"), *rows[1][5:7], ""]
    half.write_bytes(csv_bytes(rows[:3], header=header))  # one row mended, one wrongly, one as it was, one taken out
    found, rejects = load(source, half, folder=tmp_path)
    assert (found.rows, found.accepted, found.rejected) == (6, 3, 3)
    assert found.problems == {"field_count": 1, "status_unknown": 2}
    header, *rows = table(rejects)
    assert header == [*HEADER, "_row", "_problems", "_extra", "_mended"]
    assert [row[5:] for row in rows] == [
        ["4", "登记状态 status_unknown", "", "first.csv 3"],
        ["5", "field_count", "多", "first.csv 4"],
        ["6", "登记状态 status_unknown", "", ""],
    ]
    rest = tmp_path / "second.csv"
    rest.write_bytes(csv_bytes([[*RIGHT[int(row[5]) - 2], row[5], "", "", ""] for row in rows], header=header))
    found, _ = load(source, half, rest, folder=tmp_path)
    assert (found.snapshot, found.mended) == (right, {"row_mended": 4})
    assert load(rest, folder=tmp_path)[0].accepted == 3, "the mended file alone is a registry too"


def test_rows_are_compared_after_they_were_mended(tmp_path: Path) -> None:
    source = csv_file(tmp_path, [entity(1), entity(2), entity(2, name="另一家"), entity(4)])
    found, _ = load(source, folder=tmp_path)
    assert found.problems == {"id_conflict": 2}
    found, _ = load(source, mended_file(tmp_path, [[*entity(3), 4]]), folder=tmp_path)
    assert (found.accepted, found.problems) == (4, {})
    found, rejects = load(source, mended_file(tmp_path, [[*entity(4, name="另一家"), 4]]), folder=tmp_path)
    assert [(one.row, one.mended) for one in found.first_problems] == [(4, "改好.csv 2"), (5, "")]
    assert [(one.row, one.mended) for one in read_rejects(rejects)] == [(4, "改好.csv 2"), (5, "")]


def test_an_emptied_row_is_a_removed_one(tmp_path: Path, source: Path) -> None:
    found, _ = load(source, mended_file(tmp_path, [[""] * 6, [*RIGHT[1], 3]]), folder=tmp_path)
    assert (found.accepted, found.mended) == (3, {"row_mended": 1})


def test_a_cell_that_is_too_long_stays_rejected_and_hinders_no_other(tmp_path: Path) -> None:
    source = csv_file(tmp_path, [entity(1, name="长" * 40_000), entity(2, status="?")])
    _, rejects = load(source, folder=tmp_path)
    header, long, short = table(rejects)
    mended = csv_file(tmp_path, [long, [*entity(2), *short[5:]]], header=header, name="改好.csv")
    found, _ = load(source, mended, folder=tmp_path)
    assert (found.accepted, found.problems) == (1, {"cell_too_long": 1})


def test_marks_of_what_did_not_fit_count_without_the_column_of_problems(tmp_path: Path, source: Path) -> None:
    row = [*entity(3)[:3], "#缺", "410212101", "4"]
    found, _ = load(source, mended_file(tmp_path, [row]), folder=tmp_path)
    assert [one.code for one in found.first_problems if one.row == 4] == ["field_count"]


def test_all_that_is_wrong_with_the_numbers_is_told_at_once(tmp_path: Path, source: Path) -> None:
    numbers = ("x", "3", "3", "1", "8", "999999999999999999", "", "2")
    rows = [*([*RIGHT[1], number] for number in numbers), RIGHT[1][:2]]
    assert refusal(source, mended_file(tmp_path, rows)) == [
        (2, "_row", "row_malformed"),
        (4, "_row", "row_repeated"),
        (5, "_row", "row_unknown"),
        (6, "_row", "row_unknown"),
        (7, "_row", "row_malformed"),
        (8, "_row", "row_malformed"),
        (9, "_row", "mended_row_was_right"),
        (10, "", "field_count"),
    ]


def test_the_mended_file_of_another_registry_replaces_no_right_row(tmp_path: Path) -> None:
    ours = csv_file(tmp_path, RIGHT[:2], name="a.csv")
    theirs = mended_file(tmp_path, [[*RIGHT[4], 3]])
    assert refusal(ours, theirs) == [(2, "_row", "mended_row_was_right")]


def test_rows_rejected_because_of_another_are_mended(tmp_path: Path) -> None:
    source = csv_file(tmp_path, [entity(1), entity(1), entity(2), entity(2, name="另一家"), entity(5)])
    assert refusal(source, mended_file(tmp_path, [[*RIGHT[5], 2]])) == [(2, "_row", "mended_row_was_right")]
    second = [*RIGHT[5], 3]  # the first of two equal rows stands, the second is the repeat
    found, _ = load(source, mended_file(tmp_path, [second, [*RIGHT[2], 4], [*RIGHT[3], 5]]), folder=tmp_path)
    assert (found.accepted, found.problems) == (5, {})


def test_a_later_round_mends_anew_and_what_an_earlier_round_spoilt(tmp_path: Path) -> None:
    source = csv_file(tmp_path, [entity(1), entity(2, status="?"), entity(3)])
    first = csv_file(tmp_path, [[*entity(3, name="另一家"), 3]], header=(*HEADER, "_row"), name="first.csv")
    rows = [[*RIGHT[1], 3], [*RIGHT[3], 4]]  # the third row is right, and rejected because of the mended one
    second = csv_file(tmp_path, rows, header=(*HEADER, "_row"), name="second.csv")
    assert refusal(source, second) == [(3, "_row", "mended_row_was_right")]
    assert load(source, first, folder=tmp_path)[0].problems == {"id_conflict": 2}
    assert load(source, first, second, folder=tmp_path)[0].accepted == 3
    third = csv_file(tmp_path, [[*entity(2, name="又改"), 3]], header=(*HEADER, "_row"), name="third.csv")
    assert load(source, first, second, third, folder=tmp_path)[0].accepted == 3, "a row that was mended is mended anew"


def test_a_header_that_is_not_the_originals_is_told_column_by_column(tmp_path: Path, source: Path) -> None:
    assert refusal(source, mended_file(tmp_path, RIGHT, header=HEADER)) == [(1, "_row", "column_missing")]
    header = ("统一社会信用代码", "名称", "市场主体类型", "登记状态", "备注", "_row")
    assert refusal(source, mended_file(tmp_path, [[*RIGHT[0], "x"]], header=header)) == [
        (1, "市场主体名称", "column_missing"),
        (1, "属地监管所", "column_missing"),
        (1, "名称", "column_unknown"),
        (1, "备注", "column_unknown"),
        (2, "_row", "row_malformed"),
    ]
    twice = mended_file(tmp_path, [[*RIGHT[0], 3, 2]], header=(*HEADER, "_row", "_row"))
    assert refusal(source, twice) == [(1, "_row", "column_unknown")]


def test_an_empty_row_of_a_workbook_is_no_record_to_mend(tmp_path: Path) -> None:
    source = xlsx_file(tmp_path, [entity(1), [None] * 5, entity(2, status="?")])
    assert refusal(source, mended_file(tmp_path, [[*entity(2), 3]])) == [(2, "_row", "row_unknown")]
    assert load(source, mended_file(tmp_path, [[*entity(2), 4]]), folder=tmp_path)[0].accepted == 2


def test_columns_of_one_name_and_of_none_keep_their_order(tmp_path: Path) -> None:
    header = (*HEADER, "备注", "", "备注")
    source = csv_file(tmp_path, [[*entity(1, status="?"), "甲", "丙", "乙"]], header=header)
    _, rejects = load(source, folder=tmp_path)
    assert table(rejects)[1][5:8] == ["甲", "丙", "乙"]
    row = [*entity(1, status="??"), "子", "丑", "2"]
    mended = mended_file(tmp_path, [row], header=(*HEADER, "备注", "备注", "_row"))
    _, rejects = load(source, mended, folder=tmp_path)
    assert table(rejects)[1][5:8] == ["子", "丙", "丑"]


def test_rejects_never_replace_the_mended_file(tmp_path: Path, source: Path) -> None:
    mended = mended_file(tmp_path, [[*RIGHT[1], 3]])
    before = mended.read_bytes()
    with pytest.raises(Invalid, match="rejects_would_replace_source"):
        import_registry(source, tmp_path / "snapshots", ImportOptions(), mended=[mended], rejects=mended)
    assert mended.read_bytes() == before


def test_mended_rows_beyond_measure_are_refused(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "HELD", 100)
    with pytest.raises(Invalid, match="file_unpacks_too_large"):
        load(source, mended_file(tmp_path, [[*RIGHT[1], 3]]), folder=tmp_path)


def test_rows_are_mended_in_whatever_chunk_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("text", "parquet", "workbook"):
        monkeypatch.setattr(f"sampler.registry.{module}.CHUNK_ROWS", 2)
    rows = [entity(number, status="?" if number % 3 else "存续") for number in range(1, 20)]
    mended = mended_file(tmp_path, [[*entity(number), number + 1] for number in range(19, 0, -1) if number % 3])
    right = load(csv_file(tmp_path, [entity(n) for n in range(1, 20)], name="right.csv"), folder=tmp_path)[0]
    for original in (csv_file(tmp_path, rows), xlsx_file(tmp_path, rows), parquet_file(tmp_path, rows)):
        found, _ = load(original, mended, folder=tmp_path)
        assert (found.snapshot, found.mended) == (right.snapshot, {"row_mended": 13})


SPOILT = st.sampled_from(
    [
        lambda row: ["9.14E+17", *row[1:]],
        lambda row: [*row[:3], "待核实", row[4]],
        lambda row: [row[0], "", *row[2:]],
        lambda row: [*row[:4], "城关所"],
        lambda row: row[:2],
        lambda row: [*row, "多", "了"],
        lambda row: [row[0], '"没有合上', *row[2:]],
        lambda row: [credit_code(1), *row[1:]],  # the first row's id, saying something else
        lambda row: entity(1),  # or the same again
        lambda row: ["", "", "", "", row[4]],
    ]
)
KINDS = {"csv": csv_file, "gb18030": csv_file, "xlsx": xlsx_file, "parquet": parquet_file}


@settings(deadline=None, max_examples=60)
@given(
    spoil=st.lists(st.one_of(st.none(), SPOILT), max_size=12),
    kind=st.sampled_from(list(KINDS)),
    data=st.data(),
)
def test_mending_the_rejected_rows_gives_the_snapshot_of_the_right_file(
    tmp_path_factory: pytest.TempPathFactory, spoil: list[object], kind: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("mending")
    right = [entity(number) for number in range(1, len(spoil) + 2)]
    rows = [one(row) if callable(one) else row for one, row in zip([None, *spoil], right, strict=True)]
    source = csv_file(folder, rows)
    expected = load(csv_file(folder, right, name="right.csv"), folder=folder)[0]
    first, rejects = load(source, folder=folder)
    numbers = [int(row[5]) for row in table(rejects)[1:]]
    assert len(numbers) == first.rejected
    if not numbers:
        assert first.snapshot == expected.snapshot
        return
    mended = [[*right[number - 2], str(number)] for number in data.draw(st.permutations(numbers))]
    (folder / "other").mkdir()
    shape = {"encoding": "gb18030"} if kind == "gb18030" else {}
    path = KINDS[kind](folder / "other", mended, header=(*HEADER, "_row"), **shape)  # type: ignore[operator]
    found, left = load(source, path, folder=folder)
    assert (found.rows, found.accepted, found.problems) == (len(right), len(right), {})
    assert found.mended == {"row_mended": len(numbers)}
    assert found.snapshot == expected.snapshot
    assert len(table(left)) == 1


ANY_TEXT = st.one_of(st.text(max_size=6), st.from_regex("'{0,3}[=+\\-@＝\t\r\n']?.{0,3}", fullmatch=True))


@settings(deadline=None, max_examples=200)
@given(rows=st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=4), title=ANY_TEXT)
def test_any_text_comes_back_from_the_rejects_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], title: str
) -> None:
    """And no cell of the rejects file is one that a spreadsheet would run."""
    assume(not any(cell == "#缺" for row in rows for cell in row) and title not in OWN)
    folder = tmp_path_factory.mktemp("text")
    source = folder / "名录.csv"
    with source.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*HEADER, f"备注{title}", f"{title}说明"])
        writer.writerows([*entity(number, status="?"), *row] for number, row in enumerate(rows, 1))
    _, rejects = load(source, folder=folder)
    run = tuple("=+-@＝＋－＠\t\r\n")
    assert not [cell for row in table(rejects) for cell in row if cell.startswith(run) and cell not in ("-", "－")]
    original, returned = open_source(source), open_source(rejects)
    assert returned.header[: len(original.header)] == original.header
    for came in (returned, mend(original, rejects, np.arange(len(rows) + 2), lambda done, total: None)):
        shown = [cells[: len(original.header)] for _, cells, _ in read(came)]
        assert shown == [cells for _, cells, _ in read(original)]


SOUND = csv_bytes(
    [[*RIGHT[n], str(n + 2), "x", ""] for n in (1, 2, 3)], header=(*HEADER, "_row", "_problems", "_extra")
)


def parquet_of_mended() -> bytes:
    buffer = io.BytesIO()
    columns = dict(zip((*HEADER, "_row"), zip(*([*RIGHT[n], n + 2] for n in (1, 2)), strict=True), strict=True))
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


MENDED_BYTES = st.one_of(
    files(),
    changed(st.sampled_from([SOUND, gzip.compress(SOUND), SOUND.decode().encode("gb18030"), parquet_of_mended()])),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=MENDED_BYTES)
def test_any_bytes_mend_or_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    source, mended = csv_file(folder, DIRTY), folder / "改好.csv"
    mended.write_bytes(content)
    with suppress(Invalid):
        found, rejects = load(source, mended, folder=folder)
        assert found.rows == found.accepted + found.rejected == len(DIRTY)
        assert len(table(rejects)) == found.rejected + 1
    left = {path.name for path in folder.iterdir()}
    assert left <= {"名录.csv", "改好.csv", "snapshots", "rejects-2.csv"}, left


@pytest.mark.parametrize("content", [SOUND, parquet_of_mended()])
def test_the_mended_files_that_are_changed_are_sound_themselves(tmp_path: Path, source: Path, content: bytes) -> None:
    (tmp_path / "改好.csv").write_bytes(content)
    found, _ = load(source, tmp_path / "改好.csv", folder=tmp_path)
    assert found.mended["row_mended"] >= 1
