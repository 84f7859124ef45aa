"""What a cell says once it is cleaned: trimmed, line breaks as spaces, and the many ways to write nothing as nothing.

The same rules for one cell (`clean_cell`) and for a column (`clean_column`); a property test holds them together.
Characters that no later file may hold (SSJ1 section 1: controls, text directions) and those that a lost encoding left
behind (U+FFFD) are problems. A cell that begins with `=` is a formula that somebody may later open in a spreadsheet:
no name and no code begins so, hence a problem too.
"""

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

WIDTHS = "".join(map(chr, range(0x2000, 0x200C)))  # U+2000 en quad … U+200B zero width space
SPACES = " \t\n\r\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + WIDTHS
LINE_BREAK = "[\t\n\r\v\f\x85\u2028\u2029]+"
UNREADABLE = "\ufffd"
FORBIDDEN = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
FORMULA = "="
NOTHING = ("N/A", "n/a", "#N/A", "NULL", "null", "None", "NaN", "nan", "无", "暂无")
MISSING = ("", "-", "--", "—", "——", "－", "/", *NOTHING)
WRAPPED = '^="([^"]*)"$'  # ="9141…": how exporters keep a spreadsheet from reading a code as a number


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanColumn:
    """`values` are null where nothing is said; `wrapped`, `broken`: the cells that lost a wrapping, a line break.

    The other masks say in which cells a problem stands.
    """

    values: pa.StringArray
    wrapped: pa.BooleanArray
    broken: pa.BooleanArray
    forbidden: pa.BooleanArray
    unreadable: pa.BooleanArray
    formula: pa.BooleanArray


def clean_cell(text: str | None) -> tuple[str, str]:
    """The cell's text ('' where nothing is said) and the code of its problem ('' where there is none).

    >>> clean_cell(" N/A "), clean_cell('="0123"'), clean_cell("a\\r\\nb"), clean_cell("a\\x00b")
    (('', ''), ('0123', ''), ('a b', ''), ('a\\x00b', 'character_forbidden'))
    """
    trimmed = (text or "").strip(SPACES)
    trimmed = re.sub(WRAPPED, r"\1", trimmed)
    value = re.sub(LINE_BREAK, " ", trimmed).strip(SPACES)
    if value in MISSING:
        return "", ""
    return value, _problem(value)


def _problem(value: str) -> str:
    if re.search(FORBIDDEN, value):
        return "character_forbidden"
    if UNREADABLE in value:
        return "character_unreadable"
    return "formula" if value.startswith(FORMULA) else ""


def clean_column(cells: pa.StringArray) -> CleanColumn:
    """`clean_cell` for a column, plus what was found where."""
    trimmed = pc.utf8_trim(cells, characters=SPACES)
    wrapped = pc.match_substring_regex(trimmed, WRAPPED)
    if pc.any(wrapped).as_py():
        trimmed = pc.replace_substring_regex(trimmed, pattern=WRAPPED, replacement=r"\1")
    broken = pc.match_substring_regex(trimmed, LINE_BREAK)
    if pc.any(broken).as_py():
        spaced = pc.replace_substring_regex(trimmed, pattern=LINE_BREAK, replacement=" ")
        trimmed = pc.utf8_trim(spaced, characters=SPACES)
    silent = pc.is_in(trimmed, value_set=pa.array(MISSING))
    values = pc.if_else(silent, pa.scalar(None, pa.string()), trimmed)
    return CleanColumn(
        values=values,
        wrapped=_mask(wrapped),
        broken=_mask(broken),
        forbidden=_mask(pc.match_substring_regex(values, FORBIDDEN)),
        unreadable=_mask(pc.match_substring(values, UNREADABLE)),
        formula=_mask(pc.starts_with(values, FORMULA)),
    )


def _mask(found: pa.BooleanArray) -> pa.BooleanArray:
    return pc.fill_null(found, False)
