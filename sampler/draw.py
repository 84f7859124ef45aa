"""The draw: in each stratum the lowest tickets, by (ticket, id) (SSJ1 section 6).

The stratum is not in the ticket: for a given seed a larger size contains the smaller, and one row more or less in the
frame adds at most one id to those drawn and removes at most one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sampler.frame import Frame
from sampler.tickets import tickets_of, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One drawn entity: `rank` from 1 within its stratum, `ticket` in hex."""

    stratum: str
    rank: int
    ticket: str
    id: str
    bureau: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """What the draw did in one stratum: N entities, n drawn, the ticket of rank n."""

    name: str
    entities: int
    places: int
    cutoff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """All strata by name; all targets by stratum name, then rank."""

    strata: tuple[Stratum, ...]
    targets: tuple[Target, ...]


def draw(frame: Frame, seed: str, allocation: Mapping[str, int]) -> Drawn:
    """Ranks 1…n of every stratum, with n by stratum name."""
    strata: list[Stratum] = []
    targets: list[Target] = []
    for name in frame.strata:
        ranking = rank_stratum(frame, seed, name, allocation[name])
        entities = int(np.count_nonzero(frame.stratum == frame.strata.index(name)))
        strata.append(Stratum(name=name, entities=entities, places=len(ranking), cutoff=ranking[-1].ticket))
        targets.extend(ranking)
    return Drawn(strata=tuple(strata), targets=tuple(targets))


def rank_stratum(frame: Frame, seed: str, stratum: str, ranks: int) -> tuple[Target, ...]:
    """The first `ranks` of a stratum in the order of (ticket, id); fewer where it holds fewer."""
    rows = np.flatnonzero(frame.stratum == frame.strata.index(stratum))
    tickets = tickets_of(seed, frame.ids[rows].tolist(), len(rows))
    order = lowest(words_of(tickets), ranks)
    return tuple(
        Target(
            stratum=stratum,
            rank=rank,
            ticket=tickets[at].tobytes().hex(),
            id=frame.ids[rows[at]].decode(),
            bureau=frame.bureau_of(int(rows[at])),
        )
        for rank, at in enumerate(order.tolist(), start=1)
    )


def lowest(words: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.intp]:
    """Positions of the `count` lowest tickets, in order; rows stand in id order, so ties fall to the lower id.

    Only rows whose first word is at or below that of rank `count` are sorted: ties at the cut stay among them.
    """
    first = words[:, 0]
    if count < len(first):
        candidates = np.flatnonzero(first <= np.partition(first, count - 1)[count - 1])
    else:
        candidates = np.arange(len(first))
    keys = words[candidates]
    return candidates[np.lexsort((keys[:, 3], keys[:, 2], keys[:, 1], keys[:, 0]))][:count]
