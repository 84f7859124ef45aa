"""What the public may ask, and what it is not told before its time."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from sampler.errors import Conflict, Missing
from sampler.plan import TaskState
from sampler.record import SAMPLE
from sampler.roster import Bureau, Bureaus
from sampler.store.queries.bureaus import bureaus, listed_bureaus
from sampler.store.queries.draws import (
    BureauLine,
    DrawDetail,
    FindingFigure,
    TargetAnswer,
    draw_detail,
    published_draws,
    target_answer,
)
from sampler.store.queries.packets import packets
from sampler.store.queries.publications import PublicationDue, publications_due
from sampler.store.session import Store
from sampler.store.tables.papers import PaperKind
from sampler.work.authority import change_working_days
from sampler.work.bureaus import register_bureaus
from sampler.work.papers import Paper
from sampler.working_days import SpecialDay
from tests.sampler.work.office import BUREAUS, OPERATOR, SALT, SNAPSHOT, START, Office, ids

ID = "410212-2026-11-001"
SEALED = {"salt": SALT, "open_by": "2026-12-20T00:00:00Z"}
SHUT = {"20-seed.txt", "30-strata.tsv", "40-sample.tsv", "50-assignments.tsv", "SHA256SUMS"}
LIST = Bureaus(
    (
        Bureau(code=BUREAUS[0], name="陈留市场监管所", aliases=("陈留所",), parent="410212"),
        Bureau(code=BUREAUS[1], name="仇楼市场监管所"),
    )
)


@pytest.fixture
def office(database: Store) -> Office:
    office = Office(database)
    office.register()
    with database.transaction() as session:
        register_bureaus(session, OPERATOR, START, LIST)
    return office


def answer(office: Office, entity_id: str) -> TargetAnswer | None:
    with office.store.reading() as session:
        return target_answer(session, ID, entity_id)


def hold(office: Office, **changed: object) -> None:
    office.freeze(ID, **changed)  # type: ignore[arg-type]
    office.announce(ID)
    office.hold_ceremony(ID, salt=str(changed.get("salt", "")))


def test_an_announced_draw_tells_its_notice(office: Office) -> None:
    office.freeze(ID)
    frozen = office.announce(ID)
    draw, notice = office.detail(ID), frozen.notice
    assert draw.notice_hash == frozen.notice_hash
    assert draw.summary.frame_count == 12
    assert draw.summary.at == datetime(2026, 11, 24, 1, 2, tzinfo=UTC)
    assert (draw.frame_sha256, draw.frame_merkle) == (notice.frame_sha256, notice.frame_merkle)
    assert (draw.registry_count, draw.excluded_count, draw.exclusions) == (13, 1, (("注销", 1),))
    assert (draw.team_size, draw.inspectors_count, draw.sealed, draw.open_by) == (2, 6, False, None)
    assert [(line.name, line.entities, line.size, line.places, line.cutoff) for line in draw.strata] == [
        ("cooperative", 4, "1/4", None, None),
        ("enterprise", 4, "1/4", None, None),
        ("individual", 4, "1/4", None, None),
    ]
    assert [file.name[:2] for file in draw.files] == ["00", "10", "11", "12", "13"]
    assert all(file.bytes == len(frozen.files[file.name]) for file in draw.files)
    assert (draw.seed, draw.record_hash, draw.ceremony_at, draw.bureaus, draw.findings) == (None, None, None, (), ())
    assert draw.entry_hashes == (frozen.notice_hash,)


def test_a_drawn_one_tells_its_record(office: Office) -> None:
    hold(office)
    draw, record = office.detail(ID), office.records[ID]
    assert (draw.seed, draw.record_hash, draw.outcome_hash) == (record.seed, record.record_hash, record.outcome_hash)
    assert draw.public_value == "31415926535897932384"
    assert [(line.name, line.places, line.cutoff) for line in draw.strata] == [
        (stratum.name, stratum.places, stratum.cutoff) for stratum in record.drawn.strata
    ]
    assert {file.name for file in draw.files} == set(record.files)
    assert draw.entry_hashes == (record.frozen.notice_hash, draw.entry_hashes[1], record.outcome_hash)
    assert sum(line.total for line in draw.bureaus) == draw.summary.drawn == len(record.drawn.targets)
    expected = Counter((target.bureau, target.stratum) for target in record.drawn.targets)
    for line in draw.bureaus:
        counts = {"enterprise": line.enterprise, "individual": line.individual, "cooperative": line.cooperative}
        assert counts == {kind: expected[line.bureau, kind] for kind in counts}
        assert line.name == LIST.name(line.bureau)
        assert line.with_problems is None


def test_a_target_is_told_with_its_bureau_and_later_its_findings(office: Office) -> None:
    hold(office)
    target = office.records[ID].drawn.targets[0]
    told = TargetAnswer(
        stratum=target.stratum,
        rank=target.rank,
        ticket=target.ticket,
        bureau=target.bureau,
        bureau_name=LIST.name(target.bureau),
        assigned=2,
        findings=None,
        finished_on=None,
    )
    assert answer(office, target.id) == told
    undrawn = next(entity_id for entity_id in ids(12) if entity_id not in office.drawn(ID))
    assert answer(office, undrawn) is None
    office.dispatch(ID)
    office.submit(ID, [office.finding(entity_id, "unreachable", "pending") for entity_id in office.drawn(ID)])
    office.review_first(ID)
    office.review_second(ID)
    assert answer(office, target.id) == told
    assert office.detail(ID).findings == ()
    office.release(ID)
    published = answer(office, target.id)
    assert published is not None
    assert published.findings == ("unreachable", "pending")
    assert published.finished_on == date(2026, 11, 24)


def test_what_was_sent_back_is_in_no_figure(office: Office) -> None:
    hold(office)
    office.dispatch(ID)
    first, *others = office.drawn(ID)
    office.submit(ID, [office.finding(first, "uncooperative"), *map(office.finding, others)])
    office.send_back(ID, [first])
    office.submit(ID, [office.finding(first, "unreachable", "deregistered")])
    office.review_first(ID)
    office.review_second(ID)
    office.release(ID)
    draw = office.detail(ID)
    kinds = {target.id: (target.stratum, target.bureau) for target in office.records[ID].drawn.targets}
    kind, bureau = kinds[first]
    figures = {(figure.code, figure.kind): figure.count for figure in draw.findings}
    assert {code for code, _ in figures} == {"none_found", "unreachable", "deregistered"}
    assert figures["unreachable", kind] == figures["deregistered", kind] == 1
    assert sum(count for (code, _), count in figures.items() if code == "none_found") == len(others)
    assert {line.bureau: line.with_problems for line in draw.bureaus if line.with_problems} == {bureau: 1}
    assert draw.findings[0] == FindingFigure(
        kind=draw.findings[0].kind, code="none_found", count=draw.findings[0].count
    )


def test_a_changed_target_is_no_problem_found(office: Office) -> None:
    hold(office)
    office.dispatch(ID)
    office.submit(ID, [office.finding(entity_id, "deregistered") for entity_id in office.drawn(ID)])
    office.review_first(ID)
    office.review_second(ID)
    office.release(ID)
    assert [line.with_problems for line in office.detail(ID).bureaus] == [0] * len(office.detail(ID).bureaus)


def test_a_sealed_draw_keeps_what_its_seed_would_tell(office: Office) -> None:
    hold(office, **SEALED)
    draw, record = office.detail(ID), office.records[ID]
    assert draw.sealed
    assert draw.open_by == datetime(2026, 12, 20, tzinfo=UTC)
    assert draw.outcome_hash == record.outcome_hash
    assert {file.name for file in draw.files} == set(record.files) - SHUT
    assert SAMPLE in SHUT
    secrets = [record.seed, *(stratum.cutoff for stratum in record.drawn.strata)]
    secrets += [value for target in record.drawn.targets for value in (target.id, target.ticket)]
    assert [secret for secret in secrets if secret in repr(draw)] == []
    assert all(answer(office, entity_id) is None for entity_id in ids(12))
    office.reveal(ID)
    assert office.detail(ID).seed == record.seed
    assert {file.name for file in office.detail(ID).files} == set(record.files)
    assert answer(office, office.drawn(ID)[0]) is not None


def test_draws_are_listed_newest_first_from_their_announcement(office: Office) -> None:
    for name in ("a", "c"):
        office.freeze(name)
        office.announce(name)
    office.freeze("d")
    office.announce("d")
    office.void("d")
    office.freeze("e")
    office.void("e")
    office.freeze("b")
    with office.store.reading() as session:
        listed = [(draw.draw_id, draw.state) for draw in published_draws(session)]
        assert listed == [("d", TaskState.VOID), ("c", TaskState.ANNOUNCED), ("a", TaskState.ANNOUNCED)]
        with pytest.raises(Missing, match="draw_unknown"):
            draw_detail(session, "b")
        with pytest.raises(Missing, match="draw_unknown"):
            target_answer(session, "b", ids(1)[0])


def test_every_bureau_with_targets_has_a_packet_line(office: Office) -> None:
    hold(office)
    old = Paper(kind=PaperKind.PACKET, name="p.pdf", bytes=1, sha256="ab" * 32, bureau=BUREAUS[0])
    new = Paper(kind=PaperKind.PACKET, name="p.pdf", bytes=2, sha256="cd" * 32, bureau=BUREAUS[0])
    office.register_papers(ID, old)
    office.register_papers(ID, new)
    with office.store.reading() as session:
        lines = packets(session, ID)
    counted = Counter(target.bureau for target in office.records[ID].drawn.targets)
    assert {line.bureau: line.targets for line in lines} == counted
    papers = {line.bureau: [(paper.version, paper.sha256) for paper in line.papers] for line in lines}
    assert papers.get(BUREAUS[0], [(2, "cd" * 32)]) == [(2, "cd" * 32)]
    assert papers.get(BUREAUS[1], []) == []
    assert office.detail(ID).papers == ()


def register(office: Office, *listed: Bureau) -> list[str]:
    with office.store.transaction() as session:
        return [bureau.code for bureau in register_bureaus(session, OPERATOR, START, Bureaus(listed))]


def test_bureaus_are_registered_and_renamed_and_those_left_out_are_retired(office: Office) -> None:
    new = (Bureau(code=BUREAUS[1], name="仇楼所"), Bureau(code="410212103", name="八里湾市场监管所"))
    assert register(office, *new) == [BUREAUS[0]]
    assert register(office, *new) == []  # it is told once
    with office.store.reading() as session:
        known = [(line.code, line.name, line.aliases, line.parent, line.retired) for line in bureaus(session)]
        listed = listed_bureaus(session)
    assert known == [
        (BUREAUS[0], "陈留市场监管所", ("陈留所",), "410212", True),
        (BUREAUS[1], "仇楼所", (), None, False),
        ("410212103", "八里湾市场监管所", (), None, False),
    ]
    assert listed is not None
    assert listed.resolve("陈留所") is None
    assert register(office, Bureau(code=BUREAUS[0], name="陈留所"), *new) == []
    with office.store.reading() as session:
        assert [line.code for line in bureaus(session) if line.retired] == []


def test_bureaus_may_swap_their_names_and_take_those_of_retired_ones(office: Office) -> None:
    swapped = Bureau(code=BUREAUS[0], name=LIST.name(BUREAUS[1])), Bureau(code=BUREAUS[1], name=LIST.name(BUREAUS[0]))
    register(office, *swapped)
    with office.store.reading() as session:
        assert {line.code: line.name for line in bureaus(session)} == {one.code: one.name for one in swapped}
    assert register(office, Bureau(code=BUREAUS[1], name=swapped[0].name)) == [BUREAUS[0]]


def test_a_word_of_two_bureaus_is_refused_and_nothing_changes(office: Office) -> None:
    with pytest.raises(Conflict, match="bureau_word_shared"):
        register(
            office, Bureau(code=BUREAUS[0], name="城关所"), Bureau(code=BUREAUS[1], name="甲", aliases=("城关 所",))
        )
    with office.store.reading() as session:
        assert listed_bureaus(session) == LIST


def test_a_retired_bureau_is_still_named_by_its_draws(office: Office) -> None:
    hold(office)
    before = [(line.bureau, line.name) for line in office.detail(ID).bureaus]
    register(office, Bureau(code="410212103", name="八里湾市场监管所"))
    assert [(line.bureau, line.name) for line in office.detail(ID).bureaus] == before


def test_details_are_plain_values(office: Office) -> None:
    """Rows never leave: a detail still answers when its session is gone."""
    hold(office)
    detail = office.detail(ID)
    assert isinstance(detail, DrawDetail)
    assert isinstance(detail.bureaus[0], BureauLine)
    assert detail.summary.title == "年度抽查"
    assert SNAPSHOT not in repr(detail)


def notices(office: Office, *years: int) -> None:
    """The yearly notices with nothing but the two days that make a year covered."""
    days = [SpecialDay(on=date(year, month, 1), works=False) for year in years for month in (1, 10)]
    with office.store.transaction() as session:
        change_working_days(session, OPERATOR, office.tick(), days)


def due(office: Office) -> PublicationDue | None:
    with office.store.reading() as session:
        return publications_due(session).get(ID)


def test_results_are_due_twenty_working_days_after_the_first_check_s_end(office: Office) -> None:
    notices(office, 2026, 2027)
    hold(office)
    office.dispatch(ID)
    assert due(office) is None
    first, *others = office.drawn(ID)
    office.tick(timedelta(days=30))
    early = office.finding(first, finished_on=date(2026, 11, 27))
    office.submit(ID, [early, *map(office.finding, others)])
    found = due(office)
    assert found == PublicationDue(finished_on=date(2026, 11, 27), on=date(2026, 12, 25), unknown=None)
    assert (found.is_over(date(2026, 12, 25)), found.is_over(date(2026, 12, 26))) == (False, True)
    office.send_back(ID, [first])
    office.submit(ID, [office.finding(first, finished_on=date(2026, 12, 25))])  # the newest finding says when it ended
    again = due(office)
    assert again is not None
    assert (again.finished_on, again.on) == (date(2026, 12, 24), date(2027, 1, 22))  # New Year's Day is off
    office.review_first(ID)
    office.review_second(ID)
    office.release(ID)
    assert due(office) is None


def test_a_due_day_in_a_year_without_its_notice_cannot_be_told(office: Office) -> None:
    notices(office, 2026)
    hold(office)
    office.dispatch(ID)
    office.tick(timedelta(days=30))
    office.submit(ID, [office.finding(entity_id, finished_on=date(2026, 12, 4)) for entity_id in office.drawn(ID)])
    assert due(office) == PublicationDue(finished_on=date(2026, 12, 4), on=None, unknown=2027)
    notices(office, 2027)
    found = due(office)
    assert found is not None
    assert found.on == date(2027, 1, 4)


def test_the_results_of_a_rehearsal_are_never_due(office: Office) -> None:
    hold(office, seed_format="rehearsal")
    office.dispatch(ID)
    office.submit(ID)
    assert due(office) is None
