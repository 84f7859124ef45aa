"""China's lotteries as a source of chance: what each draws, how that is published, how many results there are.

A result is written two digits a number, leading zeros kept (SSJ1 section 5). Numbers whose order is not part of the
result are published from the smallest up and stand so here: they count as C(n, k), not as n·(n−1)·…. The table holds
the rules of 2020-10-11 and later, when 七星彩's last place began to run to 14. 排列3 is the first three places of
排列5's own draw, so `decided_by` says that the two together give no more than 排列5 alone.

Issues are numbered from 1 each year, one a day of drawing, but on the days on which the ministry of finance closes all
lotteries: ten around the Spring Festival and the first four of October, each year since 2021. It names the ten only
weeks before the year, so lottery_closures.csv has them for some years; in another they may lie anywhere in `SPRING`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby, pairwise
from math import comb, prod

from sampler.codes.listing import read_list
from sampler.errors import Invalid

WIDTH = 2  # digits a number
DAY = timedelta(days=1)
SPRING = (1, 15), (2, 28)  # New Year's Eve is 20 January at the earliest, New Year's Day 20 February at the latest
SPRING_DAYS = 10
NATIONAL = (10, 1), (10, 4)


class Order(StrEnum):
    """`sorted`: distinct numbers, smallest first; `placed`: a number for each place; `apart`: sorted, and distinct
    from those of the parts before.
    """

    SORTED = "sorted"
    PLACED = "placed"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`count` numbers from `lowest` to `highest`."""

    name: str
    count: int
    lowest: int
    highest: int
    order: Order

    def results(self, taken: int) -> int:
        """How many results there are, after `taken` numbers of the same drum."""
        numbers = self.highest - self.lowest + 1
        if self.order is Order.PLACED:
            return int(numbers**self.count)
        return comb(numbers - (taken if self.order is Order.APART else 0), self.count)

    def wrong(self, numbers: Sequence[int], before: Sequence[int]) -> bool:
        """Whether no draw can have given these numbers, or they are not in their order."""
        if not all(self.lowest <= number <= self.highest for number in numbers):
            return True
        if self.order is Order.PLACED:
            return False
        rising = all(low < high for low, high in pairwise(numbers))
        return not rising or (self.order is Order.APART and not set(numbers).isdisjoint(before))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """`issue_digits` is how long its issue's number is: 7 begin with the year, 5 with its last two digits. `weekdays`
    are those of its drawings, Monday 1.
    """

    code: str
    name: str
    issue_digits: int
    weekdays: frozenset[int]
    decided_by: str | None
    parts: tuple[Part, ...]

    @property
    def digits(self) -> int:
        """How many digits a result has.

        >>> lottery("ssq").digits, lottery("kl8").digits
        (14, 40)
        """
        return WIDTH * sum(part.count for part in self.parts)

    @property
    def results(self) -> int:
        """How many results there are, all equally likely.

        >>> lottery("ssq").results, lottery("dlt").results, lottery("qlc").results
        (17721088, 21425712, 46823400)
        """
        counts = [part.count for part in self.parts]
        return prod(part.results(sum(counts[:place])) for place, part in enumerate(self.parts))

    def issues_on(self, day: date) -> range:
        """The numbers within its year that the issue drawn on `day` can have: one where the year's closed days are
        known, none on a day without a drawing.

        >>> lottery("ssq").issues_on(date(2026, 8, 20)), lottery("ssq").issues_on(date(2026, 2, 22))
        (range(96, 97), range(0, 0))
        >>> lottery("ssq").issues_on(date(2029, 8, 21)), lottery("kl8").issues_on(date(2029, 8, 21))
        (range(95, 97), range(223, 224))
        """
        numbers = {self._drawings(day, closed) for closed in closed_days(day.year) if day not in closed}
        if day.isoweekday() not in self.weekdays or not numbers:
            return range(0)
        return range(min(numbers), max(numbers) + 1)

    def _drawings(self, last: date, closed: frozenset[date]) -> int:
        """How many there are in the year up to and with `last`."""
        days = span(date(last.year, 1, 1), last) - closed
        return sum(day.isoweekday() in self.weekdays for day in days)

    def check(self, written: str) -> None:
        """A result as it is written; `Invalid` names the part that no draw can have given ("lottery_result_wrong"), or
        that stands in another order than the smallest first ("lottery_result_unsorted").

        >>> lottery("ssq").check("03081219273116")
        """
        before: list[int] = []
        for part, numbers in self._read(written):
            if part.wrong(numbers, before):
                shown = " ".join(f"{number:02d}" for number in numbers)
                if not part.wrong(sorted(numbers), before):
                    raise Invalid("lottery_result_unsorted", lottery=self.name, part=part.name, read=shown)
                raise Invalid("lottery_result_wrong", lottery=self.name, part=part.name, read=shown)
            before += numbers

    def _read(self, written: str) -> Iterator[tuple[Part, list[int]]]:
        numbers = iter([int(written[at : at + WIDTH]) for at in range(0, len(written), WIDTH)])
        for part in self.parts:
            yield part, [next(numbers) for _ in range(part.count)]


def span(first: date, last: date) -> frozenset[date]:
    """Every day from `first` to `last`, both counted."""
    return frozenset(first + DAY * ahead for ahead in range((last - first).days + 1))


@cache
def closed_days(year: int) -> tuple[frozenset[date], ...]:
    """The days of a year without any drawing, in every way in which they can lie; one way where they are known."""
    known = [
        span(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        for row in read_list("lottery_closures.csv")
        if row["first"].startswith(f"{year}-")
    ]
    if known:
        return (frozenset().union(*known),)
    earliest, end = (date(year, *day) for day in SPRING)
    national = span(*(date(year, *day) for day in NATIONAL))
    starts = sorted(span(earliest, end - DAY * (SPRING_DAYS - 1)))
    return tuple(span(start, start + DAY * (SPRING_DAYS - 1)) | national for start in starts)


@cache
def lotteries() -> tuple[Lottery, ...]:
    """Every lottery, in the order in which pages offer them."""
    rows = groupby(read_list("lotteries.csv"), key=lambda row: row["code"])
    return tuple(_lottery(list(group)) for _code, group in rows)


def _lottery(rows: Sequence[Mapping[str, str]]) -> Lottery:
    first = rows[0]
    return Lottery(
        code=first["code"],
        name=first["name"],
        issue_digits=int(first["issue_digits"]),
        weekdays=frozenset(map(int, first["weekdays"])),
        decided_by=first["decided_by"] or None,
        parts=tuple(
            Part(
                name=row["part"],
                count=int(row["count"]),
                lowest=int(row["lowest"]),
                highest=int(row["highest"]),
                order=Order(row["order"]),
            )
            for row in rows
        ),
    )


def lottery(word: str) -> Lottery:
    """The lottery of this code or Chinese name; `Invalid("lottery_unknown")`.

    >>> lottery("3D") is lottery("福彩3D")
    True
    """
    for known in lotteries():
        if word.lower() in (known.code, known.name.lower()):
            return known
    raise Invalid("lottery_unknown", read=word, known=[known.name for known in lotteries()])
