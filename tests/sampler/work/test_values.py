"""A public value is typed by two people, each before seeing the other's, after the announcement and in its spelling."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sampler.drand import chain_named
from sampler.errors import Conflict, Invalid, Refused
from sampler.source import Beacon, Drawing, Drawings
from sampler.store.queries.ceremonies import open_round, rounds_of
from sampler.trail import Actor
from sampler.values import Hand, Round
from sampler.work import ceremony, values
from tests.sampler.work.office import OPERATOR, SEED_AT, VALUE, WITNESS, Office

ID = "410212-2026-11-001"
OTHER = "27182818284590452353"
PEOPLE = {Hand.OPERATOR: OPERATOR, Hand.WITNESS: WITNESS}


@pytest.fixture
def announced(office: Office) -> Iterator[Office]:
    office.freeze(ID)
    office.announce(ID)
    office.tick(SEED_AT)
    yield office
    assert office.verified().ok


def type_value(office: Office, hand: Hand, value: str = VALUE, person: Actor | None = None) -> None:
    with office.store.transaction() as session:
        values.type_value(session, person or PEOPLE[hand], office.tick(), ID, hand, value)


def rounds(office: Office) -> tuple[Round, ...]:
    with office.store.reading() as session:
        return rounds_of(session, ID)


def test_nothing_is_typed_before_the_announcement(office: Office) -> None:
    office.freeze(ID)
    office.tick(SEED_AT)
    with pytest.raises(Refused, match="move_not_allowed"):
        type_value(office, Hand.OPERATOR)


def test_nothing_is_typed_before_its_time(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    with pytest.raises(Refused, match="ceremony_too_early"):
        type_value(office, Hand.OPERATOR)
    assert rounds(office) == ()


def test_nothing_is_typed_before_the_last_issue_is_drawn(office: Office) -> None:
    issues = ("双色球", "2026135", "2026-11-24"), ("大乐透", "26135", "2026-11-25"), ("排列5", "26314", "2026-11-24")
    drawings = Drawings(drawings=tuple(Drawing.parse(*issue) for issue in issues))
    results = "03 08 12 19 27 31 + 16, 01 12 23 34 35 + 11 12, 00 09 09 00 01"
    office.freeze(ID, seed_format=drawings.seed_format, seed_source=drawings.text)
    office.announce(ID)
    evening = datetime(2026, 11, 25, 12, tzinfo=UTC)  # 20:00 in Beijing
    for early in (office.now + SEED_AT, evening - timedelta(minutes=3)):
        office.now = early
        for hand in Hand:
            with pytest.raises(Refused, match="value_to_come") as caught:
                type_value(office, hand, results)
            assert caught.value.params["known_from"] == "2026-11-25T12:00:00Z"
    assert rounds(office) == ()
    office.now = evening - timedelta(minutes=1)
    type_value(office, Hand.OPERATOR, results)


def test_nothing_is_typed_before_the_round_of_the_beacon(office: Office) -> None:
    chain = chain_named("quicknet")
    due = office.now + SEED_AT + timedelta(minutes=30)
    source = Beacon(chain=chain, round=chain.round_at(due))
    office.freeze(ID, seed_format=source.seed_format, seed_source=source.text)
    office.announce(ID)
    office.tick(SEED_AT)
    with pytest.raises(Refused, match="value_to_come"):
        type_value(office, Hand.OPERATOR, "{}")
    office.now = chain.time_of(source.round)
    with pytest.raises(Invalid, match="drand_round_malformed"):
        type_value(office, Hand.OPERATOR, "{}")


@pytest.mark.parametrize("typed", ["3141592653589793238", VALUE + "6", VALUE[:-1] + "x", "", "三" * 20])
def test_only_the_announced_spelling(announced: Office, typed: str) -> None:
    with pytest.raises(Invalid, match="digits_"):
        type_value(announced, Hand.OPERATOR, typed)
    assert rounds(announced) == ()


def test_two_people_agree(announced: Office) -> None:
    type_value(announced, Hand.WITNESS, " 31415 92653 58979 32384 ")
    assert not open_round(rounds(announced)).whole
    type_value(announced, Hand.OPERATOR)
    (only,) = rounds(announced)
    assert only.agreed
    assert only.differing == ()
    with announced.store.reading() as session:
        operator, witness = values.agreed_value(session, ID)
    assert (operator.person, operator.value) == (OPERATOR.name, VALUE)
    assert (witness.person, witness.value) == (WITNESS.name, VALUE)


def test_who_differs_types_again_and_both_readings_stay(announced: Office) -> None:
    slip = VALUE[:3] + "9" + VALUE[4:]
    type_value(announced, Hand.OPERATOR)
    type_value(announced, Hand.WITNESS, slip)
    assert rounds(announced)[0].differing == (3,)
    with pytest.raises(Refused, match="value_not_agreed"), announced.store.reading() as session:
        values.agreed_value(session, ID)
    type_value(announced, Hand.WITNESS)
    assert open_round(rounds(announced)).number == 2
    type_value(announced, Hand.OPERATOR)
    first, second = rounds(announced)
    assert (first.witness.value, second.agreed) == (slip, True)  # type: ignore[union-attr]


def test_the_same_twice_is_once_and_another_waits(announced: Office) -> None:
    type_value(announced, Hand.OPERATOR)
    before = announced.trail()
    type_value(announced, Hand.OPERATOR)
    assert announced.trail() == before
    with pytest.raises(Conflict, match="value_typed_already"):
        type_value(announced, Hand.OPERATOR, OTHER)
    with pytest.raises(Conflict, match="value_typed_already"):
        type_value(announced, Hand.OPERATOR, person=Actor(name="operator-2"))


def test_nobody_is_both(announced: Office) -> None:
    type_value(announced, Hand.OPERATOR)
    with pytest.raises(Refused, match="witness_is_operator"):
        type_value(announced, Hand.WITNESS, person=OPERATOR)
    type_value(announced, Hand.WITNESS, OTHER)
    with pytest.raises(Refused, match="witness_is_operator"):  # nor in the next round
        type_value(announced, Hand.OPERATOR, person=WITNESS)


def test_what_they_agreed_on_stands(announced: Office) -> None:
    for hand in Hand:
        type_value(announced, hand)
    with pytest.raises(Conflict, match="value_typed_already"):
        type_value(announced, Hand.OPERATOR, OTHER)


def test_the_trail_knows_who_typed_and_not_what(announced: Office) -> None:
    type_value(announced, Hand.OPERATOR)
    assert announced.trail()[-1] == ("type_value", f"draw:{ID}", "done")
    with announced.store.reading() as session:
        from sampler.store import trail

        newest = list(trail.entries(session))[-1]
    assert VALUE not in repr(newest)


def test_no_ceremony_before_they_agree(announced: Office) -> None:
    record = announced.complete(ID)
    with pytest.raises(Refused, match="value_not_agreed"), announced.store.transaction() as session:
        ceremony.hold_ceremony(session, OPERATOR, announced.now, record)
    for hand in Hand:
        type_value(announced, hand, OTHER)
    announced.tick()
    with pytest.raises(Conflict, match="value_differs"), announced.store.transaction() as session:
        ceremony.hold_ceremony(session, OPERATOR, announced.now, record)


def test_the_witness_does_not_draw(announced: Office) -> None:
    for hand in Hand:
        type_value(announced, hand)
    record = announced.complete(ID)
    with pytest.raises(Refused, match="witness_is_operator"), announced.store.transaction() as session:
        ceremony.hold_ceremony(session, WITNESS, announced.now, record)


def test_a_list_of_lotteries_is_held_to_its_rules(office: Office) -> None:
    drawings = Drawings(drawings=(Drawing.parse("快乐8", "2026315", "2026-11-25"),))
    office.freeze(ID, seed_format=drawings.seed_format, seed_source=drawings.text)
    office.announce(ID)
    office.tick(timedelta(days=2))
    right = " ".join(f"{number:02d}" for number in range(1, 80, 4))
    with pytest.raises(Invalid, match="lottery_result_wrong"):
        type_value(office, Hand.OPERATOR, right.replace("05", "01"))
    for hand in Hand:
        type_value(office, hand, right)


def test_too_little_chance_is_never_frozen(office: Office) -> None:
    drawings = Drawings(drawings=(Drawing.parse("双色球", "2026136", "2026-11-26"),))
    with pytest.raises(Invalid, match="source_too_weak"):
        office.freeze(ID, seed_format=drawings.seed_format, seed_source=drawings.text)
