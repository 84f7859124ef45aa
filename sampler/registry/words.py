"""What the words of a record mean: kind, status, risk, bureau, and its dates and division.

A word that its list does not hold is a problem. Each function works on the different words of a column, not on its
rows.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.codes import ACTIVE, kind_of_words, risk_of, status_of
from sampler.entity import CREDIT_CODE_ALPHABET, kind_of_code
from sampler.name import NAME
from sampler.registry.examined import Cells, Examined, Mask, masked

DAY = re.compile(r"([12]\d{3})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([ T].*)?|([12]\d{3})(\d{2})(\d{2})")
DIVISION = re.compile(r"(\d{6})(\d{3}|\d{6})?")
KINDS_BY_HEAD = {
    a + b: str(kind_of_code(a + b)) for a in CREDIT_CODE_ALPHABET for b in CREDIT_CODE_ALPHABET
}  # the first two characters of a credit code give its kind


class BureauWords(Protocol):
    """A list that gives the code of a bureau for a file's word, its name, or the code itself; None if unlisted."""

    def resolve(self, word: str) -> str | None: ...


def translated(words: pa.StringArray, meaning: Callable[[str], str | None]) -> pa.StringArray:
    """Each word's meaning; null where there is no word or no meaning."""
    if not words.is_valid().true_count:
        return words
    coded = words.dictionary_encode()
    meanings = pa.array([meaning(word) for word in coded.dictionary.to_pylist()], pa.string())
    return meanings.take(coded.indices)


def kinds_of(cells: Cells, ids: pa.StringArray, *, fixed: bool, found: Examined) -> pa.StringArray:
    """The kind that the type's words mean, else the one that the code's second character gives.

    Where words and a credit code disagree the words win, and the row is marked, unless a map has `fixed` the type: then
    the row has no words of its own. An id without a code gives no kind.
    """
    by_words = translated(cells.values, kind_of_words)
    found.problem(masked(cells.values.is_valid()) & masked(by_words.is_null()), "type", "type_unknown", cells.read)
    by_code = translated(pc.utf8_slice_codeunits(ids, 0, 2), KINDS_BY_HEAD.get)
    if not fixed:
        found.mark(pc.not_equal(by_words, by_code), "type_words_over_code")
    registered = masked(pc.starts_with(ids, "R:"))
    by_number = translated(pc.if_else(pa.array(registered), pc.utf8_slice_codeunits(ids, 0, 9), None), kind_of_code)
    given = pc.coalesce(by_code, by_number)
    found.mark(cells.missing & masked(given.is_valid()), "type_from_code")
    nothing = cells.missing & masked(pc.starts_with(ids, "X:"))
    found.problem(nothing, "type", "type_missing", cells.read)
    return pc.coalesce(by_words, given)


def statuses_of(cells: Cells, *, column: bool, found: Examined) -> pa.StringArray:
    """The status each word means; without a `column` of them every entity is taken as 存续, and marked."""
    if not column:
        found.mark(np.ones(len(found.numbers), dtype=bool), "status_assumed")
        return pa.array([ACTIVE] * len(found.numbers))
    known = translated(cells.values, status_of)
    found.problem(cells.missing, "status", "status_missing", cells.read)
    found.problem(masked(cells.values.is_valid()) & masked(known.is_null()), "status", "status_unknown", cells.read)
    return known


def risks_of(cells: Cells, found: Examined) -> pa.StringArray:
    """The class of credit risk; null where there is none or the word says so."""
    known = translated(cells.values, risk_of)
    found.problem(masked(cells.values.is_valid()) & masked(known.is_null()), "risk", "risk_unknown", cells.read)
    return pc.if_else(pc.equal(known, ""), pa.scalar(None, pa.string()), known)


def bureaus_of(
    cells: Cells, ids: pa.StringArray, found: Examined, *, listed: BureauWords | None, from_code: bool
) -> pa.StringArray:
    """The bureau's code: by the list, or where no list is given the cell itself where it is written as a code.

    `from_code`: where the cell says nothing, the division digits of the id stand in, and the row is marked.
    """
    meaning = listed.resolve if listed else _own_code
    known = translated(cells.values, meaning)
    found.problem(masked(cells.values.is_valid()) & masked(known.is_null()), "bureau", "bureau_unlisted", cells.read)
    if from_code:
        return _with_divisions(cells, known, ids, found, meaning)
    if listed:
        found.problem(cells.missing, "bureau", "bureau_missing", cells.read)
    found.mark(cells.missing, "bureau_absent")
    return known


def _with_divisions(
    cells: Cells, known: pa.StringArray, ids: pa.StringArray, found: Examined, meaning: Callable[[str], str | None]
) -> pa.StringArray:
    """Bureaus, with the digits 3 to 8 of the code where there is none; those of `R:` ids stand at the same place."""
    coded = ~masked(pc.starts_with(ids, "X:")) & masked(ids.is_valid())
    digits = pc.if_else(pa.array(cells.missing & coded), pc.utf8_slice_codeunits(ids, 2, 8), None)
    stands_in = translated(digits, meaning)
    found.problem(masked(digits.is_valid()) & masked(stands_in.is_null()), "id", "bureau_unlisted", digits)
    found.problem(cells.missing & ~coded & masked(ids.is_valid()), "bureau", "bureau_missing", cells.read)
    found.mark(masked(stands_in.is_valid()), "bureau_from_code")
    return pc.coalesce(known, stands_in)


def _own_code(word: str) -> str | None:
    return word if NAME.fullmatch(word) else None


def days_of(cells: Cells, found: Examined) -> pa.StringArray:
    """Dates as 2026-11-24; one that cannot be read is left out and noted, since nothing is decided by it."""
    days = translated(cells.values, day_of)
    found.mark(_unread(cells, days), "date_unreadable")
    return days


def day_of(text: str) -> str | None:
    """A date in one of the ways people write it.

    >>> day_of("2012年7月17日"), day_of("20120717"), day_of("2012/7/17 0:00:00"), day_of("2012-02-30")
    ('2012-07-17', '2012-07-17', '2012-07-17', None)
    """
    match = DAY.fullmatch(text)
    if not match:
        return None
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(5, 6, 7)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def divisions_of(cells: Cells, found: Examined) -> pa.StringArray:
    """Six digits; the first six of a longer division code. Words are left out and noted: names are not unique."""
    known = translated(cells.values, _division)
    found.mark(_unread(cells, known), "division_unreadable")
    return known


def _division(text: str) -> str | None:
    match = DIVISION.fullmatch(text)
    return match[1] if match else None


def _unread(cells: Cells, known: pa.StringArray) -> Mask:
    return masked(cells.values.is_valid()) & masked(known.is_null())
