"""One chain of entries (SSJ1 2): numbers, prev, times, forks, gaps, and which draw an entry is of."""

import shutil

import pytest

from sampler import verify as v

from .authority import EMPTY, SALT, entry, failing, first, sha


def test_everything_the_builder_makes_holds(authority, drawn):
    """A check of the tests: the faults below stand on a chain that is without any."""
    drawn.change("replacement", [drawn.replaced(first(drawn))])
    target = first(drawn, 1)
    drawn.change("reassignment", [drawn.reassigned(target, drawn.lottery.teams[target][0])])
    publication = drawn.publish()
    correction = drawn.publish("correction", reason="更正", of=publication)
    drawn.publish("withdrawal", files=(), reason="撤销", of=correction)
    sealed = authority.draw("sealed", salt=SALT).complete()
    target = first(sealed)
    sealed.change("reassignment", [sealed.reassigned(target, sealed.lottery.teams[target][0])])
    sealed.opening()
    target = first(sealed, 1)
    sealed.change("reassignment", [sealed.reassigned(target, sealed.lottery.teams[target][1], "recusal")], "")
    void = authority.draw("void")
    void.void()
    authority.draw("again", redraw_of=void.hash).complete()
    verdict = authority.verify()
    assert verdict.failures == []
    assert verdict.last_number == authority.number


def test_an_entry_of_another_authority(authority, drawn):
    authority.draw("other", authority="410213").complete()
    found = failing(authority.verify())
    assert ("authority", "other/00-notice.txt") in found
    assert {name for name, _ in found} == {"authority", "same_draw"}


def test_a_gap(authority, drawn):
    authority.number += 1
    authority.draw("late").complete()
    assert failing(authority.verify()) == {("gap", "late/00-notice.txt")}


def test_a_chain_that_does_not_begin_at_one(authority, drawn):
    shutil.rmtree(drawn.folder)
    authority.draw("late").complete()
    assert failing(authority.verify()) == {("gap", "late/00-notice.txt")}


def test_a_fork_by_number(authority, drawn):
    authority.number -= 1
    authority.draw("fork", prev=sha((drawn.folder / v.CEREMONY).read_bytes()))
    found = failing(authority.verify(now="2026-11-11T00:00:00Z"))
    assert found == {("fork", "draw/60-outcome.txt"), ("fork", "fork/00-notice.txt")}


def test_a_fork_by_prev(authority, drawn):
    authority.draw("one")
    authority.draw("two", prev=sha((drawn.folder / v.OUTCOME).read_bytes()))
    found = failing(authority.verify(now="2026-11-11T00:00:00Z"))
    assert {("fork", "one/00-notice.txt"), ("fork", "two/00-notice.txt")} <= found
    assert ("prev", "two/00-notice.txt") in found


def test_a_prev_of_nothing(authority, drawn):
    authority.draw("late", prev="a" * 64).complete()
    assert failing(authority.verify()) == {("prev", "draw/60-outcome.txt")}  # the next entries vouch for the other


def test_a_time_before_the_previous_entry_s(authority, drawn):
    authority.draw("late", at="2026-11-10T23:01:59Z")
    found = failing(authority.verify(now="2026-11-10T23:01:59Z"))
    assert found == {("at", "late/00-notice.txt")}


def test_a_time_may_be_the_previous_entry_s(authority, drawn):
    authority.draw("late", at="2026-11-10T23:02:00Z")
    assert authority.verify(now="2026-11-11T00:00:00Z").ok


def test_a_draw_id_used_twice(authority, drawn):
    authority.draw("again", draw_id=drawn.id).complete()
    assert ("draw_id", "again/00-notice.txt") in failing(authority.verify())


@pytest.mark.parametrize("key", ["authority", "draw_id"])
def test_a_later_entry_repeats_authority_and_draw_id(authority, drawn, key):
    drawn.publish(**{key: "410213"})
    assert ("same_draw", entry(4)) in failing(authority.verify())


def test_of_an_unknown_entry(authority, drawn):
    drawn.publish(of="a" * 64)
    assert failing(authority.verify()) == {("of", entry(4))}


def test_of_an_entry_that_is_no_draw(authority, drawn):
    drawn.publish(of=sha((drawn.folder / v.CEREMONY).read_bytes()))
    assert failing(authority.verify()) == {("of", entry(4))}


@pytest.mark.parametrize(("kind", "files"), [("correction", ((EMPTY, 0, "a.pdf"),)), ("withdrawal", ())])
def test_a_correction_is_of_a_publication(authority, drawn, kind, files):
    drawn.publish(kind, files=files, reason="x")
    assert failing(authority.verify()) == {("of", entry(4))}
    drawn.publish(of=drawn.hash)
    drawn.publish(kind, files=files, reason="x", of=authority.prev)
    assert failing(authority.verify()) == {("of", entry(4))}


def test_a_correction_of_a_withdrawal(authority, drawn):
    publication = drawn.publish()
    withdrawal = drawn.publish("withdrawal", files=(), reason="x", of=publication)
    drawn.publish("correction", reason="x", of=withdrawal)
    assert failing(authority.verify()) == {("of", entry(6))}
