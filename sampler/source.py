"""Where a public value comes from: dice, lotteries, a drand round, or a rehearsal's own word (SSJ1 section 5).

A source is written into the notice as `seed_format` and `seed_source`, in words that anybody can follow and that this
module reads back: the notice alone says how the value is to be written, so no second list can differ from it.

Enough chance: a public draw needs a source with at least 2**60 results. Whoever may freeze n notices and hold back all
but one would have to freeze that many to have their way.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from math import prod
from typing import Protocol

from sampler.codes.lotteries import Lottery, lottery
from sampler.day import CHINA
from sampler.drand import Chain, chain_named, chains, check_round, read_round
from sampler.errors import Invalid, Refused
from sampler.seed import DRAND, REHEARSAL, check_public_value, check_seed_format, format_time, parse_time

FEWEST_RESULTS = 2**60
DICE = "20 枚十面骰子当众依次掷出，按掷出先后逐位记录"
DICE_COUNT = 20
NO_DRAWING_BEFORE = time(20, 0)  # every lottery of the table is drawn in the evening, none earlier
LIST = (
    "彩票开奖号码，依次为：{drawings}。"
    "每个号码写两位数字，不足两位的前面补零；不分先后的号码从小到大写，分位的号码按位写"
)
DRAWING = re.compile(r"(?P<name>[^、：第]+)第(?P<issue>[0-9]{5,7})期（(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})）")
BEACON = "drand 公共随机信标 {chain} 链第 {round} 轮的随机值，即该轮签名的 SHA-256"
SEPARATORS = re.compile(r"[\s+,，、]")


class Source(Protocol):
    """A source as the notice fixes it."""

    @property
    def seed_format(self) -> str:
        """SSJ1's `seed_format`."""

    @property
    def text(self) -> str:
        """SSJ1's `seed_source`."""

    @property
    def results(self) -> int:
        """How many results there are, all equally likely."""

    def check_time(self, seed_at: str) -> None:
        """The value does not exist before `seed_at`; else `Invalid`."""

    def known_from(self, seed_at: datetime) -> datetime:
        """When the whole value can be known at the earliest, and never before `seed_at`."""

    def read(self, typed: str) -> str:
        """The public value in its one spelling, from what somebody typed; `Invalid` says what is wrong with it."""


