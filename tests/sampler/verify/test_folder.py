"""Seed, salt, times, stages and sizes of a record folder (SSJ1 3, 4, 5, 9), and folders that cannot be read."""

import os
import shutil

import pytest

from sampler import verify as v

from .authority import SALT, Authority, cautioned, failing, reseal


def rules(folder, **more):
    return {name for name, _ in failing(v.verify([folder], **more))}


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
