"""Each rule of SSJ1 1, 3, 4, 5, 8 and 9 that a record folder can break, broken alone and found by its name."""

import os
import shutil

import pytest

from sampler import verify as v

from .authority import (
    FRAME,
    INSPECTORS,
    SALT,
    Authority,
    cautioned,
    edit,
    entities,
    failing,
    reseal,
    set_key,
    sha,
    table,
)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "chain")


def rules(folder, **more):
    return {name for name, _ in failing(v.verify([folder], **more))}


# --- section 1: bytes -----------------------------------------------------------------------------------------

BYTES = [
    (b"SSJ1 draw\n", b"\xef\xbb\xbfSSJ1 draw\n", "bytes"),
    (b"SSJ1 draw\n", b"SSJ1 draw\r\n", "bytes"),
    (b"SSJ1 draw\n", b"SSJ2 draw\n", "kind"),
    (b"SSJ1 draw\n", b"SSJ1  draw\n", "kind"),
    (b"SSJ1 draw\n", b"SSJ1 ceremony\n", "kind"),
    (b"SSJ1 draw\n", b"\nSSJ1 draw\n", "kind"),
    (b"thrown", b"th\x00rown", "bytes"),
    (b"thrown", b"th\x0brown", "bytes"),
    (b"thrown", b"th\trown", "bytes"),
    (b"thrown", b"th|rown", "bytes"),
    (b"thrown", b"th\x7frown", "bytes"),
    (b"thrown", "th\x80rown".encode(), "bytes"),
    (b"thrown", "th\x9frown".encode(), "bytes"),
    (b"thrown", "th\u202erown".encode(), "bytes"),
    (b"thrown", "th\u2066rown".encode(), "bytes"),
    (b"thrown", "th\u2069rown".encode(), "bytes"),
    (b"thrown", b"th\xffrown", "bytes"),
    (b"thrown", b"th\xed\xa0\x80rown", "bytes"),
]


@pytest.mark.parametrize(("old", "new", "rule"), BYTES)
def test_byte_rules_of_entries(authority, old, new, rule):
    draw = authority.draw()
    edit(draw.folder / v.NOTICE, old, new)
    assert failing(v.verify([draw.folder])) == {(rule, v.NOTICE)}


@pytest.mark.parametrize("file", [v.NOTICE, v.FRAME, v.RECUSALS, v.CEREMONY, v.OUTCOME, v.SUMS])
def test_every_file_but_the_seed_ends_with_lf(authority, file):
    draw = authority.draw(recusals=[("a1", FRAME[0][0], "亲属")]).complete()
    path = draw.folder / file
    path.write_bytes(path.read_bytes()[:-1])
    assert ("bytes", file) in failing(v.verify([draw.folder]))


def test_the_seed_does_not_end_with_lf(authority):
    draw = authority.draw().complete()
    (draw.folder / v.SEED).write_bytes((draw.folder / v.SEED).read_bytes() + b"\n")
    reseal(draw.folder)
    assert ("seed_text", v.SEED) in failing(v.verify([draw.folder]))


def test_names_may_hold_what_the_rules_do_not_forbid(authority):
    draw = authority.draw(seed_source="骰子 𠮷 𰻝 \u2028 = 20 × \u200b\ufeff")
    assert v.verify([draw.folder]).ok


# --- the notice's keys and values -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("team_size=2\n", ""),
        ("team_size=2\n", "team_size=2\nteam_size=2\n"),
        ("team_size=2\n", "team_size=2\nremark=none\n"),
        ("team_size=2\n", "team_size = 2\n"),
        ("team_size=2\n", "team_size 2\n"),
        ("team_size=2\n", "\nteam_size=2\n"),
        ("min_per_stratum=1\nteam_size=2\n", "team_size=2\nmin_per_stratum=1\n"),
        ("count.enterprise=12\ncount.individual=8\n", "count.individual=8\ncount.enterprise=12\n"),
        ("count.enterprise=12\n", "count.enterprise=12\ncount.enterprise=12\n"),
        ("size.enterprise=1/3\nsize.individual=1/3\n", "size.individual=1/3\nsize.enterprise=1/3\n"),
        ("size.enterprise=1/3\n", "count.zzz=1\nsize.enterprise=1/3\n"),
        ("count.enterprise=12\n", "size.enterprise=1/3\ncount.enterprise=12\n"),
        ("authority=410212\nnumber=1\n", "number=1\nauthority=410212\n"),
    ],
)
def test_keys_stand_once_and_in_order(authority, old, new):
    draw = authority.draw()
    text = (draw.folder / v.NOTICE).read_text()
    (draw.folder / v.NOTICE).write_text(text.replace(old, new))
    found = failing(v.verify([draw.folder]))
    assert found <= {("keys", v.NOTICE), ("counts", v.NOTICE)}
    assert found


