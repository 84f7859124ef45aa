"""Results of lotteries by name, issue and day, one after the other, as the notice lists them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from math import prod

from sampler.codes.lotteries import WIDTH, Lottery, lotteries, lottery
from sampler.day import CHINA
from sampler.errors import Invalid
from sampler.seed import parse_time
from sampler.source.source import Source, Stretch, groups_of, read_digits

NO_DRAWING_BEFORE = time(20, 0)  # every lottery of the table is drawn in the evening, none earlier
LIST = (
    "彩票开奖号码，依次为：{drawings}。"
    "每个号码写两位数字，不足两位的前面补零；不分先后的号码从小到大写，分位的号码按位写"
)
DRAWING = re.compile(r"(?P<name>[^、：第]+)第(?P<issue>[0-9]{5,7})期（(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})）")


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
class Drawings(Source):
    """Announced results of lotteries, one after the other."""

    drawings: tuple[Drawing, ...]

    def __post_init__(self) -> None:
        if not self.drawings:
            raise Invalid("lotteries_missing")
        for later, drawing in enumerate(self.drawings):
            if any(drawing.decided_with(earlier) for earlier in self.drawings[:later]):
                raise Invalid("lottery_given_twice", lottery=drawing.lottery.name, issue=drawing.issue)

    @property
    def digits(self) -> int:
        return sum(drawing.lottery.digits for drawing in self.drawings)

    @property
    def seed_format(self) -> str:
        return f"digits:{self.digits}"

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

    def check(self, value: str) -> None:
        """Each lottery can give its part."""
        Source.check(self, value)
        for drawing, written in self._parts(value):
            drawing.lottery.check(written)

    def read(self, typed: str) -> str:
        return read_digits(self, self.digits, typed)

    def stretches(self, value: str) -> tuple[Stretch, ...]:
        """A stretch a lottery, number by number."""
        return tuple(
            Stretch(label=f"{drawing.lottery.name} {drawing.issue}", groups=groups_of(written, WIDTH))
            for drawing, written in self._parts(value)
        )

    def _parts(self, value: str) -> Iterator[tuple[Drawing, str]]:
        at = 0
        for drawing in self.drawings:
            yield drawing, value[at : at + drawing.lottery.digits]
            at += drawing.lottery.digits


def drawings_in(text: str) -> Drawings | None:
    """The list that a notice's text is, if it is one."""
    head, tail = LIST.split("{drawings}")
    if not (text.startswith(head) and text.endswith(tail)):
        return None
    listed = text.removeprefix(head).removesuffix(tail)
    found = tuple(Drawing.parse(*match.group("name", "issue", "day")) for match in DRAWING.finditer(listed))
    drawings = Drawings(drawings=found) if found else None
    return drawings if drawings and drawings.text == text else None


def speaks_of_lottery(text: str) -> bool:
    """Whether a text names a lottery: then only the list's own words say how much chance is in it."""
    return "彩" in text or any(known.name in text for known in lotteries())
