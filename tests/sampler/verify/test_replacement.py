"""Section 7 of SSJ1: every line of a replacement is computed again."""

import pytest

from sampler import verify as v
from sampler.allocation import allocate
from sampler.assignment import Matching, assign
from sampler.ceremony import frozen_from_files
from sampler.draw import draw as draw_targets
from sampler.errors import Refused
from sampler.frame import Frame
from sampler.plan import Sizes
from sampler.record import parse_duty, read_record
from sampler.succession import Succession

from .authority import FRAME, changes, entities, failing, first, team


def test_replacements(authority, drawn):
    """In two entries, one of them replacing a replacement, ranks going on."""
    one = drawn.replaced(first(drawn))
    drawn.change("replacement", [one])
    two = drawn.replaced(one.split("\t")[3], "迁出")
    drawn.change("replacement", [two])
    assert authority.verify().ok
    assert [line.split("\t")[:2] for line in (one, two)] == [["enterprise", "5"], ["enterprise", "6"]]


def broken_replacements():
    def swap(i, value):
        def change(fields):
            fields[i] = value
            return fields

        return change

    return {
        "stratum": swap(0, "individual"),
        "rank": swap(1, "6"),
        "ticket": swap(2, "a" * 64),
        "id": swap(3, FRAME[1][0]),
        "bureau": swap(6, "103"),
        "team": swap(7, "a9"),
        "team swapped": lambda fields: [*fields[:7], fields[8], fields[7]],
    }


@pytest.mark.parametrize("change", broken_replacements().values(), ids=broken_replacements())
def test_a_replacement_is_computed_again(authority, drawn, change):
    line = drawn.replaced(first(drawn))
    drawn.change("replacement", ["\t".join(change(line.split("\t")))])
    assert failing(authority.verify()) == {("changes_recomputed", changes(4))}


@pytest.mark.parametrize("cut", [lambda f: [*f, "p1"], lambda f: f[:6], lambda f: [""] * 9])
def test_a_long_team_or_a_short_line(authority, drawn, cut):
    line = drawn.replaced(first(drawn))
    drawn.change("replacement", ["\t".join(cut(line.split("\t")))])
    assert failing(authority.verify()) == {("table", changes(4))}


@pytest.mark.parametrize("places", [1, 2])
def test_a_short_team(authority, drawn, places):
    line = drawn.replaced(first(drawn))
    drawn.change("replacement", ["\t".join(line.split("\t")[:-places])])
    assert failing(authority.verify()) == {("changes_recomputed", changes(4))}


@pytest.fixture
def lacking(authority):
    """Three inspectors for teams of two. One may not visit every second entity, another becomes unavailable; and the
    next rank to enter is an entity that the first may not visit."""
    frame, people = entities(24, bureaus=("101",)), [("a1", "101"), ("a2", "101"), ("a3", "101")]
    barred = {row[0] for row in frame[::2]}
    draw = authority.draw(frame=frame, inspectors=people, recusals=[("a3", entity, "亲属") for entity in barred])
    draw.complete()
    target = next(one for one in draw.lottery.places if "a1" in team(draw, one) and one not in barred)
    draw.change("reassignment", [draw.reassigned(target, "a1")])
    while entering(draw)[3] not in barred:
        draw.change("replacement", [draw.replaced(standing(draw))])
    return draw


def standing(draw):
    return next(entity for entity in draw.lottery.places if entity not in draw.lottery.replaced)


def entering(draw):
    """Stratum, rank, ticket and id of who comes next."""
    rank = draw.lottery.used["enterprise"] + 1
    return ("enterprise", str(rank), *draw.lottery.ranked["enterprise"][rank - 1])


@pytest.mark.parametrize("inspectors", [(), ("a2",), ("a2", "a1"), ("a2", "a3")])
def test_without_inspectors_enough_nobody_steps_in(authority, lacking, inspectors):
    """Whatever the authority enters in their place."""
    row = (*entering(lacking), standing(lacking), "注销", "101", *inspectors)
    lacking.change("replacement", ["\t".join(row)])
    verdict = authority.verify()
    assert failing(verdict) == {("changes_recomputed", changes(authority.number))}
    assert verdict.failures[0].found == "line 1: nobody is left"


