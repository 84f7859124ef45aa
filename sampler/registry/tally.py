"""The problems of a whole file: how many of each code, the first ones told whole, all of them by row."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sampler.registry.examined import PROBLEMS, Examined
from sampler.registry.problem import REPORTED, Problem
from sampler.registry.spool import Judged

Rows = npt.NDArray[np.int64]
NUMBER = {code: place for place, code in enumerate(PROBLEMS)}


@dataclass(slots=True)
class Tally:
    """`headers`: the file's own header for a field. What is known of each problem beyond the first is ten bytes.

    `mended`: row → where it was mended.
    """

    headers: Mapping[str, str]
    counts: Counter[str] = field(default_factory=Counter)
    first: list[Problem] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    codes: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    columns: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    mended: dict[int, str] = field(default_factory=dict)

    def add(self, found: Examined) -> None:
        """Take the problems of the next chunk."""
        self.mended |= {int(found.numbers[place]): told for place, told in found.mended.items()}
        for code, name, places, _ in found.problems:
            self._count(code, name, found.numbers[places])
        if len(self.first) < REPORTED:
            self.first = sorted([*self.first, *found.told(self.headers, REPORTED)], key=_row)[:REPORTED]

    def add_judged(self, judged: Judged) -> None:
        """Take what the comparison of rows found, once every chunk is in."""
        for code, mask in (("repeated", judged.repeated), ("id_conflict", judged.conflicting)):
            places = np.flatnonzero(mask)
            places = places[np.argsort(judged.numbers[places], kind="stable")]
            self._count(code, "id", judged.numbers[places])
            ids, numbers = judged.ids[places[:REPORTED]], judged.numbers[places[:REPORTED]]
            column = self.headers.get("id", self.headers.get("registration_number", ""))
            self.first += [
                Problem(row=row, column=column, code=code, read=entity_id.decode())
                for row, entity_id in zip(numbers.tolist(), ids.tolist(), strict=True)
            ]
        first = sorted(self.first, key=_row)[:REPORTED]
        self.first = [replace(problem, mended=self.mended.get(problem.row, "")) for problem in first]

    def by_row(self) -> "RowProblems":
        """All problems in the order of their rows."""
        rows = np.concatenate([np.empty(0, dtype=np.int64), *self.rows])
        order = np.argsort(rows, kind="stable")
        codes = np.concatenate([np.empty(0, dtype=np.uint8), *self.codes])[order]
        columns = np.concatenate([np.empty(0, dtype=np.uint8), *self.columns])[order]
        names = [self.headers.get(name, name) for name in self.fields]
        return RowProblems(rows=rows[order], codes=codes, columns=columns, names=names, mended=self.mended)

    def _count(self, code: str, name: str, rows: Rows) -> None:
        if not len(rows):
            return
        self.counts[code] += len(rows)
        if name not in self.fields:
            self.fields.append(name)
        self.rows.append(rows)
        self.codes.append(np.full(len(rows), NUMBER[code], dtype=np.uint8))
        self.columns.append(np.full(len(rows), self.fields.index(name), dtype=np.uint8))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblems:
    """Problems sorted by row, in columns; `names` are the headers that `columns` counts in.

    `mended`: row → where it was mended, of rows without a problem too.
    """

    rows: Rows
    codes: npt.NDArray[np.uint8]
    columns: npt.NDArray[np.uint8]
    names: list[str]
    mended: Mapping[int, str]

    def has(self, codes: Iterable[str]) -> bool:
        """Whether any row has a problem of these codes."""
        return bool(np.isin(self.codes, [NUMBER[code] for code in codes]).any())

    def between(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """(row, its problems as text) for each row with problems from `first` to `last`."""
        start, end = np.searchsorted(self.rows, [first, last + 1])
        told: dict[int, list[str]] = {}
        for place in range(start, end):
            told.setdefault(int(self.rows[place]), []).append(self._text(place))
        return ((row, "; ".join(texts)) for row, texts in told.items())

    def _text(self, place: int) -> str:
        return f"{self.names[self.columns[place]]} {PROBLEMS[self.codes[place]]}".strip()


def _row(problem: Problem) -> int:
    return problem.row
