"""Chance without a generator: every choice is a function of a field's name and an entity's number.

The 64 bits are those of splitmix64 (Steele, Lea and Flood, 2014) at position `number` of the stream that starts at the
first 8 bytes of SHA-256 of the field's name. Whole numbers only, so every build and every chunk makes the same choices.
It makes invented data; no draw uses it (see sampler/seed.py for that).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import gcd

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Indices = NDArray[np.int64]

MOST = 2**32  # numbers and limits stay below it, so that no product overflows 64 bits


def bits(field: str, numbers: Numbers) -> Numbers:
    """64 bits for each number.

    >>> [hex(word) for word in bits("town", np.arange(2, dtype=np.uint64)).tolist()]
    ['0x6f717eeaab87063c', '0x91bff9638f91d828']
    """
    start = int.from_bytes(hashlib.sha256(field.encode()).digest()[:8], "big")
    word = numbers * np.uint64(0x9E3779B97F4A7C15) + np.uint64(start)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def below(field: str, numbers: Numbers, limit: int | Indices) -> Indices:
    """For each number a whole number from 0 to `limit` - 1; one limit for all, or one for each."""
    high = bits(field, numbers) >> np.uint64(32)
    return (high * np.asarray(limit, dtype=np.uint64) >> np.uint64(32)).astype(np.int64)


def scattered(numbers: Numbers, places: int) -> Indices:
    """Number i moved to place (i · step) mod `places`: a bijection that leaves no run of neighbours.

    >>> scattered(np.arange(5, dtype=np.uint64), 5).tolist()
    [0, 3, 1, 4, 2]
    """
    step = max(1, places * 618_034 // 1_000_000)
    while gcd(step, places) != 1:
        step += 1
    return (numbers * np.uint64(step) % np.uint64(places)).astype(np.int64)


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts by weight, each less than one away from its share.

    >>> shared_out(10, [1, 1, 1])
    [3, 3, 4]
    """
    ends = [total * weight // sum(weights) for weight in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


Entry = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen in each group. An entry of weight 3 stands three times, so that each choice is a plain one.

    An entry has one or more words; `words[k]` holds the k-th of every entry, and an index means the same in each.
    """

    words: tuple[pa.StringArray, ...]
    first: Indices
    size: Indices

    @classmethod
    def of(cls, groups: Iterable[Iterable[tuple[Entry, int]]]) -> "Choices":
        """From the entries of each group with their weights."""
        heavy = [[entry for entry, weight in group for _ in range(weight)] for group in groups]
        size = np.array([len(group) for group in heavy], dtype=np.int64)
        words = zip(*(entry for group in heavy for entry in group), strict=True)
        return cls(
            words=tuple(pa.array(column, pa.string()) for column in words),
            first=np.cumsum(size) - size,
            size=size,
        )

    def index(self, field: str, numbers: Numbers, group: Indices | int = 0) -> Indices:
        """For each number the index of an entry of its group."""
        return self.first[group] + below(field, numbers, self.size[group])

    def pick(self, field: str, numbers: Numbers, group: Indices | int = 0) -> pa.StringArray:
        """For each number the first word of an entry of its group."""
        return self.words[0].take(pa.array(self.index(field, numbers, group)))
