"""Freeze and complete: what a notice may say, and what a ceremony may do."""

from dataclasses import replace

import pytest

from sampler.assignment import Duty
from sampler.ceremony import Terms, announce, complete, freeze, frozen_from_files, record_from_files
from sampler.chain import Place
from sampler.drand import chain_named
from sampler.errors import Invalid, Missing, Refused
from sampler.frame import Exclusions, Frame
from sampler.plan import Sizes
from sampler.record import FRAME, NOTICE, parse_entry
from sampler.seed import format_time, parse_time, sha256_hex
from sampler.source import Beacon, Drawing, Drawings

IDS = [f"914102120000{i:06d}" for i in range(100)]
FRAME_100 = Frame.from_columns(IDS, ["enterprise"] * 100, ["B1"] * 100)
DUTY = Duty(inspectors=(("i-1", "B1"), ("i-2", "B1"), ("i-3", "*")))
TERMS = Terms(
    draw_id="410212-2026-001",
    at="2026-11-24T01:00:00Z",
    seed_at="2026-11-24T02:00:00Z",
    sizes=Sizes.parse([]),
    team_size=2,
)
PLACE = Place(authority="410212")
VALUE = "31415926535897932384"
KL8 = "".join(f"{number:02d}" for number in range(7, 67, 3))  # twenty numbers from 01 to 80, the smallest first
SALT = "ab" * 32


def frozen(place=PLACE, **changes):
    return freeze(FRAME_100, Exclusions(rows=()), DUTY, replace(TERMS, **changes), place)


def test_a_draw_from_freeze_to_outcome():
    record = complete(frozen(), VALUE, at="2026-11-24T02:05:00Z")
    assert [(s.name, s.entities, s.places) for s in record.drawn.strata] == [("enterprise", 100, 3)]
    assert len(record.assignments) == 3
    outcome = dict(parse_entry(record.files["60-outcome.txt"])[1])
    assert outcome["record"] == record.record_hash
    assert outcome["number"] == "3"
    assert complete(frozen_from_files(record.files), VALUE, at="2026-11-24T02:05:00Z").files == record.files


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seed_at": "2026-11-24T01:00:00Z"}, "seed_not_after_notice"),
        ({"seed_at": "tomorrow"}, "time_malformed"),
        ({"seed_format": "digits:11"}, "seed_format_too_short"),
        ({"seed_source": "a|b"}, "text_forbidden"),
        ({"draw_id": "a b"}, "name_malformed"),
        ({"draw_id": ".hidden"}, "draw_id_unusable"),
        ({"draw_id": "entries"}, "draw_id_unusable"),
        ({"seed_source": ""}, "text_forbidden"),
        ({"seed_source": "\udcff"}, "text_forbidden"),
        ({"seed_source": "电话 138 0013 8000 抽号"}, "private_data_in_text"),
        ({"replace": "注销,tel13800138000"}, "private_data_in_text"),
        ({"draw_id": "410212-13800138000"}, "private_data_in_text"),
        ({"replace": "注销,,吊销"}, "text_forbidden"),
        ({"replace": "注销,注销"}, "text_forbidden"),
        ({"replace": "注销,"}, "text_forbidden"),
        ({"seed_format": "drand:" + "a" * 64 + ":0"}, "seed_format_malformed"),
        ({"salt": SALT}, "sealed_needs_salt_and_open_by"),
        ({"open_by": "2026-12-01T00:00:00Z"}, "sealed_needs_salt_and_open_by"),
        ({"salt": SALT, "open_by": "2026-11-24T02:00:00Z"}, "opened_before_seed"),
        ({"salt": "AB" * 32, "open_by": "2026-12-01T00:00:00Z"}, "salt_malformed"),
        ({"min_per_stratum": 0}, "minimum_below_one"),
        ({"team_size": 4}, "team_impossible"),
        ({"sizes": Sizes.parse(["individual=3/100"])}, "size_covers_nothing"),
    ],
)
def test_terms_that_no_notice_may_hold(changes, code):
    with pytest.raises(Invalid, match=code):
        frozen(**changes)


def test_a_notice_is_not_before_the_entry_it_follows():
    place = Place(authority="410212", number=2, prev="a" * 64, not_before="2026-11-24T01:00:01Z")
    with pytest.raises(Invalid, match="times_out_of_order"):
        frozen(place)


def test_no_ceremony_before_its_time_nor_with_another_spelling():
    with pytest.raises(Refused, match="ceremony_too_early"):
        complete(frozen(), VALUE, at="2026-11-24T01:59:59Z")
    with pytest.raises(Invalid, match="public_value_malformed"):
        complete(frozen(), VALUE[:-1], at="2026-11-24T02:00:00Z")


