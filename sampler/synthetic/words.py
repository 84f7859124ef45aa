"""The words of the invented registry, read once from words.toml and laid out for picking."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

import numpy as np

from sampler.entity import Kind
from sampler.synthetic.chance import Choices, Entry, Indices

LUCK, GIVEN, RARE_LUCK, RARE_GIVEN = range(4)  # the groups of stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town of the district and its bureau: `spellings` are the words that files use for it, its name first."""

    code: str
    name: str
    full: str
    weight: int
    spellings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Groups are kinds in the order of `Kind`, or as said."""

    towns: tuple[Town, ...]
    town: Indices  # each town's place in `towns`, as often as it weighs
    openers: Choices  # group: kind · towns + town
    stems: Choices  # group: LUCK …
    trades: Choices
    forms: Choices
    authorities: Choices  # groups: now, before the district had its name
    status: Choices  # groups: active, inactive
    risk: Choices
    bureaus: Choices  # group: town
    places: Choices  # group: town
    doors: Choices
    outcomes: Choices  # of inspections
    mark: str
    person: str


@cache
def words() -> Words:
    """The whole of words.toml."""
    book = tomllib.loads(resources.files("sampler.synthetic").joinpath("words.toml").read_text("utf-8"))
    towns = tuple(town_of(entry, book["bureaus"]["spellings"]) for entry in book["towns"])
    return Words(
        towns=towns,
        town=np.repeat(np.arange(len(towns)), [one.weight for one in towns]),
        openers=Choices.of(openers(book["openers"], towns)),
        stems=Choices.of(stems(book["stems"])),
        trades=by_kind(book["trades"]),
        forms=by_kind(book["forms"]),
        authorities=Choices.of(map(weighed, (book["authorities"]["now"], book["authorities"]["before"]))),
        status=Choices.of(map(weighed, (book["status"]["active"], book["status"]["inactive"]))),
        risk=by_kind(book["risk"]),
        bureaus=Choices.of([((word,), weight) for word, weight in one.spellings] for one in towns),
        places=Choices.of(places(book["place"]["villages"], towns)),
        doors=Choices.of([weighed(book["place"]["doors"])]),
        outcomes=Choices.of([weighed(book["findings"]["outcomes"])]),
        mark=book["mark"],
        person=book["person"],
    )


def all_invented(names: Iterable[str]) -> bool:
    """Whether every name bears the mark of an invented entity; one without it is enough for a no.

    >>> all_invented(["禾丰面馆（演示）"]), all_invented(["禾丰面馆（演示）", "禾丰面馆"])
    (True, False)
    """
    return all(name.endswith(words().mark) for name in names)


def weighed(entries: Iterable[Sequence[Any]]) -> list[tuple[Entry, int]]:
    """Entries as the file writes them, the weight last."""
    return [(tuple(words), weight) for *words, weight in entries]


def by_kind(table: Mapping[str, Iterable[Sequence[Any]]]) -> Choices:
    return Choices.of(weighed(table[kind]) for kind in Kind)


def town_of(entry: Sequence[Any], spellings: Iterable[tuple[str, int]]) -> Town:
    code, name, full, weight = entry
    written: dict[str, int] = {}
    for pattern, share in spellings:  # 朱仙镇 is its own full name: two patterns may give one spelling
        written.setdefault(pattern.format(town=name, full=full), share)
    return Town(code=code, name=name, full=full, weight=weight, spellings=tuple(written.items()))


def openers(table: Mapping[str, Iterable[tuple[str, int]]], towns: Iterable[Town]) -> list[list[tuple[Entry, int]]]:
    return [
        [((pattern.format(town=one.name),), weight) for pattern, weight in table[kind]]
        for kind, one in product(Kind, towns)
    ]


def places(villages: Iterable[tuple[str, int]], towns: Iterable[Town]) -> list[list[tuple[Entry, int]]]:
    return [[((one.full + village,), weight) for village, weight in villages] for one in towns]


def stems(table: Mapping[str, Any]) -> list[list[tuple[Entry, int]]]:
    """Pairs of characters without those that are brands or common words; the rare ones begin with a rare character."""
    luck, given, rare = table["luck"], table["given"], table["rare"]
    pairs = [luck, given, (rare, luck[1]), (rare, given[1])]
    written = [[a + b for a, b in product(*pair)] for pair in pairs]
    return [[((stem,), 1) for stem in group if stem not in table["not_these"]] for group in written]
