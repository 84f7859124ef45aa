"""Section 8 of SSJ1: every line of a reassignment is computed again; the salt line of sealed draws."""

import pytest

from sampler import verify as v

from .authority import FRAME, INSPECTORS, SALT, cautioned, changes, entities, failing, first, team


def test_who_is_unavailable_takes_no_further_place(authority, drawn):
    """Nor in the team of a replacement."""
    gone = "b1"
    lines = [drawn.reassigned(entity, gone) for entity in sorted(drawn.lottery.teams) if gone in team(drawn, entity)]
    assert lines
    drawn.change("reassignment", lines)
    for entity in list(drawn.lottery.places)[:3]:
        line = drawn.replaced(entity)
        assert gone not in line.split("\t")[7:]
        drawn.change("replacement", [line])
    assert authority.verify().ok


def test_loads_go_on_from_entry_to_entry(authority, drawn):
    """Recomputed by hand: the loads are the places given, minus those left, plus those taken."""
    entity = first(drawn)
    old = team(drawn, entity)[0]
    before = dict(drawn.lottery.loads)
    new = drawn.reassigned(entity, old, "recusal").split("\t")[2]
    assert drawn.lottery.loads[old] == before[old] - 1
    assert drawn.lottery.loads[new] == before.get(new, 0) + 1
    assert before.get(new, 0) == min(
        before.get(who, 0)
        for who, bureau in INSPECTORS
        if bureau in ("*", drawn.lottery.bureaus[entity]) and who not in (old, *team(drawn, entity)[1:])
    )


@pytest.mark.parametrize(
    ("new", "reason", "rule"),
    [
        ("a9", "unavailable", "changes_recomputed"),
        (None, "ill", "table"),
        (None, "", "table"),
    ],
)
def test_a_reassignment_is_computed_again(authority, drawn, new, reason, rule):
    entity = first(drawn)
    fields = drawn.reassigned(entity, team(drawn, entity)[0]).split("\t")
    fields[2] = new or fields[2]
    drawn.change("reassignment", ["\t".join((*fields[:3], reason))])
    assert failing(authority.verify()) == {(rule, changes(4))}


def test_old_is_in_the_team_now(authority, drawn):
    entity = first(drawn)
    old = team(drawn, entity)[0]
    line = drawn.reassigned(entity, old)
    drawn.change("reassignment", [line])
    drawn.change("reassignment", [line])
    assert failing(authority.verify()) == {("changes_recomputed", changes(5))}


def test_an_entity_that_has_no_team(authority, drawn):
    undrawn = next(row[0] for row in FRAME if row[0] not in drawn.lottery.places)
    drawn.change("reassignment", [f"{undrawn}\ta1\ta2\trecusal"])
    assert failing(authority.verify()) == {("changes_recomputed", changes(4))}


def test_lines_are_sorted(authority, drawn):
    targets = sorted(drawn.lottery.teams, reverse=True)[:2]
    drawn.change("reassignment", [drawn.reassigned(entity, team(drawn, entity)[0], "recusal") for entity in targets])
    assert failing(authority.verify()) == {("table", changes(4))}


def test_nobody_who_ever_stood_in_the_team_comes_back(authority):
    """Of four eligible two leave one after the other; then nobody is left."""
    people = [("a1", "101"), ("a2", "101"), ("a3", "101"), ("a4", "101")]
    draw = authority.draw(frame=entities(1, bureaus=("101",)), inspectors=people).complete()
    entity = first(draw)
    for _ in range(2):
        draw.change("reassignment", [draw.reassigned(entity, team(draw, entity)[0], "recusal")])
    verdict = authority.verify()
    assert verdict.ok
    assert cautioned(verdict, "reassigned_again") == [f"{entity} (2)"]
    old, gone = team(draw, entity)[0], ({"a1", "a2", "a3", "a4"} - set(team(draw, entity))).pop()
    draw.change("reassignment", [f"{entity}\t{old}\t{gone}\trecusal"])
    verdict = authority.verify()
    assert failing(verdict) == {("changes_recomputed", changes(6))}
    assert verdict.failures[0].found == "line 1: nobody is left"