def test_the_method_refuses_what_the_checker_rejects(lacking):
    frozen = frozen_from_files(read_record(lacking.folder))
    frame, sizes = Frame.parse(frozen.files[v.FRAME]), Sizes(default=1, by_name=frozen.notice.sizes)
    targets = draw_targets(frame, lacking.lottery.seed, allocate(frame.counts(), sizes)).targets
    matching = Matching.begin(lacking.lottery.seed, 2, parse_duty(frozen.files))
    assign(matching, targets)
    succession = Succession.begin(frame, matching, frozen.notice.replace, targets)
    for entry in sorted((lacking.authority.root / "entries").iterdir(), key=lambda folder: int(folder.name)):
        rows = [line.split("\t") for line in (entry / "changes.tsv").read_text().splitlines()]
        if len(rows[0]) == 4:
            succession.reassign((row[0], row[1], row[3]) for row in rows)
        else:
            succession.replace({row[4]: row[5] for row in rows})
    before = succession.matching.branch()
    with pytest.raises(Refused, match="nobody_left"):
        succession.replace({standing(lacking): "注销"})
    assert succession.matching == before


def replace_entity(draw, gone, reason):
    """The line for an entity that may not be replaced, made as if it might."""
    draw.lottery.places.setdefault(gone, ("enterprise", 99))
    draw.lottery.reasons.add(reason)
    return draw.lottery.replace(gone, reason)


def test_only_for_a_reason_of_the_notice(authority, drawn):
    drawn.change("replacement", [replace_entity(drawn, first(drawn), "无法联系")])
    assert failing(authority.verify()) == {("changes_recomputed", changes(4))}


def test_never_where_the_notice_names_no_reason(authority):
    draw = authority.draw(replace="").complete()
    draw.change("replacement", [replace_entity(draw, first(draw), "注销")])
    assert failing(authority.verify()) == {("changes_recomputed", changes(4))}


def test_an_entity_that_was_not_drawn(authority, drawn):
    undrawn = next(row[0] for row in FRAME if row[0] not in drawn.lottery.places)
    drawn.change("replacement", [replace_entity(drawn, undrawn, "注销")])
    verdict = authority.verify()
    assert failing(verdict) == {("changes_recomputed", changes(4))}
    assert verdict.failures[0].found == f"line 1: {undrawn} was not drawn"


def test_an_entity_is_replaced_once(authority, drawn):
    drawn.change("replacement", [drawn.replaced(first(drawn))])
    drawn.lottery.replaced.clear()
    drawn.change("replacement", [drawn.replaced(first(drawn))])
    assert failing(authority.verify()) == {("changes_recomputed", changes(5))}


def test_a_rank_enters_once(authority, drawn):
    """Two lines of one entry that both let rank 5 in."""
    line = drawn.replaced(first(drawn)).split("\t")
    second = [*line[:4], first(drawn, 1), *line[5:]]
    drawn.change("replacement", ["\t".join(line), "\t".join(second)])
    assert failing(authority.verify()) == {("changes_recomputed", changes(4))}


def test_a_stratum_that_is_used_up(authority):
    draw = authority.draw(frame=entities(4), **{"size.enterprise": "1/1"}).complete()
    line = "\t".join(("enterprise", "5", "a" * 64, FRAME[5][0], first(draw), "注销", "101", "a1", "a2"))
    draw.change("replacement", [line])
    verdict = authority.verify()
    assert failing(verdict) == {("changes_recomputed", changes(4))}
    assert "used up" in verdict.failures[0].found


def test_the_order_of_the_replaced(authority, drawn):
    later, earlier = first(drawn, 1), first(drawn, 0)
    drawn.change("replacement", [drawn.replaced(later), drawn.replaced(earlier)])
    assert failing(authority.verify()) == {("table", changes(4))}


def test_an_entry_changes_something(authority, drawn):
    drawn.change("replacement", [])
    drawn.change("reassignment", [])
    assert failing(authority.verify()) == {("changes_recomputed", changes(4)), ("changes_recomputed", changes(5))}


def test_without_teams_a_replacement_names_the_bureau_only(authority):
    draw = authority.draw(inspectors=(), team_size=0).complete()
    draw.change("replacement", [draw.replaced(first(draw))])
    assert authority.verify().ok
    draw.change("reassignment", [f"{first(draw)}\ta1\ta2\trecusal"])
    assert failing(authority.verify()) == {("changes_recomputed", changes(5))}


def test_a_stratum_may_be_called_salt(authority):
    """The line of a replacement in it begins with the word that also begins the line of a sealed draw's salt."""
    frame = entities(12, "salt")
    draw = authority.draw(frame=frame, **{"size.salt": "4"}).complete()
    draw.change("replacement", [draw.replaced(first(draw))])
    assert failing(authority.verify()) == set()
