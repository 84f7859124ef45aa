"""The draw's promises, whatever the frame and the seed."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.allocation import allocate, places
from sampler.draw import draw, lowest, rank_stratum
from sampler.errors import Invalid
from sampler.frame import Frame
from sampler.plan import Rate, Sizes
from sampler.seed import check_public_value, check_seed_format, parse_time, ticket

ids = st.lists(st.from_regex(r"\A[0-9A-Z]{18}\Z"), min_size=1, max_size=60, unique=True)
seeds = st.integers(0, 2**32).map(lambda n: hashlib.sha256(b"%d" % n).hexdigest())


def one_stratum(entity_ids):
    return Frame.from_columns(entity_ids, ["enterprise"] * len(entity_ids), ["B1"] * len(entity_ids))


@given(ids, seeds, st.data())
def test_the_sample_is_the_lowest_tickets(entity_ids, seed, data):
    count = data.draw(st.integers(1, len(entity_ids)))
    drawn = rank_stratum(one_stratum(entity_ids), seed, "enterprise", count)
    expected = sorted((ticket(seed, i), i) for i in entity_ids)[:count]
    assert [(t.ticket, t.id) for t in drawn] == expected
    assert [t.rank for t in drawn] == list(range(1, count + 1))


@given(ids, seeds)
def test_a_larger_size_contains_the_smaller(entity_ids, seed):
    frame = one_stratum(entity_ids)
    small = rank_stratum(frame, seed, "enterprise", max(1, len(entity_ids) // 2))
    assert rank_stratum(frame, seed, "enterprise", len(entity_ids))[: len(small)] == small


@given(ids.filter(lambda found: len(found) > 2), seeds)
def test_one_row_less_changes_at_most_one_place(entity_ids, seed):
    count = max(1, len(entity_ids) // 2)
    whole = {t.id for t in rank_stratum(one_stratum(entity_ids), seed, "enterprise", count)}
    less = {t.id for t in rank_stratum(one_stratum(entity_ids[1:]), seed, "enterprise", count)}
    assert len(whole - less) <= 1
    assert len(less - whole) <= 1


def test_equal_tickets_fall_to_the_lower_id_even_at_the_cut():
    words = np.array([[7, 0, 0, 0], [7, 0, 0, 0], [3, 0, 0, 0], [7, 0, 0, 0]], dtype=np.uint64)
    assert lowest(words, 2).tolist() == [2, 0]
    assert lowest(words, 3).tolist() == [2, 0, 1]
    tail = np.array([[7, 0, 0, 9], [7, 0, 0, 1]], dtype=np.uint64)
    assert lowest(tail, 1).tolist() == [1]


@given(st.integers(1, 10**8), st.integers(1, 999), st.integers(0, 998))
def test_a_rate_never_falls_short_and_never_exceeds_by_one(entities, q, more):
    rate = Rate(max(1, q - more), q)
    n = places(entities, rate)
    assert n * rate.q >= entities * rate.p
    assert n == 1 or (n - 1) * rate.q < entities * rate.p
    assert n <= entities


def test_strata_are_drawn_apart_with_their_own_sizes():
    frame = Frame.from_columns(
        [f"9141021200000{i:05d}" for i in range(300)], ["enterprise"] * 100 + ["individual"] * 200, ["B1"] * 300
    )
    drawn = draw(frame, "0" * 64, allocate(frame.counts(), Sizes.parse(["3/100", "individual=7"])))
    assert [(s.name, s.entities, s.places) for s in drawn.strata] == [
        ("enterprise", 100, 3),
        ("individual", 200, 7),
    ]
    for stratum in drawn.strata:
        assert stratum.cutoff == max(t.ticket for t in drawn.targets if t.stratum == stratum.name)


@pytest.mark.parametrize(
    ("seed_format", "good", "bad"),
    [
        ("digits:12", ["000000000000"], ["00000000000", "0000000000000", "00000000000a", "１２３４５６７８９０１２"]),
        ("drand:" + "a" * 64 + ":1", ["0" * 64], ["0" * 63, "A" * 64]),
        ("rehearsal", ["try-1.x"], ["", "a b", "a" * 65]),
    ],
)
def test_a_public_value_has_one_spelling(seed_format, good, bad):
    check_seed_format(seed_format)
    for value in good:
        check_public_value(seed_format, value)
    for value in bad:
        with pytest.raises(Invalid, match="public_value_malformed"):
            check_public_value(seed_format, value)


@pytest.mark.parametrize("text", ["digits:11", "digits:020", "digits:", "drand:aa:1", "drand:" + "a" * 64 + ":01", ""])
def test_unknown_seed_formats_are_refused(text):
    with pytest.raises(Invalid):
        check_seed_format(text)


@pytest.mark.parametrize(
    "text", ["2026-02-30T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-01", "２０26-01-01T00:00:00Z"]
)
def test_times_are_real_and_utc(text):
    with pytest.raises(Invalid, match="time_malformed"):
        parse_time(text)