def test_a_recused_inspector_is_not_taken(authority):
    people = [("a1", "101"), ("a2", "101"), ("a3", "101"), ("a4", "101")]
    frame = entities(1, bureaus=("101",))
    draw = authority.draw(frame=frame, inspectors=people, recusals=[("a4", frame[0][0], "亲属")]).complete()
    entity = first(draw)
    line = draw.reassigned(entity, team(draw, entity)[0], "recusal")
    assert line.split("\t")[2] in {"a1", "a2", "a3"}
    draw.change("reassignment", [line])
    assert authority.verify().ok


def test_one_reassignment_each_is_no_caution(authority, drawn):
    lines = [drawn.reassigned(entity, team(drawn, entity)[0], "recusal") for entity in sorted(drawn.lottery.teams)[:3]]
    drawn.change("reassignment", lines)
    verdict = authority.verify()
    assert verdict.ok
    assert cautioned(verdict, "reassigned_again") == []
    assert "entities reassigned more than once 多次更换检查人员: 0" in v.as_lines(verdict)


@pytest.fixture
def sealed(authority):
    return authority.draw(salt=SALT).complete()


def line_of(draw):
    entity = sorted(draw.lottery.teams)[0]
    return draw.reassigned(entity, team(draw, entity)[0], "recusal")


@pytest.mark.parametrize("salt_line", ["", f"salt\t{'f' * 64}\n", "salt\t\n", f"salt\t{SALT}\nsalt\t{SALT}\n"])
def test_until_the_opening_a_table_ends_with_the_salt(authority, sealed, salt_line):
    sealed.change("reassignment", [line_of(sealed)], salt_line)
    sealed.opening()
    rule = "table" if salt_line.count(SALT) == 2 else "salt_line"
    assert (rule, changes(4)) in failing(authority.verify())


def test_the_salt_stands_in_the_last_line(authority, sealed):
    line = line_of(sealed)
    sealed.change("reassignment", [f"salt\t{SALT}", line], "")
    sealed.opening()
    assert {("salt_line", changes(4)), ("table", changes(4))} <= failing(authority.verify())


def test_after_the_opening_no_salt(authority, sealed):
    sealed.opening()
    sealed.change("reassignment", [line_of(sealed)], f"salt\t{SALT}\n")
    assert failing(authority.verify()) == {("salt_line", changes(5))}


def test_an_open_draw_s_table_has_no_salt(authority, drawn):
    drawn.change("reassignment", [line_of(drawn)], f"salt\t{SALT}\n")
    assert failing(authority.verify()) == {("salt_line", changes(4))}


def test_only_the_salt(authority, sealed):
    sealed.change("reassignment", [])
    assert ("changes_recomputed", changes(4)) in failing(authority.verify(now="2026-11-20T00:00:00Z"))


@pytest.mark.parametrize("end", ["opening", "void"])
def test_a_sealed_draw_s_table_is_public_as_soon_as_the_salt_is(authority, sealed, end):
    sealed.change("reassignment", [line_of(sealed)])
    (authority.root / changes(4)).unlink()
    sealed.seal()
    verdict = authority.verify(now="2026-11-20T00:00:00Z")
    assert verdict.ok
    assert len(cautioned(verdict, "sealed")) == 1
    assert "reassigned_again" not in verdict.counted  # nobody can tell yet
    getattr(sealed, end)()
    assert ("attached", changes(4)) in failing(authority.verify())


def test_the_salt_line_lets_the_authority_s_own_copy_be_computed(authority, sealed):
    """Without files 20 to 50: the salt of the table is enough."""
    line = line_of(sealed)
    sealed.change("reassignment", [line.replace("recusal", "unavailable")])
    sealed.seal()
    verdict = authority.verify(now="2026-11-20T00:00:00Z")
    assert verdict.ok
    assert ("changes_recomputed", changes(4)) in {(check.name, check.file) for check in verdict.checks}
