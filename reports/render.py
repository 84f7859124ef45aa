"""From facts to a file: the same facts, words and fonts give the same bytes.

A character that no font has refuses the paper. The refusal says where in the facts it stands and which Debian package
brings it: a paper with a blank where a name was is worse than no paper.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

from reports.documents import minutes, notice, packet, publication, target_list
from reports.documents.sheet import Sheet
from reports.fonts import Fonts
from reports.wording import Words
from sampler.errors import Broken
from sampler.publication import MinutesFacts, NoticeFacts, PacketFacts, PublicationFacts, TargetListFacts

Facts = NoticeFacts | TargetListFacts | PacketFacts | PublicationFacts | MinutesFacts
PAPERS: Mapping[type, Callable[[Any, Words, Fonts], Sheet]] = MappingProxyType(
    {
        NoticeFacts: notice.compose,
        TargetListFacts: target_list.compose,
        PacketFacts: packet.compose,
        PublicationFacts: publication.compose,
        MinutesFacts: minutes.compose,
    }
)

FIRST_OF_NAMED = 100  # of the places that a refusal names; it counts them all
PACKAGES = (  # Unicode blocks and the Debian package that has them
    (0x2E80, 0x9FFF, "fonts-noto-cjk"),
    (0xF900, 0xFAFF, "fonts-noto-cjk"),
    (0x20000, 0x2EBEF, "fonts-hanazono"),  # extensions B to F
    (0x30000, 0x323AF, "fonts-babelstone-han"),  # extensions G and H
)


def render(facts: Facts, words: Words, fonts: Fonts) -> bytes:
    """The PDF of the paper that `facts` are for; raises `Broken("characters_not_covered")`."""
    sheet = PAPERS[type(facts)](facts, words, fonts)
    sheet.flow.finish()
    if sheet.uncovered:
        raise _not_covered(facts, frozenset(sheet.uncovered))
    return sheet.save()


def package_of(character: str) -> str:
    """The Debian package that has a character, or `unknown`.

    >>> package_of("𠮷"), package_of("𰻝"), package_of("\\ue000")
    ('fonts-hanazono', 'fonts-babelstone-han', 'unknown')
    """
    point = ord(character)
    return next((package for first, last, package in PACKAGES if first <= point <= last), "unknown")


def _not_covered(facts: Facts, characters: frozenset[str]) -> Broken:
    """The refusal; a character that stands in the paper's own words has no row and no column."""
    places = [
        _place(character, row, column, entity)
        for row, column, entity, text in _texts(facts)
        for character in sorted(characters & set(text))
    ]
    own = characters - {place["character"] for place in places}
    places += [_place(character, 0, "", "") for character in sorted(own)]
    paper = facts.head.title.replace("\n", "") + (f" {facts.bureau_name}" if isinstance(facts, PacketFacts) else "")
    return Broken("characters_not_covered", paper=paper, characters=places[:FIRST_OF_NAMED], count=len(places))


def _place(character: str, row: int, column: str, entity: str) -> dict[str, object]:
    codepoint, package = f"U+{ord(character):04X}", package_of(character)
    return {
        "character": character, "codepoint": codepoint, "id": entity, "row": row, "column": column, "package": package,
    }  # fmt: skip


def _texts(facts: object, row: int = 0, column: str = "", entity: str = "") -> Iterator[tuple[int, str, str, str]]:
    """(row, column, entity's id, text) of every text in the facts; rows count from 1 in the list that holds them, 0: in
    none; the id is empty where the text speaks of no entity."""
    if isinstance(facts, str):
        yield row, column, entity, facts
    elif isinstance(facts, tuple):
        for place, item in enumerate(facts, 1):
            yield from _texts(item, row or place, column, entity)
    elif is_dataclass(facts):
        for field in fields(facts):
            yield from _texts(getattr(facts, field.name), row, field.name, getattr(facts, "id", entity))
