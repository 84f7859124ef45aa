"""China's lotteries as a source of chance: what each draws, how that is published, how many results there are.

A result is written two digits a number, leading zeros kept (SSJ1 section 5). Numbers whose order is not part of the
result are published from the smallest up and stand so here: they count as C(n, k), not as n·(n−1)·…. The table holds
the rules of 2020-10-11 and later, when 七星彩's last place began to run to 14. 排列3 is the first three places of
排列5's own draw, so `decided_by` says that the two together give no more than 排列5 alone.

Issues are numbered from 1 each year, one a day of drawing. The ministry of finance closes all lotteries at the Spring
Festival and on the National Day, 14 days in 2019 (公告2018年第173号) and in 2025 (公告2024年第19号), and says which
only weeks before the year: so a date tells its issue's number within `CLOSED_AT_MOST` days' drawings, and no closer.
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
CLOSED_AT_MOST = 20  # days a year, with some to spare


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

    def drawings_between(self, first: date, last: date) -> int:
        """How many drawings there are from `first` to `last`, both counted, where nothing is closed.

        >>> lottery("ssq").drawings_between(date(2023, 1, 1), date(2023, 12, 31))
        157
        """
        days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        return sum(day.isoweekday() in self.weekdays for day in days)

    def issues_on(self, day: date) -> range:
        """The numbers within its year that the issue drawn on `day` can have; none on a day without a drawing.

        >>> lottery("3d").issues_on(date(2024, 1, 1)), lottery("ssq").issues_on(date(2023, 12, 31))
        (range(1, 2), range(149, 158))
        """
        if day.isoweekday() not in self.weekdays:
            return range(0)
        latest = self.drawings_between(date(day.year, 1, 1), day)
        closed = self.drawings_between(day - timedelta(days=CLOSED_AT_MOST), day - timedelta(days=1))
        return range(max(1, latest - closed), latest + 1)

    def check(self, written: str) -> None:
        """A result as it is written; `Invalid("lottery_result_wrong")` names the part that no draw can have given.

        >>> lottery("ssq").check("03081219273116")
        """
        before: list[int] = []
        for part, numbers in self._read(written):
            if part.wrong(numbers, before):
                shown = " ".join(f"{number:02d}" for number in numbers)
                raise Invalid("lottery_result_wrong", lottery=self.name, part=part.name, read=shown)
            before += numbers

    def _read(self, written: str) -> Iterator[tuple[Part, list[int]]]:
        numbers = iter([int(written[at : at + WIDTH]) for at in range(0, len(written), WIDTH)])
        for part in self.parts:
            yield part, [next(numbers) for _ in range(part.count)]


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
    """The lottery of this code or Chinese name; `Invalid("lottery_unknown")`."""
    for known in lotteries():
        if word in (known.code, known.name):
            return known
    raise Invalid("lottery_unknown", read=word, known=[known.name for known in lotteries()])
