"""Lines break where Chinese type allows, keep their text, and fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.typesetting import (
    HALF_AT_END,
    NEVER_FIRST,
    NEVER_LAST,
    atoms,
    balance,
    break_lines,
    set_paragraph,
    squeezed,
)

EM = 10.0
HAN = "祥符区市场监督管理局抽查检查对象𠮷㙟"
TEXT = st.text(alphabet=HAN + "，。、；：（）《》“”2026abc", max_size=120)


def measure(text: str) -> float:
    return sum(EM / 2 if c.isascii() else EM for c in text)


def optical(line: str) -> float:
    return measure(line) - (EM / 2 if line[-1:] in HALF_AT_END else 0)


@given(TEXT, st.integers(min_value=6, max_value=40))
def test_lines_hold_the_text_and_fit(text: str, ems: int) -> None:
    lines = break_lines(text, measure, ems * EM, EM)
    assert "".join(lines) == text
    assert all(optical(line) <= ems * EM for line in lines)


@given(TEXT, st.integers(min_value=12, max_value=40))
def test_no_mark_stands_where_it_must_not(text: str, ems: int) -> None:
    if any(optical(atom) > ems * EM for atom in atoms(text)):
        return  # a run of marks longer than a line is cut anywhere
    lines = break_lines(text, measure, ems * EM, EM)
    assert not any(line[0] in NEVER_FIRST for line in lines[1:])
    assert not any(line[-1] in NEVER_LAST for line in lines[:-1])


@given(TEXT, st.integers(min_value=6, max_value=40))
def test_balanced_lines_are_as_few_as_can_be(text: str, ems: int) -> None:
    assert len(balance(text, measure, ems * EM, EM)) == len(break_lines(text, measure, ems * EM, EM))


def test_a_code_stays_whole_until_it_is_longer_than_a_line() -> None:
    code = "91410212000000001C"
    assert break_lines(f"统一社会信用代码{code}", measure, 10 * EM, EM) == ["统一社会信用代码", code]
    assert break_lines(code, measure, 5 * EM, EM) == ["9141021200", "0000001C"]


def test_the_last_line_is_no_lone_character() -> None:
    assert break_lines("抽查检查对象名单公告书。", measure, 10 * EM, EM) == ["抽查检查对象名单公", "告书。"]


def test_all_lines_but_the_last_are_flush() -> None:
    lines = set_paragraph("祥符区市场监督管理局随机抽取检查对象，" * 4, measure, 21.5 * EM, EM, 2 * EM)
    assert [line.indent for line in lines] == [2 * EM, 0, 0, 0]
    for line in lines[:-1]:
        assert line.indent + optical(line.text) + line.spread * (len(line.text) - 1) == pytest.approx(21.5 * EM)
    assert lines[-1].spread == 0


def test_marks_give_way_only_where_they_are_full_width() -> None:
    assert squeezed("（“双随机”）", len) == ["（", "“双随机”", "）"]
    assert squeezed("（“双随机”）", lambda mark: 0.5 if mark in "“”" else 1) == ["（“双随机”）"]
