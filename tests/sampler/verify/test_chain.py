"""Each rule of SSJ1 2, 7 and 8 that an authority's chain can break, broken alone and found by its name."""

import shutil

import pytest

from sampler import verify as v

from .authority import (
    EMPTY,
    FRAME,
    INSPECTORS,
    SALT,
    Authority,
    cautioned,
    edit,
    entities,
    failing,
    set_key,
    sha,
)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "chain")


@pytest.fixture
def drawn(authority):
    return authority.draw().complete()


def entry(number):
    return f"entries/{number}/entry.txt"


def changes(number):
    return f"entries/{number}/changes.tsv"


def first(draw, i=0):
    return list(draw.lottery.places)[i]


# --- one chain ------------------------------------------------------------------------------------------------


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


# --- what belongs to a draw -----------------------------------------------------------------------------------


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


# --- the order of a draw's entries ----------------------------------------------------------------------------


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


# --- overdue --------------------------------------------------------------------------------------------------


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


# --- sealed draws ---------------------------------------------------------------------------------------------


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
    LATER[kind](draw, salt=salt)
    rules = {("salt", entry(4))} if salt == "f" * 64 or (kind, salt) == ("void", "") else {("values", entry(4))}
    assert rules <= failing(authority.verify())


def test_an_open_draw_s_void_has_no_salt(authority):
    authority.draw().void(salt=SALT)
    assert failing(authority.verify()) == {("salt", entry(2))}


# --- void and redraw ------------------------------------------------------------------------------------------


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


# --- publications ---------------------------------------------------------------------------------------------

A, B = (EMPTY, 0, "a.pdf"), (EMPTY, 5, "b.csv")


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([B, A], "table"),
        ([A, A], "table"),
        ([A, (sha("x"), 0, "a.pdf")], "table"),
        ([(EMPTY, "007", "a.pdf")], "table"),
        ([(EMPTY, "1e3", "a.pdf")], "table"),
        ([(EMPTY.upper(), 0, "a.pdf")], "table"),
        ([(EMPTY, 0, "")], "table"),
        ([(EMPTY, 0)], "table"),
        ([(EMPTY, 0, "a|b")], "bytes"),
        ([], "files_listed"),
    ],
)
def test_files_tsv(authority, drawn, files, rule):
    drawn.publish(files=files)
    assert failing(authority.verify()) == {(rule, "entries/4/files.tsv")}


def test_files_tsv_is_sorted_by_name_and_not_by_hash(authority, drawn):
    drawn.publish(files=[("f" * 64, 1, "a.pdf"), ("0" * 64, 1, "b.csv"), ("1" * 64, 1, "公示.pdf")])
    assert authority.verify().ok


def test_a_withdrawal_lists_no_file(authority, drawn):
    publication = drawn.publish()
    drawn.publish("withdrawal", files=[A], reason="x", of=publication)
    assert failing(authority.verify()) == {("files_listed", "entries/5/files.tsv")}


@pytest.mark.parametrize(("kind", "reason"), [("publication", "because"), ("correction", ""), ("withdrawal", "")])
def test_the_reason(authority, drawn, kind, reason):
    of = drawn.hash if kind == "publication" else drawn.publish()
    drawn.publish(kind, files=() if kind == "withdrawal" else (A,), reason=reason, of=of)
    assert ("values", entry(authority.number)) in failing(authority.verify())


@pytest.mark.parametrize("name", ["王伟", "", "two words"])
def test_people_stand_in_entries_by_number(authority, drawn, name):
    drawn.publish(approved_by=name)
    assert ("values", entry(4)) in failing(authority.verify())


@pytest.mark.parametrize(("key", "file"), [("changes_sha256", "changes.tsv"), ("files_sha256", "files.tsv")])
def test_the_entry_names_the_hash_of_its_table(authority, drawn, key, file):
    if file == "files.tsv":
        drawn.publish(files_sha256="a" * 64)
    else:
        drawn.change("replacement", [drawn.replaced(first(drawn))], changes_sha256="a" * 64)
    assert failing(authority.verify()) == {(key, entry(4)), (key, f"entries/4/{file}")}
    authority.draw("next").complete()  # its prev vouches for the entry
    assert failing(authority.verify()) == {(key, f"entries/4/{file}")}


