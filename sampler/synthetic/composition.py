"""How many entities of which kind, status and dirt a registry holds: exact numbers, not likely ones.

The demo's frame is calibrated: 9,933 enterprises, 30,450 individuals and 4,517 cooperatives are 44,900 entities whose
3 %, rounded up in each kind, are the 298 + 914 + 136 = 1,348 that the district published for 2018.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from sampler.entity import Kind
from sampler.errors import Invalid
from sampler.synthetic.chance import MOST, Indices, Numbers, scattered, shared_out
from sampler.synthetic.dirt import DIRT, Dirt

DEMO_FRAME = {Kind.ENTERPRISE: 9_933, Kind.INDIVIDUAL: 30_450, Kind.COOPERATIVE: 4_517}
DEMO_INACTIVE = {Kind.ENTERPRISE: 420, Kind.INDIVIDUAL: 1_630, Kind.COOPERATIVE: 160}
DEMO_OTHER = 24
DEMO_DIRTY = {Kind.ENTERPRISE: 4, Kind.INDIVIDUAL: 12, Kind.COOPERATIVE: 2}  # of each dirt


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`entities` of one kind and status, clean or with one dirt."""

    kind: Kind
    entities: int
    active: bool = True
    dirt: Dirt | None = None


Composition = tuple[Part, ...]


def demo_composition() -> Composition:
    """The demo registry: the frame, of which some are dirty and mended, and around it what is kept out or rejected."""
    mended = sum(dirt.framed for dirt in DIRT)
    clean = [Part(kind=kind, entities=n - mended * DEMO_DIRTY[kind]) for kind, n in DEMO_FRAME.items()]
    return (*clean, *kept_out(), *soiled(DIRT))


def kept_out() -> Composition:
    inactive = (Part(kind=kind, entities=n, active=False) for kind, n in DEMO_INACTIVE.items())
    return (*inactive, Part(kind=Kind.OTHER, entities=DEMO_OTHER))


def soiled(kinds: Iterable[Dirt]) -> Composition:
    return tuple(Part(kind=kind, entities=n, dirt=dirt) for dirt in kinds for kind, n in DEMO_DIRTY.items())


def composition(entities: int, dirty: Fraction | float, *, ragged: bool) -> Composition:
    """The demo's proportions for any number of entities, ⌊entities · dirty⌋ of them dirty, each dirt alike.

    Raises `Invalid` "entities_out_of_range", "share_out_of_range".
    """
    if not 1 <= entities < MOST:
        raise Invalid("entities_out_of_range", read=entities, least=1, most=MOST - 1)
    share = Fraction(str(dirty))  # 0.07 is 7/100, not the binary fraction next to it
    if not 0 <= share <= 1:
        raise Invalid("share_out_of_range", read=str(dirty))
    count = int(entities * share)
    clean = (*(Part(kind=kind, entities=n) for kind, n in DEMO_FRAME.items()), *kept_out())
    possible = [dirt for dirt in DIRT if ragged or not dirt.ragged]
    return resized(clean, entities - count) + resized(soiled(possible), count)


def resized(parts: Composition, entities: int) -> Composition:
    sizes = shared_out(entities, [part.entities for part in parts])
    return tuple(replace(part, entities=size) for part, size in zip(parts, sizes, strict=True))


def parts_of(numbers: Numbers, parts: Composition) -> Indices:
    """The part of each entity, as its place in `parts`: scattered over the file, as many as each part says."""
    ends = np.cumsum([part.entities for part in parts])
    return np.searchsorted(ends, scattered(numbers, int(ends[-1])), side="right")