def test_no_ceremony_before_its_value_can_be_known():
    drawn = Drawing.parse("快乐8", "2026315", "2026-11-25")
    chain = chain_named("quicknet")
    beacon = Beacon(chain=chain, round=chain.round_at(parse_time("2026-11-24T03:00:00Z")))
    for source, value, early, known_from in (
        (Drawings(drawings=(drawn,)), KL8, "2026-11-25T11:59:59Z", "2026-11-25T12:00:00Z"),
        (beacon, "ab" * 32, "2026-11-24T02:59:59Z", format_time(chain.time_of(beacon.round))),
    ):
        announced = frozen(seed_format=source.seed_format, seed_source=source.text)
        with pytest.raises(Refused, match="value_to_come"):
            complete(announced, value, at=early)
        assert complete(announced, value, at=known_from).at == known_from


def test_no_ceremony_with_a_value_that_its_source_cannot_give():
    drawn = Drawing.parse("快乐8", "2026315", "2026-11-25")
    source = Drawings(drawings=(drawn,))
    announced = frozen(seed_format=source.seed_format, seed_source=source.text)
    for value, code in ((VALUE * 2, "lottery_result_wrong"), (KL8[:-2] + "81", "lottery_result_wrong")):
        with pytest.raises(Invalid, match=code):
            complete(announced, value, at="2026-11-25T12:00:00Z")


def test_an_announcement_moves_the_notice_and_nothing_else():
    kept, place = frozen(), Place(authority=PLACE.authority, number=9, prev="ab" * 32, not_before=TERMS.at)
    announced = announce(kept, place, at="2026-11-24T01:30:00Z")
    notice = announced.notice
    assert (notice.number, notice.prev, notice.at) == (9, "ab" * 32, "2026-11-24T01:30:00Z")
    assert replace(notice, number=kept.notice.number, prev=kept.notice.prev, at=kept.notice.at) == kept.notice
    assert {name for name, data in announced.files.items() if kept.files[name] != data} == {NOTICE}
    assert announced.notice_hash == sha256_hex(announced.files[NOTICE]) != kept.notice_hash


def test_no_announcement_after_the_seed_or_before_the_last_entry():
    with pytest.raises(Refused, match="announced_after_seed"):
        announce(frozen(), PLACE, at=TERMS.seed_at)
    with pytest.raises(Invalid, match="times_out_of_order"):
        announce(frozen(), replace(PLACE, number=2, prev="ab" * 32, not_before="2026-11-24T01:30:00Z"), at=TERMS.at)
    with pytest.raises(Invalid, match="place_malformed"):
        announce(frozen(), replace(PLACE, number=2), at=TERMS.at)


def test_of_an_unknown_beacon_nothing_but_the_notice_is_known():
    announced = frozen(seed_format=f"drand:{'ab' * 32}:1", seed_source="another chain")
    assert complete(announced, "cd" * 32, at="2026-11-24T02:00:00Z").seed


def test_a_sealed_draw_needs_its_own_salt():
    sealed = frozen(salt=SALT, open_by="2026-12-01T00:00:00Z")
    for salt in ("", "cd" * 32):
        with pytest.raises(Invalid, match="salt_does_not_fit"):
            complete(sealed, VALUE, at="2026-11-24T02:00:00Z", salt=salt)
    assert complete(sealed, VALUE, at="2026-11-24T02:00:00Z", salt=SALT).seed
    with pytest.raises(Invalid, match="salt_does_not_fit"):
        complete(frozen(), VALUE, at="2026-11-24T02:00:00Z", salt=SALT)


def test_tables_changed_after_the_notice_are_refused():
    files = dict(frozen().files)
    with pytest.raises(Invalid, match="file_not_as_announced"):
        frozen_from_files({**files, FRAME: files[FRAME][:-1]})
    del files[FRAME]
    with pytest.raises(Missing, match="file_missing"):
        frozen_from_files(files)
    with pytest.raises(Invalid, match="notice_malformed"):
        frozen_from_files({**frozen().files, NOTICE: frozen().files[NOTICE] + b"more=1\n"})


@pytest.mark.parametrize(("number", "prev"), [(3, "cd" * 32), (8, "cd" * 32), (7, "cd" * 32)])
def test_a_ceremony_stands_behind_its_notice(number, prev):
    notice = frozen(Place(authority="410212", number=7, prev="ab" * 32))
    with pytest.raises(Invalid, match="place_malformed"):
        complete(notice, VALUE, at="2026-11-24T02:05:00Z", place=Place(authority="410212", number=number, prev=prev))
    later = Place(authority="410212", number=9, prev=prev)
    assert complete(notice, VALUE, at="2026-11-24T02:05:00Z", place=later).seed


def test_an_outcome_of_another_record_is_no_record():
    record = complete(frozen(), VALUE, at="2026-11-24T02:05:00Z")
    other = record.files["60-outcome.txt"].replace(record.record_hash.encode(), b"ab" * 32)
    with pytest.raises(Invalid, match="record_not_as_recomputed"):
        record_from_files({**record.files, "60-outcome.txt": other})
