"""Texts of a record: one spelling, read back exactly, found by bisection."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.errors import Invalid, Missing
from sampler.record import Notice, check_text, find_line, parse_entry, parse_exclusions, read_record, render_entry

GOLDEN = Path(__file__).parents[2] / "data" / "golden"


@pytest.mark.parametrize("name", ["open", "sealed", "risk-tiers", "fixed-counts", "redraw"])
def test_a_notice_reads_back(name):
    text = (GOLDEN / name / "00-notice.txt").read_bytes()
    assert Notice.parse(text).render() == text


@given(st.integers(0, 1200), st.binary(max_size=3))
def test_a_changed_notice_is_not_read_as_another_spelling(at, junk):
    text = (GOLDEN / "open" / "00-notice.txt").read_bytes()
    changed = text[:at] + junk + text[at:]
    try:
        assert Notice.parse(changed).render() == changed
    except Invalid:
        assert changed != text


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a|b", "a\u202eb", "a\u0085b", "\u2066"])
def test_text_that_could_be_read_two_ways_is_refused(text):
    with pytest.raises(Invalid, match="text_forbidden"):
        check_text("reason", text)


def test_entries_read_back_and_junk_does_not():
    pairs = [("authority", "410212"), ("reason", "a=b"), ("salt", "")]
    assert parse_entry(render_entry("void", pairs)) == ("void", pairs)
    for junk in (b"", b"SSJ2 void\n", b"SSJ1 void\nno equals\n", b"\xff"):
        with pytest.raises(Invalid, match="entry_malformed"):
            parse_entry(junk)


def test_a_line_is_found_by_its_first_field(tmp_path):
    frame = GOLDEN / "open" / "10-frame.tsv"
    for line in frame.read_text().splitlines():
        assert find_line(frame, line.split("\t")[0]) == tuple(line.split("\t"))
    for absent in ("91410212000000007", "91410212000000007Z", "0", "Z", "9141021200000000700", "R:1"):
        assert find_line(frame, absent) is None
    empty = tmp_path / "empty.tsv"
    empty.write_bytes(b"")
    assert find_line(empty, "x") is None


@given(st.sets(st.from_regex(r"\A[0-9A-Z:.-]{1,6}\Z"), min_size=1, max_size=30), st.data())
def test_bisection_finds_exactly_what_is_there(tmp_path_factory, keys, data):
    path = tmp_path_factory.mktemp("t") / "t.tsv"
    path.write_text("".join(f"{k}\tx\n" for k in sorted(keys)))
    asked = data.draw(st.one_of(st.sampled_from(sorted(keys)), st.from_regex(r"\A[0-9A-Z:.-]{1,6}\Z")))
    assert find_line(path, asked) == ((asked, "x") if asked in keys else None)


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(Missing, match="folder_missing"):
        read_record(tmp_path / "none")


def test_only_a_line_feed_ends_a_line():
    files = {"13-excluded.tsv": "91410212000000007Y\t注销\u2028再注销\n".encode()}
    assert parse_exclusions(files).rows == (("91410212000000007Y", "注销\u2028再注销"),)
