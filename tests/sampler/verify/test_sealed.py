"""Sealed draws, void draws and draws made again (SSJ1 2 and 5)."""

import pytest

from sampler import verify as v

from .authority import SALT, cautioned, entry, failing, sha


def test_a_sealed_draw_that_is_not_open_yet(authority):
    draw = authority.draw(salt=SALT).complete()
    draw.seal()
    verdict = authority.verify(now="2026-11-20T00:00:00Z")
    assert verdict.ok
    assert verdict.stages == {str(draw.folder): "sealed"}


def test_a_sealed_draw_whose_files_are_here_too_early(authority):
    authority.draw(salt=SALT).complete()
    verdict = authority.verify(now="2026-11-20T00:00:00Z")
    assert verdict.ok
    assert len(cautioned(verdict, "sealed_files")) == 1


def test_the_files_are_public_from_the_opening_on(authority):
    draw = authority.draw(salt=SALT).complete()
    draw.seal()
    draw.opening()
    assert failing(authority.verify()) == {("opened_files", f"draw/{file}") for file in v.RESULT_FILES}


def test_the_outcome_of_a_sealed_draw_is_bound(authority):
    """The record the outcome names is not what the salt gives: known as soon as the salt is."""
    draw = authority.draw(salt=SALT)
    draw.ceremony()
    draw.outcome(record="a" * 64)
    draw.seal()
    assert authority.verify(now="2026-11-20T00:00:00Z").ok
    draw.void()
    assert failing(authority.verify()) == {("record_rebuilt", "draw/60-outcome.txt")}


@pytest.mark.parametrize("kind", ["opening", "void"])
@pytest.mark.parametrize("salt", ["f" * 64, SALT.upper(), ""])
def test_the_salt_of_an_opening_or_void(authority, kind, salt):
    draw = authority.draw(salt=SALT).complete()
    getattr(draw, kind)(salt=salt)
    rules = {("salt", entry(4))} if salt == "f" * 64 or (kind, salt) == ("void", "") else {("values", entry(4))}
    assert rules <= failing(authority.verify())


def test_an_open_draw_s_void_has_no_salt(authority):
    authority.draw().void(salt=SALT)
    assert failing(authority.verify()) == {("salt", entry(2))}


def test_voided_before_the_seed_could_be_known(authority):
    authority.draw().void()
    assert cautioned(authority.verify(), "voided_late") == []


def test_voided_when_the_seed_could_be_known(authority):
    authority.draw().void(at="2026-11-10T23:00:00Z")
    (said,) = cautioned(authority.verify(), "voided_late")
    assert said == "2026-11-10T23:00:00Z: the sample cannot be computed"


@pytest.mark.parametrize("salt", ["", SALT])
@pytest.mark.parametrize("outcome", [False, True])
def test_the_sample_that_was_thrown_away(authority, salt, outcome):
    draw = authority.draw(salt=salt).complete()
    thrown = list(draw.lottery.places)
    draw.seal()
    if not outcome:
        (draw.folder / v.OUTCOME).unlink()
        authority.prev, authority.number = sha((draw.folder / v.CEREMONY).read_bytes()), 2
    elif not salt:
        draw.outcome(number=3, prev=sha((draw.folder / v.CEREMONY).read_bytes()))
        authority.number = 3
    draw.void()
    verdict = authority.verify()
    assert verdict.failures == []
    (said,) = cautioned(verdict, "voided_late")
    assert said.endswith(f"{len(thrown)} thrown away: {' '.join(thrown)}")


def test_a_redraw_is_of_a_void_draw(authority, drawn):
    void = authority.draw("void")
    void.void()
    authority.draw("a", redraw_of=void.hash).complete()
    assert authority.verify().ok
    authority.draw("b", redraw_of=drawn.hash).complete()
    authority.draw("c", redraw_of="a" * 64).complete()
    authority.draw("d", redraw_of=sha((drawn.folder / v.CEREMONY).read_bytes())).complete()
    assert failing(authority.verify()) == {("redraw_of", f"{name}/00-notice.txt") for name in "bcd"}


def test_a_redraw_before_the_void(authority):
    void = authority.draw("void")
    authority.draw("early", redraw_of=void.hash)
    void.void()
    assert ("redraw_of", "early/00-notice.txt") in failing(authority.verify(now="2026-11-10T02:00:00Z"))