def _digits(typed: str, seed_format: str) -> str:
    value = SEPARATORS.sub("", typed)
    check_public_value(seed_format, value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """So many decimal digits, come by as the text says: the dice of the table, or what an older notice says."""

    count: int = DICE_COUNT
    text: str = DICE

    @property
    def seed_format(self) -> str:
        return f"digits:{self.count}"

    @property
    def results(self) -> int:
        return int(10**self.count)

    def check_time(self, seed_at: str) -> None:
        """Dice are thrown when they are thrown."""

    def known_from(self, seed_at: datetime) -> datetime:
        return seed_at

    def read(self, typed: str) -> str:
        return _digits(typed, self.seed_format)


def evening(day: date) -> datetime:
    """When the first lotteries of a day are drawn, in UTC."""
    return datetime.combine(day, NO_DRAWING_BEFORE, CHINA).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One issue of a lottery, drawn on the evening of `day`, Beijing time."""

    lottery: Lottery
    issue: str
    day: date

    def __str__(self) -> str:
        return f"{self.lottery.name}第{self.issue}期（{self.day.isoformat()}）"

    @classmethod
    def parse(cls, name: str, issue: str, day: str) -> "Drawing":
        """`Invalid`: "lottery_unknown", "date_malformed", "lottery_issue_malformed" where issue and year don't fit."""
        found = lottery(name.strip())
        try:
            when = date.fromisoformat(day.strip())
        except ValueError:
            raise Invalid("date_malformed", read=day) from None
        year, number = issue.strip()[:-3], issue.strip()[-3:]
        fits = len(issue.strip()) == found.issue_digits and f"{when.year}".endswith(year) and number != "000"
        if not (fits and issue.strip().isascii() and issue.strip().isdigit()):
            raise Invalid("lottery_issue_malformed", lottery=found.name, read=issue, digits=found.issue_digits)
        return cls(lottery=found, issue=issue.strip(), day=when)

    def decided_with(self, other: "Drawing") -> bool:
        """Whether it is the same drawing: of one lottery, on one day or with one issue."""
        mine, others = (one.lottery.decided_by or one.lottery.code for one in (self, other))
        return mine == others and (self.issue == other.issue or self.day == other.day)

    def check_issue(self) -> None:
        """Such an issue can be drawn on that day; else `Invalid`: "lottery_not_that_day", "lottery_issue_not_that_day".

        An issue that is drawn already, under a day to come, would be a value that somebody knows. In a year whose
        closed days are not in the table the one before may pass (`Lottery.issues_on`); a caution tells of it.
        """
        possible = self.lottery.issues_on(self.day)
        name, day = self.lottery.name, self.day.isoformat()
        if not possible:
            raise Invalid("lottery_not_that_day", lottery=name, day=day)
        if int(self.issue[-3:]) not in possible:
            ends = sorted({possible[0], possible[-1]})
            fitting = "–".join(f"{self.issue[:-3]}{number:03d}" for number in ends)
            raise Invalid("lottery_issue_not_that_day", lottery=name, day=day, read=self.issue, fitting=fitting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawings:
    """Announced results of lotteries, one after the other."""

    drawings: tuple[Drawing, ...]

    def __post_init__(self) -> None:
        if not self.drawings:
            raise Invalid("lotteries_missing")
        for later, drawing in enumerate(self.drawings):
            if any(drawing.decided_with(earlier) for earlier in self.drawings[:later]):
                raise Invalid("lottery_given_twice", lottery=drawing.lottery.name, issue=drawing.issue)

    @property
    def seed_format(self) -> str:
        return f"digits:{sum(drawing.lottery.digits for drawing in self.drawings)}"

    @property
    def text(self) -> str:
        return LIST.format(drawings="、".join(map(str, self.drawings)))

    @property
    def results(self) -> int:
        return prod(drawing.lottery.results for drawing in self.drawings)

    def check_time(self, seed_at: str) -> None:
        """Each can be drawn on its day, and not even the first before `seed_at`, so before the notice is published."""
        for drawing in self.drawings:
            drawing.check_issue()
        first = min(drawing.day for drawing in self.drawings)
        if parse_time(seed_at) > evening(first):
            raise Invalid("lottery_before_seed", seed_at=seed_at, day=first.isoformat())

    def known_from(self, seed_at: datetime) -> datetime:
        """The evening of the last drawing."""
        return max(seed_at, evening(max(drawing.day for drawing in self.drawings)))

    def read(self, typed: str) -> str:
        value, at = _digits(typed, self.seed_format), 0
        for drawing in self.drawings:
            drawing.lottery.check(value[at : at + drawing.lottery.digits])
            at += drawing.lottery.digits
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Beacon:
    """A round of drand."""

    chain: Chain
    round: int

    @property
    def seed_format(self) -> str:
        return f"drand:{self.chain.hash}:{self.round}"

    @property
    def text(self) -> str:
        return BEACON.format(chain=self.chain.name, round=self.round)

    @property
    def results(self) -> int:
        return 2**256

    def check_time(self, seed_at: str) -> None:
        due = self.chain.time_of(self.round)
        if due < parse_time(seed_at):
            raise Invalid("drand_round_before_seed", round=self.round, due=format_time(due), seed_at=seed_at)

    def known_from(self, seed_at: datetime) -> datetime:
        return max(seed_at, self.chain.time_of(self.round))

    def read(self, typed: str) -> str:
        """The randomness of the round that a relay told, once its signature holds."""
        told = read_round(typed)
        if told.number != self.round:
            raise Invalid("drand_round_differs", expected=self.round, read=told.number)
        check_round(self.chain, told)
        return told.randomness


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Any word: a rehearsal proves nothing, and every page and paper says so."""

    text: str = "演练，数字任意"

    @property
    def seed_format(self) -> str:
        return REHEARSAL

    @property
    def results(self) -> int:
        return 1

    def check_time(self, seed_at: str) -> None:
        """Whenever."""

    def known_from(self, seed_at: datetime) -> datetime:
        return seed_at

    def read(self, typed: str) -> str:
        value = typed.strip()
        check_public_value(REHEARSAL, value)
        return value


def source_of(seed_format: str, text: str) -> Source:
    """The source that a notice fixes, read back from its two lines.

    >>> source_of("digits:20", DICE) == Digits()
    True
    """
    check_seed_format(seed_format)
    if seed_format == REHEARSAL:
        return Rehearsal(text=text)
    if DRAND.fullmatch(seed_format):
        _drand, chain, number = seed_format.split(":")
        return Beacon(chain=chain_named(chain), round=int(number))
    found = tuple(Drawing.parse(*match.group("name", "issue", "day")) for match in DRAWING.finditer(_list_in(text)))
    if found and Drawings(drawings=found).text == text:
        return Drawings(drawings=found)
    return Digits(count=int(seed_format.partition(":")[2]), text=text)


def _list_in(text: str) -> str:
    head, tail = LIST.split("{drawings}")
    return text.removeprefix(head).removesuffix(tail) if text.startswith(head) and text.endswith(tail) else ""


def check_beacon(seed_format: str, seed_at: str) -> None:
    """Where the source is a drand round of a chain whose times are known: it is not made before `seed_at`, else
    `Invalid`. SSJ1 allows any chain; `check_source` does not.
    """
    beacon = DRAND.fullmatch(seed_format)
    for chain in chains() if beacon else ():
        if beacon and chain.hash == beacon[1]:
            Beacon(chain=chain, round=int(beacon[2])).check_time(seed_at)


def names_unknown_chain(seed_format: str) -> bool:
    """Whether it is a round of a drand chain that is not in the table, so that nobody here can tell its time."""
    beacon = DRAND.fullmatch(seed_format)
    return beacon is not None and all(chain.hash != beacon[1] for chain in chains())


def drawings_of(seed_format: str, text: str) -> tuple[Drawing, ...]:
    """The issues that a notice's list names; none where its value comes from elsewhere."""
    source = source_of(seed_format, text) if seed_format.startswith("digits:") else None
    return source.drawings if isinstance(source, Drawings) else ()


def check_source(seed_format: str, text: str, seed_at: str) -> None:
    """A source that a public draw may have, or a rehearsal's; else `Invalid`, "source_too_weak" among others."""
    source = source_of(seed_format, text)
    if source.seed_format != seed_format:
        raise Invalid("seed_format_not_of_source", expected=source.seed_format, read=seed_format)
    source.check_time(seed_at)
    if seed_format != REHEARSAL and source.results < FEWEST_RESULTS:
        raise Invalid("source_too_weak", bits=source.results.bit_length() - 1, fewest=FEWEST_RESULTS.bit_length() - 1)


def known_from(seed_format: str, text: str, seed_at: datetime) -> datetime:
    """When the value of a notice can be known at the earliest: `Source.known_from`. Of a drand chain that is not in the
    table nobody here can tell more than `seed_at`.
    """
    return seed_at if names_unknown_chain(seed_format) else source_of(seed_format, text).known_from(seed_at)


def check_known(seed_format: str, text: str, *, seed_at: datetime, at: datetime) -> None:
    """Somebody can know the value at `at`; else `Refused`: "ceremony_too_early" before `seed_at`, "value_to_come"
    before its source gives it.
    """
    if at < seed_at:
        raise Refused("ceremony_too_early", at=format_time(at), seed_at=format_time(seed_at))
    earliest = known_from(seed_format, text, seed_at)
    if at < earliest:
        raise Refused("value_to_come", at=format_time(at), known_from=format_time(earliest))
