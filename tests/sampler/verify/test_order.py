"""What may follow what in a draw (SSJ1 2), and what is overdue."""

import shutil

import pytest

from sampler import verify as v

from .authority import EMPTY, SALT, Authority, entry, failing


def copy_of(draw, name):
    """The draw's frozen files in a second folder, where something else may go on from them."""
    folder = draw.authority.root / name
    folder.mkdir()
    for file in v.STAGES["frozen"]:
        shutil.copyfile(draw.folder / file, folder / file)
    return folder


def test_a_second_ceremony(authority):
    draw = authority.draw()
    first_folder, draw.folder = draw.folder, copy_of(draw, "second")
    draw.ceremony("11111111111111111111")
    draw.folder = first_folder
    draw.complete()
    verdict = authority.verify()
    assert failing(verdict) == {("order", "draw/15-ceremony.txt")}
    assert verdict.failures[0].found == "a second ceremony"


def test_a_ceremony_among_the_later_entries(authority, drawn):
    drawn.enter("ceremony", None, {"public_value": "1" * 20})
    assert failing(authority.verify()) == {("place", entry(4)), ("order", entry(4))}


def test_a_second_outcome(authority, drawn):
    drawn.enter("outcome", None, {"record": "a" * 64})
    assert failing(authority.verify()) == {("place", entry(4)), ("order", entry(4))}


def test_an_outcome_without_a_ceremony(authority):
    draw = authority.draw()
    draw.enter("outcome", None, {"record": "a" * 64})
    assert ("order", entry(2)) in failing(authority.verify())


LATER = {
    "opening": lambda draw, **more: draw.opening(**more),
    "replacement": lambda draw, **more: draw.change("replacement", ["x"], **more),
    "reassignment": lambda draw, **more: draw.change("reassignment", ["x"], **more),
    "publication": lambda draw, **more: draw.publish(**more),
    "void": lambda draw, **more: draw.void(**more),
}


@pytest.mark.parametrize("kind", [kind for kind in LATER if kind != "void"])
def test_everything_else_comes_after_the_outcome(authority, kind):
    draw = authority.draw(salt=SALT)
    LATER[kind](draw)
    draw.void()
    found = {(check.file, check.found) for check in authority.verify().failures if check.name == "order"}
    assert (entry(2), f"{kind} without outcome before it") in found


@pytest.mark.parametrize("kind", LATER)
def test_nothing_comes_after_a_void(authority, kind):
    draw = authority.draw(salt=SALT).complete()
    draw.void()
    LATER[kind](draw)
    found = {(check.file, check.found) for check in authority.verify().failures if check.name == "order"}
    assert found == {(entry(5), f"{kind} after a void")}


def test_no_void_after_a_publication(authority, drawn):
    drawn.publish()
    drawn.void()
    assert failing(authority.verify()) == {("order", entry(5))}


@pytest.mark.parametrize("acts", [[], ["ceremony"], ["ceremony", "outcome"]])
def test_a_void_at_any_time_before(authority, acts):
    draw = authority.draw()
    for act in acts:
        getattr(draw, act)()
    draw.void()
    assert authority.verify().ok


def test_a_second_opening(authority):
    draw = authority.draw(salt=SALT).complete()
    draw.opening()
    draw.opening()
    assert failing(authority.verify()) == {("order", entry(5))}


def test_an_opening_of_an_open_draw(authority, drawn):
    drawn.opening(salt=SALT)
    assert failing(authority.verify()) == {("order", entry(4)), ("salt", entry(4))}


@pytest.mark.parametrize("kind", ["publication", "correction", "withdrawal"])
def test_a_rehearsal_gets_no_publication(authority, kind):
    draw = authority.draw(seed_format="rehearsal")
    draw.ceremony("a-rehearsal")
    draw.outcome()
    assert authority.verify().ok
    publication = draw.publish()
    if kind != "publication":
        draw.publish(kind, files=() if kind == "withdrawal" else ((EMPTY, 0, "a"),), reason="x", of=publication)
    found = failing(authority.verify())
    assert ("rehearsal_unpublished", entry(authority.number)) in found
    assert {name for name, _ in found} == {"rehearsal_unpublished"}


def test_outcome_or_void_within_a_day(authority):
    """seed_at is 2026-11-10T23:00:00Z."""
    draw = authority.draw()
    assert authority.verify(now="2026-11-11T23:00:00Z").ok
    assert failing(authority.verify(now="2026-11-11T23:00:01Z")) == {("outcome_in_time", "draw/00-notice.txt")}
    draw.ceremony()
    assert failing(authority.verify(now="2026-11-11T23:00:01Z")) == {("outcome_in_time", "draw/00-notice.txt")}
    draw.outcome(at="2026-11-11T23:00:00Z")
    assert authority.verify().ok


def test_a_late_outcome_stays_a_fault(authority):
    draw = authority.draw()
    draw.ceremony()
    draw.outcome(at="2026-11-11T23:00:01Z")
    assert failing(authority.verify()) == {("outcome_in_time", "draw/00-notice.txt")}


def test_a_void_settles_a_draw(authority):
    authority.draw().void()
    assert authority.verify().ok


def test_a_sealed_draw_is_opened_in_time(authority):
    draw = authority.draw(salt=SALT).complete()
    assert authority.verify(now="2026-12-20T00:00:00Z").ok
    assert failing(authority.verify(now="2026-12-20T00:00:01Z")) == {("opened_in_time", "draw/00-notice.txt")}
    draw.opening(at="2026-12-20T00:00:01Z")
    assert failing(authority.verify(now="2026-12-20T00:00:00Z")) == {("opened_in_time", "draw/00-notice.txt")}


def test_a_void_opens_a_sealed_draw(authority):
    authority.draw(salt=SALT).void()
    assert authority.verify().ok


def test_overdue_is_measured_by_the_clock_where_no_time_is_given(authority):
    """A draw of the distant future is not overdue, one of the past is."""
    authority.draw(at="2990-01-01T00:00:00Z", seed_at="2990-01-02T00:00:00Z")
    assert v.verify([], authority.root).ok
    past = Authority(authority.root.parent / "past")
    past.draw(at="2020-01-01T00:00:00Z", seed_at="2020-01-02T00:00:00Z")
    assert failing(v.verify([], past.root)) == {("outcome_in_time", "draw/00-notice.txt")}


def test_the_last_day_there_is(authority):
    authority.draw(at="9999-12-31T00:00:00Z", seed_at="9999-12-31T23:59:59Z")
    assert authority.verify().ok