def test_a_table_that_is_missing(authority, drawn):
    drawn.publish()
    (authority.root / "entries/4/files.tsv").unlink()
    assert failing(authority.verify()) == {("attached", "entries/4/files.tsv")}


def test_stray_files_in_an_entry_s_folder(authority, drawn):
    drawn.publish()
    folder = authority.root / "entries" / "4"
    (folder / "changes.tsv").write_text("")
    (folder / "more.txt").write_text("")
    (folder / "deep").mkdir()
    (folder.parent / "05").mkdir()
    (folder.parent / "note.txt").write_text("")
    assert failing(authority.verify()) == {
        ("stray", "entries/4/changes.tsv"),
        ("stray", "entries/4/more.txt"),
        ("stray", "entries/4/deep"),
        ("stray", "entries/05"),
        ("stray", "entries/note.txt"),
    }


def test_stray_files_in_the_chain_s_root_are_told_and_no_fault(authority, drawn):
    (authority.root / "README").write_text("")
    (authority.root / ".git").mkdir()
    verdict = authority.verify()
    assert verdict.ok
    assert {caution.file for caution in verdict.cautions if caution.name == "not_read"} == {"README", ".git"}


def test_a_folder_in_the_chain_s_root_is_a_record_folder_and_no_link(authority, drawn):
    (authority.root / "empty").mkdir()
    (authority.root / "link").symlink_to(drawn.folder)
    found = failing(authority.verify())
    assert ("plain", "link") in found
    assert ("present", "empty/00-notice.txt") in found


def test_an_entry_lies_in_the_folder_of_its_number(authority, drawn):
    drawn.publish()
    (authority.root / "entries/4").rename(authority.root / "entries/7")
    assert failing(authority.verify()) == {("place", entry(7))}


def test_an_entry_s_folder_without_entry(authority, drawn):
    (authority.root / "entries/4").mkdir(parents=True)
    assert failing(authority.verify()) == {("present", entry(4))}


# --- replacement ----------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("cut", [lambda f: f[:-1], lambda f: [*f, "p1"], lambda f: f[:6], lambda f: [""] * 9])
def test_a_short_team_or_line(authority, drawn, cut):
    line = drawn.replaced(first(drawn))
    drawn.change("replacement", ["\t".join(cut(line.split("\t")))])
    assert failing(authority.verify()) == {("table", changes(4))}


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
    assert verdict.failures[0].expected == f"line 1: {undrawn} was not drawn"


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
    assert "used up" in verdict.failures[0].expected


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


# --- reassignment ---------------------------------------------------------------------------------------------


def team(draw, entity):
    return draw.lottery.teams[entity]


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
    assert verdict.failures[0].expected == "line 1: nobody is left"


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


# --- the salt line --------------------------------------------------------------------------------------------


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


def test_a_sealed_draw_s_table_is_public_from_the_opening_on(authority, sealed):
    sealed.change("reassignment", [line_of(sealed)])
    (authority.root / changes(4)).unlink()
    sealed.seal()
    verdict = authority.verify(now="2026-11-20T00:00:00Z")
    assert verdict.ok
    assert len(cautioned(verdict, "sealed")) == 1
    sealed.opening()
    assert ("attached", changes(4)) in failing(authority.verify())


def test_the_salt_line_lets_the_authority_s_own_copy_be_computed(authority, sealed):
    """Without files 20 to 50: the salt of the table is enough."""
    line = line_of(sealed)
    sealed.change("reassignment", [line.replace("recusal", "unavailable")])
    sealed.seal()
    verdict = authority.verify(now="2026-11-20T00:00:00Z")
    assert verdict.ok
    assert ("changes_recomputed", changes(4)) in {(check.name, check.file) for check in verdict.checks}


# --- a folder and somebody's copy of the chain ----------------------------------------------------------------


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
