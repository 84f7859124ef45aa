"""Where lines may break (GB/T 15834, the 禁则 of Chinese type) and how a paragraph falls into lines.

No line begins with a closing mark or ends with an opening one; a word, a number or a code stays whole as long as a line
can hold it; a full-width mark at the end of a line takes half its width; the last line is never a lone character.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉”’％‰℃…—·～,.;:?!)]}%")
NEVER_LAST = frozenset("（《「『【〔〈“‘([{￥＄￡")
HALF_AT_END = frozenset("，。、；：？！）》」』】〕〉”’")
ATOM = re.compile(r"[A-Za-z0-9]+(?:[._/:@#=&+'-][A-Za-z0-9]+)*| +|.", re.DOTALL)

OPENING = frozenset("（《「『【〔〈“‘")

Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph: its text, how far from the margin it begins, and what to add behind each character."""

    text: str
    indent: float
    spread: float


def atoms(text: str) -> list[str]:
    """The pieces that no line break enters.

    >>> atoms("根据《条例》（2024修订），抽取3%。")
    ['根', '据', '《条', '例》', '（2024', '修', '订），', '抽', '取', '3%。']
    """
    pieces: list[str] = []
    for piece in ATOM.findall(text):
        sticks = piece in NEVER_FIRST or (pieces and all(c in NEVER_LAST for c in pieces[-1]))
        if pieces and sticks:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def squeezed(text: str, ems: Measure) -> list[str]:
    """`text` cut where two full-width marks meet whose blank halves face each other: half an em goes out at each cut.

    >>> squeezed("《条例》（2024）、《办法》", len)
    ['《条例》', '（2024）', '、', '《办法》']
    """
    pieces, start = [], 0
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        closed = before in HALF_AT_END and (after in HALF_AT_END or after in OPENING)
        opened = before in OPENING and after in OPENING
        if (closed or opened) and ems(before) == ems(after) == 1:
            pieces.append(text[start:place])
            start = place
    return [*pieces, text[start:]]


def break_lines(text: str, measure: Measure, width: float, em: float, indent: float = 0.0) -> list[str]:
    """`text` in lines of at most `width`; the first is `indent` shorter. `em` is the width of a full character."""
    lines, current, room = [], "", width - indent
    for piece in atoms(text):
        if _fits(current + piece, measure, room, em):
            current += piece
            continue
        if current:
            lines.append(current.rstrip(" "))
            current, room = "", width
        *full, current = _cut(piece.lstrip(" "), measure, room, em)
        if full:
            lines += full
            room = width
    return _no_lone_character([*lines, current] if current.strip() or not lines else lines)


def set_paragraph(text: str, measure: Measure, width: float, em: float, indent: float = 0.0) -> list[Line]:
    """Lines flush on both sides, but for the last one."""
    texts = break_lines(text, measure, width, em, indent)
    lines = []
    for place, line in enumerate(texts):
        start = indent if place == 0 else 0.0
        gaps = len(line) - 1
        slack = width - start - _optical(line, measure, em)
        last = place == len(texts) - 1
        spread = 0.0 if last or gaps < 1 or slack > 4 * em else slack / gaps
        lines.append(Line(text=line, indent=start, spread=spread))
    return lines


def balance(text: str, measure: Measure, width: float, em: float) -> list[str]:
    """As few lines as `width` allows, all of them about as long as each other: for titles."""
    lines = break_lines(text, measure, width, em)
    narrow = width
    while len(lines) > 1 and narrow > em and len(break_lines(text, measure, narrow - em, em)) == len(lines):
        narrow -= em
    return break_lines(text, measure, narrow, em)


def _optical(line: str, measure: Measure, em: float) -> float:
    """The width of a line as the eye sees it: a full-width mark at its end is half blank."""
    blank = em / 2 if line[-1:] in HALF_AT_END and measure(line[-1]) >= em else 0.0
    return measure(line) - blank


def _fits(line: str, measure: Measure, room: float, em: float) -> bool:
    return len(line) * em <= room or _optical(line, measure, em) <= room + 0.01


def _cut(piece: str, measure: Measure, room: float, em: float) -> list[str]:
    """A piece that is longer than a line, broken wherever the lines are full."""
    parts = [""]
    for character in piece:
        if parts[-1] and not _fits(parts[-1] + character, measure, room, em):
            parts.append("")
        parts[-1] += character
    return parts


def _no_lone_character(lines: list[str]) -> list[str]:
    """The last line takes a piece from the one before where it would hold a single character and its mark."""
    if len(lines) < 2 or len(lines[-1].strip("".join(HALF_AT_END))) > 1:
        return lines
    *before, piece = atoms(lines[-2])
    return [*lines[:-2], "".join(before), piece + lines[-1]] if len(before) > 3 else lines