VALUES = {
    "authority": ["", "41 0212", "祥符", "a" * 65, "a/b"],
    "number": ["0", "01", "-1", "1.0", "", "1000000000", "１"],
    "prev": ["", "0" * 63, "A" * 64, "g" * 64],
    "at": ["", "2026-11-10", "2026-11-10T01:00:00", "2026-11-10t01:00:00Z", "2026-02-29T01:00:00Z"],
    "draw_id": ["", "410212 1", "x" * 65],
    "registry_sha256": ["", "A" * 64],
    "registry_count": ["0", "020"],
    "frame_count": ["0", "+20"],
    "frame_merkle": [""],
    "excluded_count": ["", "00"],
    "count.enterprise": ["0", "012", ""],
    "size.enterprise": ["0", "0/3", "4/3", "1/0", "1/3 ", "1/03", "01/3", "0.03", "3%", "", "1/3/3", "-1"],
    "min_per_stratum": ["0", ""],
    "team_size": ["", "02", "-2", "two"],
    "replace": [",", "注销,", ",注销", "注销,,迁出", "注销,注销"],
    "salt_sha256": ["abc"],
    "open_by": ["tomorrow", "2026-13-01T00:00:00Z"],
    "redraw_of": ["0"],
    "seed_format": [
        "",
        "digits",
        "digits:",
        "digits:11",
        "digits:012",
        "digits:1e3",
        "drand",
        f"drand:{'a' * 64}",
        f"drand:{'a' * 64}:0",
        f"drand:{'a' * 63}:1",
        f"drand:{'A' * 64}:1",
        "rehearsal:1",
        "dice",
    ],
    "seed_source": [""],
    "seed_at": ["", "2026-11-10T24:00:00Z", "2026-11-10T23:60:00Z", "2026-11-10T23:00:60Z", "0000-01-01T00:00:00Z"],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in VALUES.items() for value in values])
def test_a_value_is_written_as_its_key_asks(authority, key, value):
    draw = authority.draw()
    set_key(draw.folder / v.NOTICE, key, value)
    assert failing(v.verify([draw.folder])) == {("values", v.NOTICE)}


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("ceremony", "of", "none"),
        ("ceremony", "public_value", ""),
        ("outcome", "record", "A" * 64),
        ("outcome", "at", "2026-11-31T00:00:00Z"),
    ],
)
def test_a_value_of_ceremony_or_outcome(authority, kind, key, value):
    draw = authority.draw().complete()
    file = {"ceremony": v.CEREMONY, "outcome": v.OUTCOME}[kind]
    set_key(draw.folder / file, key, value)
    assert ("values", file) in failing(v.verify([draw.folder]))


def test_number_one_and_no_other_has_zeros_for_prev(authority):
    draw = authority.draw()
    set_key(draw.folder / v.NOTICE, "number", 2)
    assert failing(v.verify([draw.folder])) == {("values", v.NOTICE)}
    set_key(draw.folder / v.NOTICE, "number", 1)
    set_key(draw.folder / v.NOTICE, "prev", "a" * 64)
    assert failing(v.verify([draw.folder])) == {("values", v.NOTICE)}


@pytest.mark.parametrize(
    "name", ["Enterprise", "enterprise/", "enterprise//A", "enterprise/甲", "enterprise 1", "", "/A"]
)
def test_a_stratum_name(authority, name):
    draw = authority.draw(frame=entities(6, name))
    assert {("values", v.NOTICE), ("table", v.FRAME)} & failing(v.verify([draw.folder]))


@pytest.mark.parametrize("name", ["enterprise/A", "enterprise/A/410212101", "a/b.c_d-E"])
def test_a_stratum_name_may_have_parts(authority, name):
    assert v.verify([authority.draw(frame=entities(6, name)).folder]).ok


# --- tables ---------------------------------------------------------------------------------------------------

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


# --- teams ----------------------------------------------------------------------------------------------------


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


# --- seed, salt, times ----------------------------------------------------------------------------------------


