"""How many are drawn in each stratum: SSJ1 section 4, integers only.

The rule says *not less than* 3 %, so rounding is up, in every stratum; half-up falls under the floor for half of all N.
"""

from collections.abc import Mapping

from sampler.plan import Rate, Size, Sizes


def places(entities: int, size: Size, minimum: int = 1) -> int:
    """n for a stratum of N ≥ 1 entities: a rate rounds up, a fixed count stands; at least `minimum`, at most N.

    >>> [places(n, Rate(3, 100)) for n in (1, 100, 101, 9933)]
    [1, 3, 4, 298]
    >>> places(10, Rate(3, 100), minimum=2), places(5, 9)
    (2, 5)
    """
    wanted = -(-size.p * entities // size.q) if isinstance(size, Rate) else size
    return min(entities, max(minimum, wanted))


def allocate(counts: Mapping[str, int], sizes: Sizes, minimum: int = 1) -> dict[str, int]:
    """n by stratum name, for N by stratum name."""
    return {stratum: places(entities, sizes.of(stratum), minimum) for stratum, entities in counts.items()}
