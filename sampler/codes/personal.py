"""Numbers that belong to people and must not stand where others see them (DOMAIN 7): mainland mobile numbers and
resident identity numbers, in the spellings that people use to write them or to slip them through.

What counts is the digits. Full-width and foreign digits are digits, characters that nobody sees are nothing, and a
space, dot or dash may stand between two of them. A number may touch letters (`tel138…`) but not another digit: a
15-digit registration number holds no mobile number. Credit codes and SHA-256 hashes are read as wholes first.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sampler.entity import is_credit_code
from sampler.errors import Invalid

MASK = "＊"
BETWEEN = "[ .-]{0,2}"
RESIDENT_ID = re.compile(rf"(?<![0-9])(?=([0-9](?:{BETWEEN}[0-9]){{16}}{BETWEEN}[0-9X])(?![0-9]))")
MOBILE = re.compile(rf"(?<![0-9])(?=((?:\+?(?:00)?86{BETWEEN}|0)?1{BETWEEN}[3-9](?:{BETWEEN}[0-9]){{9}})(?![0-9]))")
WHOLE = re.compile(r"(?<![0-9A-Z])(?:[0-9A-Z]{18}|[0-9A-F]{64})(?![0-9A-Z])")
MONTH_AND_DAY = "[-.](?:0?[1-9]|1[0-2])(?:[-.](?:0?[1-9]|[12][0-9]|3[01]))?"
DAY = re.compile(  # a mobile number can begin as 19xx does: what goes on with digits is no day then
    rf"(?<![0-9])(?:20[0-9]{{2}}{MONTH_AND_DAY}(?![0-9])|19[0-9]{{2}}{MONTH_AND_DAY}(?!{BETWEEN}[0-9]))"
)
WORDY = re.compile("[0-9A-Z]")
MARKET = "9"  # the first character of every code that the market regulators give
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


class Private(StrEnum):
    """What a text holds."""

    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"


def is_resident_id(text: str) -> bool:
    """A resident identity number (GB 11643): 18 characters, a day of birth since 1900, a right check character by
    ISO 7064 mod 11-2.

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194912310021"), is_resident_id("0" * 17 + "1")
    (True, False, False)
    """
    if not re.fullmatch("[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text[6:14])
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == text[17].upper()


def private_number(text: str) -> Private | None:
    """What private number a text holds, the worst first; None where it holds none.

    >>> str(private_number("经营者11010519491231002X")), str(private_number("tel１３８ 0000 0001"))
    ('resident_id', 'mobile')
    >>> private_number("开封市第13800001号加油站，91330100799655058B")
    """
    kinds = {kind for kind, _, _ in _found(_plain(text)[0])}
    return next((kind for kind in Private if kind in kinds), None)


def refuse_private(name: str, text: str) -> None:
    """`Invalid("private_data_in_text")` naming the field, and not the number, where a text holds a private number."""
    if kind := private_number(text):
        raise Invalid("private_data_in_text", name=name, kind=str(kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people are called, so that texts which others will read can be searched for all of them at once."""

    as_written: Mapping[str, str]
    lengths: frozenset[int]

    @classmethod
    def of(cls, people: Iterable[str]) -> "Names":
        """One character alone is a word before it is a name, and is left out."""
        known = {_plain(person.strip())[0]: person.strip() for person in people if len(person.strip()) > 1}
        return cls(as_written=known, lengths=frozenset(map(len, known)))

    def named_in(self, text: str) -> str | None:
        """Who is named in a text; a name in letters is not found within a longer word.

        >>> Names.of(["王芳", "王"]).named_in("与王芳是亲属"), Names.of(["li", "亲"]).named_in("public，亲属")
        ('王芳', None)
        """
        plain = _plain(text)[0]
        for length in self.lengths:
            for start in range(len(plain) - length + 1):
                person = self.as_written.get(plain[start : start + length])
                if person and not WORDY.search(plain[max(start - 1, 0) : start] + plain[start + length :][:1]):
                    return person
        return None


def refuse_named(name: str, text: str, people: Names) -> None:
    """`Invalid("person_in_text")` where a text that others will read names one of `people`: they stand in records and
    entries by their numbers."""
    if person := people.named_in(text):
        raise Invalid("person_in_text", name=name, person=person)


def masked(text: str) -> str:
    """`text` with a mark in the place of each digit of a private number; what stands between the digits stays.

    >>> masked("138 0000 0001 面馆")
    '＊＊＊ ＊＊＊＊ ＊＊＊＊ 面馆'
    """
    plain, places = _plain(text)
    shown = list(text)
    for _, start, end in _found(plain):
        for at in range(start, end):
            if plain[at].isalnum():
                shown[places[at]] = MASK
    return "".join(shown)


def _found(plain: str) -> Iterator[tuple[Private, int, int]]:
    """(kind, start, end) of each private number."""
    for found in RESIDENT_ID.finditer(plain):
        number = re.sub(BETWEEN, "", found[1])
        if is_resident_id(number) and not (number.startswith(MARKET) and is_credit_code(number)):
            yield Private.RESIDENT_ID, *found.span(1)
    read_otherwise = list(_wholes_and_days(plain))
    for found in MOBILE.finditer(plain):
        start, end = found.span(1)
        if not any(start < last and first < end for first, last in read_otherwise):
            yield Private.MOBILE, start, end


def _wholes_and_days(plain: str) -> Iterator[tuple[int, int]]:
    """Where credit codes, hashes and days stand: their digits are no telephone's."""
    for whole in WHOLE.finditer(plain):
        if len(whole[0]) > 18 or is_credit_code(whole[0]):
            yield whole.span()
    yield from (day.span() for day in DAY.finditer(plain))


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` in ASCII digits, capitals, spaces and dashes, without what nobody sees; and where each character was."""
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character):
            if unicodedata.category(part) not in ("Cf", "Mn"):
                plain.append(_plain_character(part))
                places.append(place)
    return "".join(plain), places


def _plain_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(character)
    if kind in ("Pd", "Zs"):
        return "-" if kind == "Pd" else " "
    upper = character.upper()
    return upper if len(upper) == 1 else character
