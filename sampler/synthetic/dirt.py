"""The dirt that real files have (DOMAIN.md 5): each kind is a function from a clean row to the rows written for it.

The first row stands in the entity's place, further ones later in the file. With a kind that is `framed` the entity
stands in the frame all the same: the fault can be mended, or is none, or spoils only a second row. A `ragged` kind
changes the number of fields, which only a CSV file can hold.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sampler.entity import CREDIT_CODE_ALPHABET, credit_code_check
from sampler.synthetic.identifiers import INDIVIDUAL, registration_numbers

Row = list[str]
Soil = Callable[[Row, int], list[Row]]

COLUMNS = range(12)  # the first of entities.HEADER
CODE, LEGACY, NAME, TYPE, STATUS, AUTHORITY, BUREAU, ADDRESS, DIVISION, INDUSTRY, ESTABLISHED, RISK = COLUMNS
FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in CREDIT_CODE_ALPHABET}
FULL_SPACE = "\u3000"
PRIVATE_USE = "\ue000\ue843"  # where an old font drew a character of its own; GB 18030-2022 placed the second
REPLACEMENT = "\ufffd"  # what a lost encoding leaves behind
RIGHT_TO_LEFT = "\u202e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dirt:
    name: str
    soil: Soil
    framed: bool = False
    ragged: bool = False


def with_cell(row: Row, column: int, text: str) -> Row:
    return [*row[:column], text, *row[column + 1 :]]


def cell(column: int, text: str) -> Soil:
    return lambda row, number: [with_cell(row, column, text)]


def code(change: Callable[[str], str]) -> Soil:
    return lambda row, number: [with_cell(row, CODE, change(row[CODE]))]


def next_character(code: str) -> str:
    """Its check character one too high."""
    return code[:17] + CREDIT_CODE_ALPHABET[(CREDIT_CODE_ALPHABET.index(code[17]) + 1) % 31]


def scientific(code: str) -> str:
    """As a spreadsheet shows a number of 18 digits: 9.14E+17."""
    return f"{code[0]}.{code[1:3]}E+17"


def of_another_kind(code: str) -> str:
    """The code with another second character and a check character that fits."""
    body = code[0] + ("1" if code[1] == "2" else "2") + code[2:17]
    return body + credit_code_check(body)


def legacy(row: Row, number: int) -> str:
    """A registration number for the entity."""
    kind = INDIVIDUAL if row[CODE][1] == "2" else 0
    [text] = registration_numbers(np.array([number], dtype=np.uint64), np.array([kind])).to_pylist()
    return str(text)


def wrong_legacy(row: Row, number: int) -> list[Row]:
    text = legacy(row, number)
    return [[text[:14] + str((int(text[14]) + 1) % 10), "", *row[NAME:]]]


def name_with(character: str) -> Soil:
    """The character in the midst of the name."""
    return lambda row, number: [with_cell(row, NAME, row[NAME][:2] + character + row[NAME][2:])]


def private_use(row: Row, number: int) -> list[Row]:
    """Only in an entity that is no more: no font has the character, so no paper could name a target with it."""
    [named] = name_with(PRIVATE_USE[number % 2])(row, number)
    return [with_cell(named, STATUS, "注销")]


def line_break(row: Row, number: int) -> list[Row]:
    return [with_cell(row, ADDRESS, row[ADDRESS][:6] + "\n" + row[ADDRESS][6:])]


def shifted(row: Row, number: int) -> list[Row]:
    """Every cell from the name on one to the right."""
    return [[*row[:NAME], "", *row[NAME:-1]]]


def repeated(row: Row, number: int) -> list[Row]:
    return [row, list(row)]


def contradicted(row: Row, number: int) -> list[Row]:
    """The same id with another address."""
    return [row, with_cell(row, ADDRESS, row[ADDRESS] + "（新址）")]


DIRT = (
    Dirt(name="lower_case", soil=code(str.lower), framed=True),
    Dirt(name="full_width", soil=code(lambda text: text.translate(FULL_WIDTH)), framed=True),
    Dirt(name="spaced", soil=code(lambda text: f" {text[:6]} {text[6:]}{FULL_SPACE}"), framed=True),
    Dirt(name="apostrophe", soil=code(lambda text: f"'{text}"), framed=True),
    Dirt(name="wrapped", soil=code(lambda text: f'="{text}"'), framed=True),
    Dirt(name="line_break", soil=line_break, framed=True),
    Dirt(name="legacy_as_code", soil=lambda row, number: [[legacy(row, number), "", *row[NAME:]]], framed=True),
    Dirt(name="legacy_alone", soil=lambda row, number: [["", legacy(row, number), *row[NAME:]]], framed=True),
    Dirt(name="odd_date", soil=cell(ESTABLISHED, "不详"), framed=True),
    Dirt(name="type_missing", soil=cell(TYPE, "N/A"), framed=True),
    Dirt(name="type_disagrees", soil=code(of_another_kind), framed=True),
    Dirt(name="repeated", soil=repeated, framed=True),
    Dirt(name="scientific", soil=code(scientific)),
    Dirt(name="wrong_check", soil=code(next_character)),
    Dirt(name="wrong_legacy", soil=wrong_legacy),
    Dirt(name="cut_short", soil=code(lambda text: text[:-1])),
    Dirt(name="no_code", soil=lambda row, number: [["", "", *row[NAME:]]]),
    Dirt(name="no_name", soil=cell(NAME, "")),
    Dirt(name="private_use", soil=private_use),
    Dirt(name="unreadable", soil=name_with(REPLACEMENT)),
    Dirt(name="direction", soil=name_with(RIGHT_TO_LEFT)),
    Dirt(name="formula", soil=cell(NAME, "=B2")),
    Dirt(name="unknown_type", soil=cell(TYPE, "待核实")),
    Dirt(name="unknown_status", soil=cell(STATUS, "待核实")),
    Dirt(name="no_status", soil=cell(STATUS, "")),
    Dirt(name="unknown_risk", soil=cell(RISK, "E")),
    Dirt(name="no_bureau", soil=cell(BUREAU, "")),
    Dirt(name="unlisted_bureau", soil=cell(BUREAU, "县城关所")),
    Dirt(name="contradicted", soil=contradicted),
    Dirt(name="shifted", soil=shifted),
    Dirt(name="too_few", soil=lambda row, number: [row[:-3]], ragged=True),
    Dirt(name="too_many", soil=lambda row, number: [[*row[:ADDRESS], "河南省", *row[ADDRESS:]]], ragged=True),
)
