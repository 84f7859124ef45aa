"""The chain of acts: spelled to the byte, and every way of touching it named with its row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.errors import Invalid
from sampler.trail import (
    KEPT_AT_LEAST,
    NO_ROW,
    Actor,
    Checkpoint,
    Event,
    Fault,
    TrailEntry,
    canonical_bytes,
    chain_event,
    checkpoint_of,
    details_text,
    entry_hash,
    entry_line,
    join_parts,
    read_lines,
    verify_trail,
)

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LATER = AT + KEPT_AT_LEAST


def event(number: int = 1, **changed: object) -> Event:
    fields = {"at": AT, "actor": Actor(name="li.na"), "act": "submit", "object": f"draw:{number}"}
    return Event(**{**fields, "details": {"n": number}, **changed})


def chain(length: int) -> list[TrailEntry]:
    rows: list[TrailEntry] = []
    for number in range(1, length + 1):
        rows.append(chain_event(event(number), number=number, prev=rows[-1].hash if rows else NO_ROW))
    return rows


def renumbered(rows: Sequence[TrailEntry]) -> list[TrailEntry]:
    """Rows as somebody would leave them who moves numbers but does not recompute hashes."""
    return [replace(row, number=number) for number, row in enumerate(rows, 1)]


def rehashed(row: TrailEntry, **changed: object) -> TrailEntry:
    new = replace(row, **changed)
    return replace(new, hash=entry_hash(new))


def test_the_bytes_are_those_of_the_docstring() -> None:
    entry = chain_event(
        event(
            at=datetime(2026, 11, 24, 10, 0, 0, 5, tzinfo=timezone(timedelta(hours=8))),
            actor=Actor(name="李娜", origin="192.0.2.7"),
            digest="ab" * 32,
            details={"reason": '停业"\n', "a": [1, None, True]},
        ),
        number=17,
        prev="cd" * 32,
    )
    text = (
        f"trail 1\nnumber=17\nprev={'cd' * 32}\nat=2026-11-24T02:00:00.000005Z\nactor=李娜\norigin=192.0.2.7\n"
        f"act=submit\nobject=draw:1\nresult=done\ndigest={'ab' * 32}\n"
        'details={"a":[1,null,true],"reason":"停业\\"\\n"}\n'
    )
    assert canonical_bytes(entry) == text.encode()
    assert entry.hash == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("value", [0.5, {1: "a"}, {"a": {0.1}}, {"a": [b"x"]}, {"a": AT}])
def test_details_that_have_two_spellings_are_refused(value: object) -> None:
    with pytest.raises(Invalid, match="details_unwritable"):
        details_text({"value": value})


@pytest.mark.parametrize(
    "changed",
    [
        {"act": "submit\nresult=done"},
        {"object": "draw:1\u0085"},
        {"actor": Actor(name="")},
        {"actor": Actor(name="li", origin="a\tb")},
        {"digest": "AB" * 32},
    ],
)
def test_a_field_cannot_be_taken_for_two_lines(changed: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="trail_field_malformed"):
        chain_event(event(**changed), number=1, prev=NO_ROW)


@given(length=st.integers(0, 8), kept=st.integers(0, 8))
def test_an_untouched_trail_holds_and_contains_every_earlier_head(length: int, kept: int) -> None:
    rows = chain(length)
    head = rows[min(kept, length) - 1].hash if min(kept, length) else NO_ROW
    check = verify_trail(rows, head)
    assert check.ok
    assert check.rows == length
    assert check.head == (rows[-1].hash if rows else NO_ROW)


FIELDS = {
    "at": AT + timedelta(microseconds=1),
    "actor": "zhang",
    "origin": "192.0.2.9",
    "act": "release",
    "object": "draw:other",
    "result": "move_not_allowed",
    "digest": "00" * 32,
    "details": "{}",
    "hash": "00" * 32,
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_altered_row_is_named(field: str, number: int) -> None:
    rows = chain(5)
    rows[number - 1] = replace(rows[number - 1], **{field: FIELDS[field]})
    check = verify_trail(rows)
    assert (check.fault, check.number) == (Fault.ALTERED, number)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_row_altered_together_with_its_hash_is_named(number: int) -> None:
    rows = chain(5)
    rows[number - 1] = rehashed(rows[number - 1], actor="zhang")
    check = verify_trail(rows)
    assert (check.fault, check.number) == (Fault.ALTERED, number)


def test_the_last_row_altered_with_its_hash_needs_the_old_head() -> None:
    rows = chain(5)
    head = rows[-1].hash
    rows[-1] = rehashed(rows[-1], actor="zhang")
    assert verify_trail(rows).ok  # nothing inside the trail can tell
    assert verify_trail(rows, head).fault is Fault.CUT_OFF


@given(length=st.integers(2, 8), data=st.data())
def test_a_removed_row_is_named(length: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, length - 1))
    rows = chain(length)
    del rows[number - 1]
    check = verify_trail(rows)
    assert (check.fault, check.number) == (Fault.REMOVED, number)


@given(length=st.integers(2, 8), data=st.data())
def test_a_removed_row_with_the_others_renumbered_is_named(length: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, length - 1))
    rows = chain(length)
    del rows[number - 1]
    check = verify_trail(renumbered(rows))
    assert (check.fault, check.number) == (Fault.ALTERED, number)  # its number was


@given(length=st.integers(1, 8), data=st.data())
def test_rows_cut_off_at_the_end_show_against_the_old_head(length: int, data: st.DataObject) -> None:
    left = data.draw(st.integers(0, length - 1))
    rows = chain(length)
    check = verify_trail(rows[:left], rows[-1].hash)
    assert (check.fault, check.number) == (Fault.CUT_OFF, left + 1)


@given(length=st.integers(2, 8), data=st.data())
def test_an_inserted_row_is_named(length: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, length))
    rows = chain(length)
    prev = rows[number - 2].hash if number > 1 else NO_ROW
    rows.insert(number - 1, chain_event(event(99), number=number, prev=prev))
    for left in (rows, renumbered(rows)):
        check = verify_trail(left)
        assert check.fault is Fault.INSERTED
        assert check.number == number


@given(length=st.integers(2, 8), data=st.data())
def test_two_rows_swapped_are_named(length: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, length - 2))
    second = data.draw(st.integers(first + 1, length - 1))
    rows = chain(length)
    rows[first], rows[second] = rows[second], rows[first]
    for left in (rows, renumbered(rows)):
        check = verify_trail(left)
        assert check.fault is Fault.REORDERED
        assert check.number in (first + 1, second + 1)


def pruned(length: int, upto: int) -> tuple[list[TrailEntry], list[TrailEntry]]:
    """What was archived, and what is left: the checkpoint is its last row."""
    rows = chain(length)
    checkpoint = Checkpoint(upto=upto, hash=rows[upto - 1].hash, rows=upto, archive="ab" * 32)
    entry = event(at=LATER, act="prune_trail", object=checkpoint.object, digest="ab" * 32, details=checkpoint.details)
    return rows[:upto], [*rows[upto:], chain_event(entry, number=length + 1, prev=rows[-1].hash)]


def test_what_is_left_holds_from_the_checkpoint_and_with_its_archive_from_the_first_row() -> None:
    old, left = pruned(8, 3)
    check = verify_trail(left)
    assert (check.ok, check.rows, check.start) == (True, 6, checkpoint_of(left[-1]))
    whole = verify_trail(join_parts([left, old, old[1:]]), old[0].hash)
    assert (whole.ok, whole.rows, whole.start) == (True, 9, None)


@pytest.mark.parametrize("number", [4, 6, 8])
def test_a_row_removed_above_the_checkpoint_is_named(number: int) -> None:
    left = [row for row in pruned(8, 3)[1] if row.number != number]
    assert (verify_trail(left).fault, verify_trail(left).number) == (Fault.REMOVED, number)


@pytest.mark.parametrize("number", [4, 6, 9])
def test_a_row_altered_above_the_checkpoint_is_named(number: int) -> None:
    left = [replace(row, actor="zhang") if row.number == number else row for row in pruned(8, 3)[1]]
    assert (verify_trail(left).fault, verify_trail(left).number) == (Fault.ALTERED, number)


def test_without_its_checkpoint_a_trail_has_lost_its_beginning() -> None:
    left = pruned(8, 3)[1][:-1]
    assert (verify_trail(left).fault, verify_trail(left).number) == (Fault.REMOVED, 1)


def test_a_checkpoint_that_tells_another_hash_covers_nothing() -> None:
    old, left = pruned(8, 3)
    other = Checkpoint(upto=3, hash=old[1].hash, rows=3, archive="ab" * 32)
    entry = event(act="prune_trail", object=other.object, digest="ab" * 32, details=other.details)
    forged = [*left[:-1], chain_event(entry, number=9, prev=left[-2].hash)]
    assert (verify_trail(forged).fault, verify_trail(forged).number) == (Fault.ALTERED, 4)


@pytest.mark.parametrize("changed", [{"digest": ""}, {"digest": "ab" * 31}, {"at": timedelta(days=1)}])
def test_a_checkpoint_that_was_made_up_is_named(changed: dict[str, object]) -> None:
    left = pruned(8, 3)[1]
    if isinstance(later := changed.get("at"), timedelta):
        changed = {"at": left[-1].at + later}
    forged = rehashed(left[-1], **changed)
    after = chain_event(event(at=LATER), number=10, prev=forged.hash)
    for rows in ([*left[:-1], forged, after], [*left[:-1], forged]):  # also where nothing was written after it
        check = verify_trail(rows, now=LATER)
        assert (check.fault, check.number) == (Fault.IMPLAUSIBLE, 9)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_row_that_was_freed_too_young_is_named_by_its_archive(number: int) -> None:
    old, left = pruned(8, 3)
    assert verify_trail(join_parts([old, left]), now=LATER).ok
    prev, rows = NO_ROW, []
    for row in (*old, *left):
        at = row.at + timedelta(microseconds=1) if row.number == number else row.at
        checkpoint = checkpoint_of(row)
        details = details_text({**checkpoint.details, "hash": rows[2].hash}) if checkpoint else row.details
        rows.append(rehashed(row, at=at, prev=prev, details=details))
        prev = rows[-1].hash
    check = verify_trail(rows, now=LATER)
    assert (check.fault, check.number) == (Fault.TOO_YOUNG, number)
    assert verify_trail(rows[3:], now=LATER).ok  # without the archive nothing can tell


@pytest.mark.parametrize(("length", "older"), [(0, False), (0, True), (4, True)])
def test_a_trail_that_was_emptied_is_none_that_is_new(length: int, older: bool) -> None:
    """What happened before the first row has lost its own; with what happened in it or later it holds."""
    oldest = AT - timedelta(microseconds=1) if older else None
    check = verify_trail(chain(length), oldest=oldest)
    assert (check.fault, check.number) == ((Fault.BEGUN_ANEW, 1) if older else (None, None))
    assert verify_trail(chain(4), oldest=AT).ok


def test_what_is_older_than_what_is_left_may_be_in_the_archive() -> None:
    old, left = pruned(8, 3)
    assert verify_trail(left, oldest=AT - timedelta(days=1)).ok
    assert verify_trail(join_parts([old, left]), oldest=AT).ok
    assert verify_trail(join_parts([old, left]), oldest=AT - timedelta(days=1)).fault is Fault.BEGUN_ANEW


def test_an_archive_that_tells_a_row_differently_does_not_join() -> None:
    old, left = pruned(8, 3)
    other = replace(old[1], actor="zhang")
    assert not verify_trail(join_parts([old, [other], left])).ok


@pytest.mark.parametrize("details", ["", "[]", "{}", '{"hash":1}', '{"hash":"a","rows":"x"}', "null"])
def test_details_that_make_no_checkpoint_break_nothing(details: str) -> None:
    row = replace(pruned(8, 3)[1][-1], details=details)
    assert checkpoint_of(row) is None


@given(st.binary(max_size=200))
def test_lines_of_any_bytes_are_rows_or_said_to_be_none(line: bytes) -> None:
    with pytest.raises(Invalid, match="archive_malformed"):
        read_lines([line], "archive.jsonl")


@given(st.text(max_size=30))
def test_a_row_survives_its_line(name: str) -> None:
    row = replace(chain(1)[0], actor=name)
    assert read_lines([entry_line(row)], "x") == (row,)
