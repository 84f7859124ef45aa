"""A record folder against a copy of the chain that somebody kept (SSJ1 3)."""

import shutil

import pytest

from sampler import verify as v

from .authority import Authority, cautioned, edit, entry, failing, set_key


@pytest.fixture
def kept(authority, tmp_path):
    """A copy of the chain as it stands when this is called."""

    def keep():
        shutil.copytree(authority.root, tmp_path / "kept")
        return tmp_path / "kept"

    return keep


def unproven(verdict):
    return [caution.file for caution in verdict.cautions if caution.name == "commitment_unproven"]


def test_a_copy_kept_before_the_ceremony_proves_the_commitment(authority, kept):
    draw = authority.draw()
    chain = kept()
    draw.complete()
    assert unproven(v.verify([draw.folder])) == [v.NOTICE]
    verdict = v.verify([draw.folder], chain, now="2026-12-01T00:00:00Z")
    assert verdict.ok
    assert unproven(verdict) == []
    assert [caution.name for caution in verdict.cautions].count("commitment_by_chain") == 1


def test_a_copy_kept_too_early_proves_nothing(authority, drawn, kept):
    chain = kept()
    draw = authority.draw("later").complete()
    verdict = v.verify([draw.folder], chain, now="2026-12-01T00:00:00Z")
    assert verdict.ok
    assert unproven(verdict) == [v.NOTICE]


def test_a_copy_that_ends_long_before(authority, drawn, kept):
    chain = kept()
    authority.draw("between").complete()
    draw = authority.draw("later").complete()
    verdict = v.verify([draw.folder], chain, now="2026-12-01T00:00:00Z")
    assert verdict.ok
    assert cautioned(verdict, "beyond_chain") == ["number 7, the chain ends at 3"]


def test_a_notice_that_was_exchanged_is_a_fork(authority, kept):
    draw = authority.draw()
    chain = kept()
    draw.complete()
    other = Authority(authority.root.parent / "other").draw("draw", seed_source="other dice").complete()
    verdict = v.verify([other.folder], chain, now="2026-12-01T00:00:00Z")
    assert {("fork", v.NOTICE), ("fork", "draw/00-notice.txt")} <= failing(verdict)
    assert unproven(verdict) == [v.NOTICE]


def test_a_ceremony_that_was_held_again_is_a_fork(authority, kept):
    draw = authority.draw()
    draw.ceremony("11111111111111111111")
    chain = kept()
    authority.number, authority.prev = 1, draw.hash
    draw.complete()
    verdict = v.verify([draw.folder], chain, now="2026-12-01T00:00:00Z")
    assert {("fork", v.CEREMONY), ("fork", "draw/15-ceremony.txt")} <= failing(verdict)
    assert "a second ceremony" in {check.found for check in verdict.failures}


def test_what_is_printed_of_a_chain(authority, drawn):
    verdict = authority.verify()
    assert verdict.authority == "410212"
    assert verdict.first_entry == drawn.hash
    assert verdict.last_number == 3


def test_a_chain_that_is_not_there(tmp_path):
    verdict = v.verify([], tmp_path / "none", now="2026-12-01T00:00:00Z")
    assert {check.name for check in verdict.failures} == {"readable"}


def test_an_entry_that_cannot_be_parsed_leaves_a_gap(authority, drawn):
    drawn.publish()
    drawn.publish()
    edit(authority.root / entry(4), "SSJ1 publication", "SSJ1 publicity")
    assert failing(authority.verify()) == {("kind", entry(4)), ("gap", entry(5))}


def test_one_authority_s_chain_may_not_be_grafted_on_another_s_notice(authority, drawn):
    set_key(drawn.folder / v.NOTICE, "authority", "410213")
    found = {file for _, file in failing(authority.verify())}
    assert "draw/00-notice.txt" in found


def by_chain(verdict):
    return [caution.file for caution in verdict.cautions if caution.name == "commitment_by_chain"]


def test_only_a_chain_that_holds_the_notice_is_named_as_its_proof(authority, drawn, kept):
    chain = kept()
    later = authority.draw("later").complete()
    assert by_chain(v.verify([later.folder], chain, now="2026-12-01T00:00:00Z")) == []
    assert by_chain(v.verify([drawn.folder], chain, now="2026-12-01T00:00:00Z")) == [str(chain)]
    assert by_chain(v.verify([], chain, now="2026-12-01T00:00:00Z")) == [str(chain)]


@pytest.mark.parametrize("name", [None, "entries", "readme.txt"])
def test_a_chain_that_holds_nothing_is_a_failing_check(tmp_path, name):
    if name == "entries":
        (tmp_path / name).mkdir()
    elif name:
        (tmp_path / name).write_text("nothing")
    assert failing(v.verify([], tmp_path)) == {("entries", str(tmp_path))}
    assert "FAIL" in next(iter(v.as_lines(v.verify([], tmp_path))))


def test_a_wrong_prev_of_the_outcome_is_the_outcome_s_fault(drawn):
    set_key(drawn.folder / v.OUTCOME, "prev", "a" * 64)
    assert failing(v.verify([drawn.folder])) == {("prev", v.OUTCOME)}


def test_also_in_the_chain(authority, drawn):
    set_key(drawn.folder / v.OUTCOME, "prev", "a" * 64)
    assert failing(authority.verify()) == {("prev", "draw/60-outcome.txt")}
