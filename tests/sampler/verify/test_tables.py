"""Files 10 to 13: well-formed, sorted, unique, and what the notice says of them; a full team for every entity."""

import json

import pytest

from sampler import verify as v

from .authority import FRAME, INSPECTORS, cautioned, failing, set_key, sha, table

ROW = ("91410212000000099X", "enterprise", "101")
FRAME_ROWS = [
    [(*ROW, "more")],
    [ROW[:2]],
    [("", "enterprise", "101")],
    [("91410212000000099X", "", "101")],
    [("91410212000000099X", "enterprise", "")],
    [("91410212000000099X", "enterprise", "*")],
    [("91410212000000099X", "enterprise", "城关")],
    [("91410212000000099x", "enterprise", "101")],
    [("91410212000000099", "enterprise", "101")],
    [("R:41021260000001", "enterprise", "101")],
    [("R:4102126000000151", "enterprise", "101")],
    [("X:FHRS:", "enterprise", "101")],
    [("X::1", "enterprise", "101")],
    [("X:fhrs:1", "enterprise", "101")],
    [("X:FHRS:" + "1" * 58, "enterprise", "101")],
    [ROW, ROW],
    [ROW, (ROW[0], "enterprise", "102")],
]


@pytest.mark.parametrize("rows", FRAME_ROWS, ids=range(len(FRAME_ROWS)))
def test_a_malformed_frame(authority, rows):
    draw = authority.draw(frame=[*FRAME, *rows])
    assert ("table", v.FRAME) in failing(v.verify([draw.folder]))


@pytest.mark.parametrize("entity", ["X:FHRS:" + "1" * 57, "R:410212600000015", "X:A-1.B:1:2", "000000000000000000"])
def test_an_id(authority, entity):
    assert v.verify([authority.draw(frame=[*FRAME, (entity, "enterprise", "101")]).folder]).ok


def rewritten(authority, file, rows, **tables):
    """A draw whose notice fits a file that is written in this very order."""

    draw = authority.draw(**tables)
    text = rows if isinstance(rows, bytes) else table(rows).encode()
    (draw.folder / file).write_bytes(text)
    key = {v.FRAME: "frame", v.INSPECTORS: "inspectors", v.RECUSALS: "recusals", v.EXCLUDED: "excluded"}[file]
    set_key(draw.folder / v.NOTICE, f"{key}_sha256", sha(text))
    return draw


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        (v.FRAME, [FRAME[1], FRAME[0], *FRAME[2:]]),
        (v.FRAME, [FRAME[0], *FRAME]),
        (v.FRAME, b""),
        (v.FRAME, table(FRAME).encode()[:-1]),
        (v.FRAME, table(FRAME).encode() + b"\n"),
        (v.FRAME, b"\n" + table(FRAME).encode()),
        (v.FRAME, table(FRAME).encode().replace(b"\t", b"\t\t", 1)),
        (v.FRAME, table(FRAME).encode().replace(b"\n", b"\r\n")),
        (v.INSPECTORS, [*INSPECTORS[::-1]]),
        (v.INSPECTORS, [INSPECTORS[0], (INSPECTORS[0][0], "102"), *INSPECTORS[1:]]),
        (v.INSPECTORS, [("王 伟", "101"), *INSPECTORS]),
        (v.INSPECTORS, [*INSPECTORS, ("z1", "**")]),
        (v.RECUSALS, [("a1", FRAME[2][0], "x"), ("a1", FRAME[0][0], "x")]),
        (v.RECUSALS, [("a1", FRAME[0][0], "x"), ("a1", FRAME[0][0], "y")]),
        (v.RECUSALS, [("a1", FRAME[0][0], "")]),
        (v.RECUSALS, [("a1", FRAME[0][0], "a|b")]),
        (v.RECUSALS, [("zz", FRAME[0][0], "x")]),
        (v.RECUSALS, [("a1", ROW[0], "x")]),
        (v.EXCLUDED, [(ROW[0], "")]),
        (v.EXCLUDED, [("91410212000000098X", "x"), ("91410212000000097X", "x")]),
        (v.EXCLUDED, [("91410212000000098X", "x"), ("91410212000000098X", "y")]),
        (v.EXCLUDED, [("nobody", "x")]),
    ],
)
def test_a_frozen_table_that_fits_the_notice_is_still_well_formed(authority, file, rows):
    draw = rewritten(authority, file, rows)
    found = failing(v.verify([draw.folder]))
    assert {name for name, where in found if where == file} & {"table", "bytes", "recusals_known"} or (
        rows == b"" and {name for name, _ in found} >= {"counts", "numbers_of_lines"}
    )


