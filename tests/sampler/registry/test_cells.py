"""A cell is cleaned the same alone and in a column."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.registry.cells import FORBIDDEN, LINE_BREAK, SPACES, clean_cell, clean_column

MEANINGFUL = st.sampled_from(
    [*SPACES, *'="-/无N', "N/A", "\x00", "\x1f", "\x7f", "\u202e", "\ufffd", "甲", "𠮷", "\ufffe"]
)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8")), st.lists(MEANINGFUL).map("".join))))
def test_the_column_does_what_the_cell_does(cells: list[str | None]) -> None:
    column = clean_column(pa.array(cells, pa.string()))
    codes = ["character_forbidden", "character_unreadable", "formula"]
    masks = zip(column.forbidden.to_pylist(), column.unreadable.to_pylist(), column.formula.to_pylist(), strict=True)
    first = [next((code for code, here in zip(codes, mask, strict=True) if here), "") for mask in masks]
    values = [value or "" for value in column.values.to_pylist()]
    assert list(zip(values, first, strict=True)) == [clean_cell(cell) for cell in cells]


@pytest.mark.parametrize(
    "text", ["N/A", " n/a ", "-", "--", "—", "－", "无", "NULL", "null", "", "\u3000", "/", "#N/A", '=""']
)
def test_the_many_ways_to_say_nothing(text: str) -> None:
    assert clean_cell(text) == ("", "")


@pytest.mark.parametrize("text", ["无锡小笼", "A/B", "----", "0", "Null Bar"])
def test_what_only_looks_like_nothing(text: str) -> None:
    assert clean_cell(text) == (text, "")


@pytest.mark.parametrize(
    "character", ["\x00", "\x08", "\x1b", "\x7f", "\x85x\x9f", "\u202a", "\u202e", "\u2066", "\u200e"]
)
def test_control_and_direction_characters_are_problems(character: str) -> None:
    assert clean_cell(f"甲{character}乙")[1] == "character_forbidden"


def test_the_two_engines_read_the_classes_alike() -> None:
    import re

    every = [chr(code) for code in range(0x11000) if not 0xD800 <= code < 0xE000]
    for pattern in (FORBIDDEN, LINE_BREAK):
        column = pa.compute.match_substring_regex(pa.array(every), pattern).to_pylist()
        assert column == [re.search(pattern, character) is not None for character in every]