def test_salt_and_open_by_come_together(authority):
    for name, keys in {
        "a": {"open_by": "2026-12-20T00:00:00Z"},
        "b": {"salt": SALT, "open_by": ""},
        "c": {"salt": SALT, "open_by": "2026-11-10T23:00:00Z"},
    }.items():
        draw = authority.draw(name, **keys)
        assert failing(v.verify([draw.folder])) == {("salt_and_open_by", v.NOTICE)}


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("digits:12", "1234567890123"),
        ("digits:13", "123456789012"),
        ("digits:12", "12345678901a"),
        ("digits:12", "1234 5678901"),
        ("digits:12", "１23456789012"),
        ("digits:999999999", "1"),
        (f"drand:{'a' * 64}:7", "a" * 63),
        (f"drand:{'a' * 64}:7", "A" * 64),
        ("rehearsal", "not one word"),
        ("rehearsal", "a" * 65),
        ("rehearsal", "a_b"),
    ],
)
def test_the_public_value_has_one_spelling(authority, form, value):
    draw = authority.draw(seed_format=form)
    draw.ceremony(value)
    draw.outcome()
    assert failing(v.verify([draw.folder])) == {("public_value", v.CEREMONY)}


def test_the_public_value_that_was_read_at_its_source(authority):
    draw = authority.draw().complete()
    verdict = v.verify([draw.folder], public_value=draw.value)
    assert verdict.ok
    assert cautioned(verdict, "public_value_not_compared") == []
    other = v.verify([draw.folder], public_value="31415926535897932385")
    assert failing(other) == {("public_value_given", v.CEREMONY)}


def test_a_drand_round_is_later_than_the_notice(authority):
    """Round 1 of quicknet is made at 1692803367, one every 3 s: 2026-11-10T23:00:00Z is round 33849212."""
    quicknet = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
    first = (v.seconds("2026-11-10T23:00:00Z") - 1692803367) // 3 + 2
    assert rules(authority.draw("a", seed_format=f"drand:{quicknet}:{first}").folder) == set()
    late = authority.draw("b", seed_format=f"drand:{quicknet}:{first - 2}")
    assert failing(v.verify([late.folder])) == {("drand_round", v.NOTICE)}
    unknown = v.verify([authority.draw("c", seed_format=f"drand:{'a' * 64}:1").folder])
    assert unknown.ok
    assert cautioned(unknown, "drand_time_unknown") == ["a" * 64]


@pytest.mark.parametrize(
    ("kind", "at", "file"),
    [
        ("draw", "2026-11-10T23:00:00Z", v.NOTICE),
        ("draw", "2026-11-10T23:00:01Z", v.NOTICE),
        ("ceremony", "2026-11-10T22:59:59Z", v.CEREMONY),
        ("outcome", "2026-11-10T23:00:59Z", v.OUTCOME),
    ],
)
def test_times_do_not_go_back(authority, kind, at, file):
    draw = authority.draw(**({"at": at} if kind == "draw" else {}))
    draw.ceremony(**({"at": at} if kind == "ceremony" else {}))
    draw.outcome(**({"at": at} if kind == "outcome" else {}))
    assert failing(v.verify([draw.folder])) == {("times", file)}


def test_times_may_be_equal(authority):
    draw = authority.draw()
    draw.ceremony(at="2026-11-10T23:00:00Z")
    draw.outcome(at="2026-11-10T23:00:00Z")
    assert v.verify([draw.folder]).ok


@pytest.mark.parametrize(("key", "value"), [("authority", "410213"), ("draw_id", "410212-other")])
@pytest.mark.parametrize(("kind", "file"), [("ceremony", v.CEREMONY), ("outcome", v.OUTCOME)])
def test_ceremony_and_outcome_repeat_authority_and_draw_id(authority, key, value, kind, file):
    draw = authority.draw()
    draw.ceremony(**({key: value} if kind == "ceremony" else {}))
    draw.outcome(**({key: value} if kind == "outcome" else {}))
    assert failing(v.verify([draw.folder])) == {("same_draw", file)}


@pytest.mark.parametrize(("kind", "file"), [("ceremony", v.CEREMONY), ("outcome", v.OUTCOME)])
def test_ceremony_and_outcome_are_of_the_notice(authority, kind, file):
    draw = authority.draw()
    draw.ceremony(**({"of": "a" * 64} if kind == "ceremony" else {}))
    draw.outcome(**({"of": "a" * 64} if kind == "outcome" else {}))
    assert failing(v.verify([draw.folder])) == {("of", file)}


