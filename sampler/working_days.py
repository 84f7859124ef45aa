"""Chinese working days: Monday to Friday, but for the days off and the working weekends (调休) of the State Council's
yearly notice (国务院办公厅关于部分节假日安排的通知). Results are published within so many of them (DOMAIN 1.8).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from sampler.codes.folding import fold_word
from sampler.errors import Invalid
from sampler.registry import Field, Problem, Row, Table, read_table
from sampler.registry.words import day_of

FIELDS = (
    Field(name="on", aliases=("日期", "date", "day")),
    Field(name="kind", aliases=("类型", "安排", "上班或放假", "kind")),
    Field(name="occasion", aliases=("名称", "节日", "节假日", "occasion"), required=False),
)
WORDS: Mapping[str, bool] = {
    "放假": False,
    "休": False,
    "休息": False,
    "off": False,
    "上班": True,
    "班": True,
    "work": True,
}
DAYS_TO_PUBLISH = 20  # working days after a check's end (DOMAIN 1.8)
SATURDAY = 5
HOLIDAYS = ((1, 1), (10, 1))  # a year is covered whose first and national day are days off
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day that is not what its weekday says, or a holiday on a weekend."""

    on: date
    works: bool
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """What is known of working days.

    >>> notice = {date(2026, 1, 1): False, date(2026, 1, 2): False, date(2026, 1, 4): True, date(2026, 10, 1): False}
    >>> known = WorkingDays(notice)
    >>> known.years, known.works(date(2026, 1, 4)), known.after(date(2026, 12, 31), 1)
    ((2026,), True, None)
    >>> known.after(date(2025, 12, 31), 1), known.gap(date(2026, 12, 1))
    (datetime.date(2026, 1, 4), 2027)
    """

    special: Mapping[date, bool]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are covered."""
        return tuple(sorted({on.year for on in self.special if _is_covered(on.year, self.special)}))

    def works(self, on: date) -> bool:
        """Whether offices work on that day."""
        return self.special.get(on, on.weekday() < SATURDAY)

    def after(self, day: date, working_days: int) -> date | None:
        """The n-th working day after a day; None where it lies in a year that is not covered."""
        left, years = working_days, self.years
        for later in count(1):
            on = day + later * DAY
            if on.year not in years:
                return None
            left -= self.works(on)
            if left <= 0:
                return on
        return None

    def gap(self, day: date) -> int:
        """The first year after a day that is not covered: why a day in it cannot be told."""
        covered = self.years
        return next(year for year in count((day + DAY).year) if year not in covered)


def _is_covered(year: int, special: Mapping[date, bool]) -> bool:
    return all(special.get(date(year, month, day)) is False for month, day in HOLIDAYS)


def read_working_days(path: Path) -> tuple[SpecialDay, ...]:
    """The special days in a file, by date.

    Raises `Invalid("file_problems")` with every bad cell: date_missing, date_malformed, day_kind_missing,
    day_kind_unknown, day_repeated, working_day_in_the_week; `Invalid("no_year_covered")`.
    """
    table = read_table(path, FIELDS)
    counts = Counter(day_of(row["on"]) for row in table.rows)
    table.refuse(problem for row in table.rows for problem in _problems(table, row, counts))
    days = tuple(_day(row) for row in table.rows)
    if not WorkingDays({one.on: one.works for one in days}).years:
        raise Invalid("no_year_covered", file=table.file)
    return tuple(sorted(days, key=lambda one: one.on))


def _problems(table: Table, row: Row, counts: Mapping[str | None, int]) -> Iterator[Problem]:
    on, works = day_of(row["on"]), WORDS.get(fold_word(row["kind"]))
    if on is None:
        yield table.problem(row, "on", "date_malformed" if row["on"] else "date_missing")
    elif counts[on] > 1:
        yield table.problem(row, "on", "day_repeated")
    if works is None:
        yield table.problem(row, "kind", "day_kind_unknown" if row["kind"] else "day_kind_missing")
    elif on is not None and works and date.fromisoformat(on).weekday() < SATURDAY:
        yield table.problem(row, "kind", "working_day_in_the_week")


def _day(row: Row) -> SpecialDay:
    on = date.fromisoformat(day_of(row["on"]) or "")
    return SpecialDay(on=on, works=WORDS[fold_word(row["kind"])], occasion=row["occasion"])
