import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sampler.synthetic.chance import Choices, below, bits, scattered, shared_out

NUMBERS = st.integers(0, 2**32 - 1)


def splitmix64(word: int) -> int:
    """The published finaliser in plain integers: Steele, Lea and Flood, figure 13 with Stafford's constants."""
    mask = 2**64 - 1
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & mask
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & mask
    return word ^ (word >> 31)


@given(NUMBERS)
def test_bits_are_splitmix64_at_that_place_of_the_stream(number: int) -> None:
    start = int.from_bytes(hashlib.sha256(b"town").digest()[:8], "big")
    expected = splitmix64((start + number * 0x9E3779B97F4A7C15) % 2**64)

    assert bits("town", np.array([number], dtype=np.uint64)).tolist() == [expected]


@given(st.lists(NUMBERS, min_size=1), st.integers(1, 2**32 - 1))
def test_below_stays_below(numbers: list[int], limit: int) -> None:
    chosen = below("field", np.array(numbers, dtype=np.uint64), limit)

    assert chosen.min() >= 0
    assert chosen.max() < limit


def test_below_uses_every_value_about_as_often() -> None:
    counts = np.bincount(below("field", np.arange(100_000, dtype=np.uint64), 10))

    assert counts.sum() == 100_000
    assert counts.min() > 9_600  # four standard deviations of 95
    assert counts.max() < 10_400


@given(st.integers(1, 3_000))
def test_scattered_is_a_bijection(places: int) -> None:
    assert sorted(scattered(np.arange(places, dtype=np.uint64), places).tolist()) == list(range(places))


def test_scattered_does_not_overflow_at_the_largest_size() -> None:
    most = 2**32 - 1
    step = int(scattered(np.array([1], dtype=np.uint64), most)[0])
    last = int(scattered(np.array([most - 1], dtype=np.uint64), most)[0])

    assert last == (most - 1) * step % most


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 10**6), min_size=1, max_size=50))
def test_shared_out_gives_everything_and_nobody_a_whole_one_too_many(total: int, weights: list[int]) -> None:
    parts = shared_out(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


def test_a_choice_comes_from_its_group_and_by_weight() -> None:
    choices = Choices.of([[(("a", "1"), 3), (("b", "2"), 1)], [(("c", "3"), 1)]])
    numbers = np.arange(40_000, dtype=np.uint64)
    group = (numbers % np.uint64(2)).astype(np.int64)
    index = choices.index("field", numbers, group)
    picked = np.array(choices.words[0].take(index).to_pylist())

    assert set(picked[group == 1]) == {"c"}
    assert 14_700 < (picked[group == 0] == "a").sum() < 15_300
    assert choices.words[1].take(index)[1].as_py() == "3"
