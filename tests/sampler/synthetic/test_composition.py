from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.entity import Kind
from sampler.errors import Invalid
from sampler.synthetic.composition import composition, demo_composition, parts_of
from sampler.synthetic.dirt import DIRT


def test_three_per_cent_of_the_demo_is_what_the_district_published() -> None:
    frame = Counter[Kind]()
    for part in demo_composition():
        if part.active and part.kind is not Kind.OTHER and (part.dirt is None or part.dirt.framed):
            frame[part.kind] += part.entities

    drawn = {kind: (3 * n + 99) // 100 for kind, n in frame.items()}
    assert drawn == {Kind.ENTERPRISE: 298, Kind.INDIVIDUAL: 914, Kind.COOPERATIVE: 136}
    assert frame.total() == 44_900


def test_the_demo_has_every_dirt_in_every_kind() -> None:
    found = {(part.dirt.name, part.kind): part.entities for part in demo_composition() if part.dirt}
    assert len(found) == 3 * len(DIRT)
    assert min(found.values()) >= 2


@given(st.integers(1, 10**7), st.fractions(0, 1), st.booleans())
def test_any_size_has_exactly_as_many_dirty_entities_as_asked(size: int, share: Fraction, ragged: bool) -> None:
    parts = composition(size, share, ragged=ragged)

    assert sum(part.entities for part in parts) == size
    assert sum(part.entities for part in parts if part.dirt) == size * share.numerator // share.denominator
    assert all(ragged or not part.dirt.ragged for part in parts if part.dirt)


def test_a_decimal_share_is_that_decimal() -> None:
    assert sum(part.entities for part in composition(100, 0.07, ragged=True) if part.dirt) == 7
    assert sum(part.entities for part in composition(100, 0.29, ragged=True) if part.dirt) == 29


@pytest.mark.parametrize("share", [-0.01, 1.01])
def test_a_share_outside_0_to_1_is_refused(share: float) -> None:
    with pytest.raises(Invalid, match="share_out_of_range"):
        composition(10, share, ragged=True)


@pytest.mark.parametrize("entities", [0, -1, 2**32])
def test_a_size_that_cannot_be_is_refused(entities: int) -> None:
    with pytest.raises(Invalid, match="entities_out_of_range"):
        composition(entities, 0, ragged=True)


def test_entities_are_scattered_over_their_parts_in_exact_numbers() -> None:
    parts = composition(5_000, Fraction(1, 10), ragged=True)
    part = parts_of(np.arange(5_000, dtype=np.uint64), parts)

    assert np.bincount(part, minlength=len(parts)).tolist() == [one.entities for one in parts]
    enterprises = np.flatnonzero(part == 0)
    assert np.diff(enterprises).max() < 20  # no long run without one