def test_a_sealed_draw_s_outcome_follows_its_ceremony_at_once(authority):
    draw = authority.draw(salt=SALT)
    draw.ceremony()
    authority.draw("between")
    authority.minutes -= 120
    draw.outcome(at="2026-11-12T03:00:00Z")
    assert ("numbers", v.OUTCOME) in failing(v.verify([draw.folder]))


def test_an_open_draw_s_entries_may_interleave(authority):
    draw, other = authority.draw("a"), authority.draw("b")
    draw.ceremony()
    other.ceremony()
    draw.outcome()
    other.outcome()
    assert v.verify([draw.folder, other.folder]).ok
    assert authority.verify().ok


# --- stages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("salt", ["", SALT])
def test_the_stages_of_a_folder(authority, salt):
    draw = authority.draw(salt=salt)
    folder = str(draw.folder)
    assert v.verify([folder]).stages == {folder: "frozen"}
    draw.ceremony()
    assert v.verify([folder]).stages == {folder: "ceremony"}
    draw.outcome()
    assert v.verify([folder]).stages == {folder: "drawn"}
    assert v.verify([folder]).ok
    draw.seal()
    verdict = v.verify([folder])
    assert verdict.stages == {folder: "sealed" if salt else "drawn"}
    assert verdict.ok == bool(salt)
    assert failing(verdict) == set() if salt else {("present", file) for file in v.RESULT_FILES}


@pytest.mark.parametrize("file", v.RESULT_FILES)
def test_a_sealed_folder_keeps_all_its_results_back_or_none(authority, file):
    draw = authority.draw(salt=SALT).complete()
    kept = (draw.folder / file).read_bytes()
    draw.seal()
    (draw.folder / file).write_bytes(kept)
    found = failing(v.verify([draw.folder]))
    assert {("present", other) for other in v.RESULT_FILES if other != file} <= found


def test_a_ceremony_without_its_freeze(authority):
    draw = authority.draw().complete()
    (draw.folder / v.NOTICE).unlink()
    assert failing(v.verify([draw.folder])) == {("present", v.NOTICE)}


# --- sizes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entities_of", "rule", "least", "n"),
    [
        (9933, "3/100", 1, 298),
        (30466, "3/100", 1, 914),
        (4533, "3/100", 1, 136),
        (100, "7/100", 1, 7),
        (1, "1/100", 1, 1),
        (101, "1/100", 1, 2),
        (5, "9", 1, 5),
        (50, "9", 12, 12),
        (50, "1/100", 60, 50),
        (999_999_999, "999999998/999999999", 1, 999_999_998),
    ],
)
def test_sizes_are_rounded_up(entities_of, rule, least, n):
    assert v.size(entities_of, rule, least) == n


def test_a_size_below_the_notice_s_is_found(authority):
    """All that follows from it is computed for the smaller size: only the size itself is wrong."""
    draw = authority.draw().complete()
    smaller = Authority(authority.root.parent / "smaller").draw(**{"size.individual": "1/4"}).complete()
    for file in (v.STRATA, v.SAMPLE, v.ASSIGNMENTS):
        shutil.copyfile(smaller.folder / file, draw.folder / file)
    reseal(draw.folder, prev=True)
    assert ("sizes_recomputed", v.STRATA) in failing(v.verify([draw.folder]))


# --- folders that cannot be read ------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(tmp_path):
    for folder in (tmp_path / "none", tmp_path / ("x" * 300), "nul\0nul"):
        verdict = v.verify([folder])
        assert "readable" in {check.name for check in verdict.failures}
    (tmp_path / "file").write_text("x")
    assert "readable" in rules(tmp_path / "file")


def test_a_pipe_is_not_read(authority):
    draw = authority.draw()
    (draw.folder / v.RECUSALS).unlink()
    os.mkfifo(draw.folder / v.RECUSALS)
    assert ("plain", v.RECUSALS) in failing(v.verify([draw.folder]))


def test_a_file_that_may_not_be_read_is_named(authority, monkeypatch):
    draw = authority.draw()
    authority.root.chmod(0o755)
    draw.folder.chmod(0o755)
    (draw.folder / v.FRAME).chmod(0)
    monkeypatch.chdir(draw.folder)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        verdict = v.verify(["."])
    finally:
        if root:
            os.seteuid(0)
    assert ("readable", v.FRAME) in failing(verdict)
