"""What the minutes may say: everything of a ceremony but what a sealed record keeps shut."""

from dataclasses import replace
from datetime import date

import pytest

from sampler.ceremony import Record, complete
from sampler.errors import Invalid
from sampler.facts import Occasion, Sitting, minutes_facts
from sampler.publication import MinutesFacts
from sampler.seed import parse_time
from tests.reports.invented import rounds
from tests.sampler.test_ceremony import SALT, VALUE, frozen

OCCASION = Occasion(
    authority_name="祥符区市场监督管理局", task="2026年度双随机抽查", document_number="", issued_on=date(2026, 11, 24)
)
TYPED = rounds((VALUE, VALUE[:-1] + "3"), (VALUE, VALUE))
ANNOUNCED = parse_time("2026-11-24T01:30:00Z")
ROOM = Sitting(place="三楼会议室", present="特邀监督员 2 人", remarks="")


def drawn(*, sealed: bool = False) -> Record:
    if not sealed:
        return complete(frozen(), VALUE, at="2026-11-24T02:05:00Z")
    return complete(frozen(salt=SALT, open_by="2026-12-24T02:00:00Z"), VALUE, at="2026-11-24T02:05:00Z", salt=SALT)


def minutes(record: Record, *, sealed: bool = False, sitting: Sitting = ROOM) -> MinutesFacts:
    return minutes_facts(record, TYPED, sitting, OCCASION, announced_at=ANNOUNCED, sealed=sealed)


def test_they_say_what_the_record_says() -> None:
    record = drawn()
    facts = minutes(record)
    assert (facts.seed, facts.record_hash, facts.public_value) == (record.seed, record.record_hash, VALUE)
    assert [(s.entities, s.places, s.cutoff) for s in facts.strata] == [(100, 3, record.drawn.strata[0].cutoff)]
    assert (facts.operator, facts.witness, facts.place) == ("王𠮷", "李䶮明", "三楼会议室")
    assert facts == minutes(record)


def test_while_a_draw_is_sealed_they_tell_nothing_that_its_record_keeps_shut() -> None:
    record = drawn(sealed=True)
    told = repr(minutes(record, sealed=True))
    assert (record.record_hash in told, record.frozen.notice_hash in told, VALUE in told) == (True, True, True)
    for shut in (SALT, record.seed, *(s.cutoff for s in record.drawn.strata), *(t.id for t in record.drawn.targets)):
        assert shut not in told
    opened = minutes(record)
    assert (opened.seed, opened.strata[0].cutoff) == (record.seed, record.drawn.strata[0].cutoff)
    assert [s.places for s in minutes(record, sealed=True).strata] == [s.places for s in opened.strata]


def test_a_round_that_one_alone_has_typed_is_no_part_of_them() -> None:
    record = drawn()
    begun = (*TYPED, replace(TYPED[0], number=3, witness=None))
    facts = minutes_facts(record, begun, ROOM, OCCASION, announced_at=ANNOUNCED, sealed=False)
    assert facts.rounds == TYPED


def test_people_stand_by_their_full_names() -> None:
    named = TYPED[0].named({"王𠮷": "王小𠮷"})
    assert named.operator is not None
    assert named.witness is not None
    assert (named.operator.person, named.witness.person) == ("王小𠮷", "李䶮明")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"present": "张三 13800000001"}, "private_data_in_text"),
        ({"remarks": "证件号 11010519491231002X"}, "private_data_in_text"),
        ({"place": "楼" * 201}, "words_too_long"),
        ({"remarks": "注" * 4001}, "words_too_long"),
    ],
)
def test_what_is_said_of_the_sitting_is_held_to_its_bounds(said: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid, match=code) as error:
        Sitting(**said)
    assert error.value.params["name"] in said