def test_an_excluded_entity_does_not_stand_in_the_frame(authority):
    draw = authority.draw(excluded=[(FRAME[0][0], "注销")])
    assert failing(v.verify([draw.folder])) == {("excluded_apart", v.EXCLUDED)}


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("registry_sha256", "a" * 64, "registry_sha256"),
        ("registry_count", "21", "numbers_of_lines"),
        ("frame_count", "21", "numbers_of_lines"),
        ("excluded_count", "1", "numbers_of_lines"),
        ("frame_merkle", "a" * 64, "frame_merkle"),
        ("count.enterprise", "11", "counts"),
    ],
)
def test_the_notice_s_figures(authority, key, value, rule):
    draw = authority.draw(**{key: value})
    assert failing(v.verify([draw.folder])) == {(rule, v.NOTICE)}


@pytest.mark.parametrize(
    ("key", "file"),
    [
        ("frame_sha256", v.FRAME),
        ("inspectors_sha256", v.INSPECTORS),
        ("recusals_sha256", v.RECUSALS),
        ("excluded_sha256", v.EXCLUDED),
    ],
)
def test_the_notice_s_hashes(authority, key, file):
    """In a frozen folder nothing vouches for the notice, so both are named; later entries clear it."""
    draw = authority.draw(**{key: "a" * 64})
    assert failing(v.verify([draw.folder])) == {(key, file), (key, v.NOTICE)}
    draw.ceremony()
    assert failing(v.verify([draw.folder])) == {(key, file)}


def test_counts_and_sizes_name_the_frame_s_strata(authority):
    draw = authority.draw()
    text = (draw.folder / v.NOTICE).read_text()
    for old, new, rule in (
        ("size.individual=1/3\n", "", "strata"),
        ("count.individual=8\n", "", "counts"),
        ("size.individual=1/3\n", "size.individual=1/3\nsize.individual/A=1/3\n", "strata"),
        ("count.individual=8\n", "count.individual=8\ncount.individual/A=1\n", "counts"),
    ):
        (draw.folder / v.NOTICE).write_text(text.replace(old, new))
        assert failing(v.verify([draw.folder])) == {(rule, v.NOTICE)}


def test_bureaus_only_means_empty_files_11_and_12(authority):
    assert v.verify([authority.draw("a", inspectors=(), team_size=0).folder]).ok
    draw = authority.draw("b", team_size=0)
    assert failing(v.verify([draw.folder])) == {("team_files", v.INSPECTORS)}
    draw = authority.draw("c", team_size=0, recusals=[("a1", FRAME[0][0], "x")])
    assert failing(v.verify([draw.folder])) == {("team_files", v.INSPECTORS), ("team_files", v.RECUSALS)}


@pytest.mark.parametrize(
    ("inspectors", "recusals", "team"),
    [
        ([("a1", "101"), ("b1", "102"), ("b2", "102")], [], 2),
        ([("a1", "101"), ("a2", "101"), ("b1", "102"), ("b2", "102")], [("a1", FRAME[0][0], "x")], 2),
        ([("p1", "*"), ("p2", "*")], [("p1", FRAME[7][0], "x")], 2),
        (INSPECTORS, [], 6),
        (INSPECTORS, [], 999_999_999),
        ([], [], 1),
    ],
)
def test_every_entity_of_the_frame_needs_a_full_team(authority, inspectors, recusals, team):
    draw = authority.draw(inspectors=inspectors, recusals=recusals, team_size=team).complete()
    assert ("team_feasible", v.INSPECTORS) in failing(v.verify([draw.folder]))


def test_a_recusal_from_another_bureau_s_entity_takes_nobody_away(authority):
    inspectors = [("a1", "101"), ("a2", "101"), ("b1", "102"), ("b2", "102")]
    draw = authority.draw(inspectors=inspectors, recusals=[("b1", FRAME[0][0], "x")])
    verdict = v.verify([draw.folder])
    assert verdict.ok
    assert cautioned(verdict, "few_inspectors") == ["20 of 20 in the frame"]


def test_few_inspectors_are_counted(authority):
    recusals = [("a1", FRAME[0][0], "x"), ("a2", FRAME[0][0], "x"), ("b1", FRAME[1][0], "x")]
    verdict = v.verify([authority.draw(recusals=recusals).folder])
    assert cautioned(verdict, "few_inspectors") == ["2 of 20 in the frame"]  # 5 eligible for 101, 4 for 102
    assert verdict.counted == {"few_inspectors": 2}


def test_that_nobody_has_few_inspectors_is_said_without_alarm(authority):
    verdict = v.verify([authority.draw().folder])
    assert cautioned(verdict, "few_inspectors") == []
    said = [line for line in v.as_lines(verdict) if "eligible inspectors" in line]
    assert said == ["entities had fewer than team_size + 2 eligible inspectors 可选检查人员过少的户数: 0"]
    assert json.loads(v.as_json(verdict))["counted"] == {"few_inspectors": 0}
