"""What the checks find in one chunk: problems cell by cell, what was mended, what deserves a note.

Everything is a mask over the chunk's records, so that a check is one operation on a column and never a loop over cells.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sampler.registry.problem import Problem, shown
from sampler.registry.source import Chunk

Mask = npt.NDArray[np.bool_]

MISFITS = ("field_count", "quote_unclosed", "cell_too_long")
UNSOUND = ("character_forbidden", "character_unreadable", "formula")
UNIDENTIFIED = (
    "id_missing", "id_malformed",
    "credit_code_scientific", "credit_code_length", "credit_code_character", "credit_code_check", "resident_id",
    "registration_number_length", "registration_number_check",
)  # fmt: skip
ID_FIELDS = ("id", "registration_number")
PROBLEMS = (
    *MISFITS, *UNSOUND, *UNIDENTIFIED, "id_conflict", "repeated",
    "name_missing", "type_missing", "type_unknown", "status_missing", "status_unknown", "risk_unknown",
    "bureau_missing", "bureau_unlisted",
)  # fmt: skip
MENDED = (  # the accepted rows are counted in which something was put right
    "row_mended",
    "full_width", "lower_case", "space_in_code", "text_marker", "line_break", "private_use_replaced",
    "registration_number_in_code_column", "registration_number_used",
    "type_from_code", "type_words_over_code", "status_assumed", "bureau_from_code",
)  # fmt: skip
NOTES = ("private_use_character", "date_unreadable", "division_unreadable", "bureau_absent")  # left as they are
MARKS = {name: np.uint32(1 << place) for place, name in enumerate((*MENDED, *NOTES))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """One field's cells: as `read`, and their cleaned `values`, null where nothing is said or the cell is `bad`."""

    read: pa.StringArray
    values: pa.StringArray
    bad: Mask

    @property
    def missing(self) -> Mask:
        return masked(self.values.is_null()) & ~self.bad


@dataclass(slots=True)
class Examined:
    """`usable` rows fit the header, `faulty` rows have a problem, `nameless` ones no id that could be compared.

    `marks` holds a bit for each of MENDED and NOTES; `mended` says by place where a row was mended.
    """

    numbers: npt.NDArray[np.int64]
    usable: Mask
    faulty: Mask
    nameless: Mask
    marks: npt.NDArray[np.uint32]
    mended: Mapping[int, str]
    problems: list[tuple[str, str, npt.NDArray[np.int64], pa.Array]] = field(default_factory=list)

    @classmethod
    def of(cls, chunk: Chunk) -> "Examined":
        """Nothing found yet but the records that do not fit the header."""
        rows = len(chunk.numbers)
        usable = np.ones(rows, dtype=bool)
        usable[list(chunk.faults)] = False
        marks = np.zeros(rows, dtype=np.uint32)
        marks[list(chunk.mended)] = MARKS["row_mended"]
        found = cls(
            numbers=chunk.numbers, usable=usable, faulty=~usable, nameless=~usable, marks=marks, mended=chunk.mended
        )
        for place, fault in chunk.faults.items():
            found.problems.append((fault.code, "", np.array([place]), pa.array([fault.read])))
        return found

    def problem(self, where: Mask | pa.BooleanArray, name: str, code: str, read: pa.Array) -> None:
        """The cells of field `name` where the mask holds have that problem; rows that do not fit are passed over."""
        mask = masked(where) & self.usable
        if mask.any():
            self.faulty |= mask
            if code in UNIDENTIFIED or (name in ID_FIELDS and code in UNSOUND):
                self.nameless |= mask
            places = np.flatnonzero(mask)
            self.problems.append((code, name, places, read.take(pa.array(places))))

    def mark(self, where: Mask | pa.BooleanArray, name: str) -> None:
        """Rows where something was mended, or is noted."""
        self.marks[masked(where)] |= MARKS[name]

    def told(self, headers: Mapping[str, str], count: int) -> Iterator[Problem]:
        """The first problems of each kind, at most `count` of each: enough for the first `count` of all."""
        for code, name, places, read in self.problems:
            for place, text in zip(places[:count].tolist(), read[:count].to_pylist(), strict=True):
                column = shown(headers.get(name, name))
                yield Problem(row=int(self.numbers[place]), column=column, code=code, read=shown(text))


def masked(where: Mask | pa.BooleanArray) -> Mask:
    """A mask as numpy has it; null is no."""
    if isinstance(where, np.ndarray):
        return where
    found: Mask = where.fill_null(False).to_numpy(zero_copy_only=False)
    return found
