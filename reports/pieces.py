"""The pieces that papers are put together from: the red head, titles, cards, fingerprints, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno

from reports.flow import Flow, fitted
from reports.fonts import Role
from reports.pdf.shapes import box, modules, ring, rule
from reports.style import (
    GOLD,
    GREY,
    INK,
    LEFT,
    MEASURE,
    PAGE_HEIGHT,
    PALE,
    RED,
    RIGHT,
    ROSE,
    ZEBRA,
    Align,
    Style,
)
from reports.typesetting import balance

AUTHORITY = Style(role=Role.TITLE, size=33, leading=40, colour=RED, tracking=2.4)
NUMBER = Style(role=Role.NUMBER, size=11.5, leading=16)
TITLE = Style(role=Role.HEADING, size=20.5, leading=30, tracking=0.8)
ANNEX = Style(role=Role.HEADING, size=16, leading=24, tracking=0.6)
SECTION = Style(role=Role.STRONG, size=12.2, leading=18)
BODY = Style(role=Role.BODY, size=11.4, leading=19.2)
CARD_LABEL = Style(role=Role.LABEL, size=9, leading=12, colour=GREY)
CARD_NUMBER = Style(role=Role.HEADING, size=21, leading=24)
KEY = Style(role=Role.LABEL, size=8.4, leading=13, colour=GREY)
VALUE = Style(role=Role.LABEL, size=8.4, leading=13)
COMMAND = Style(role=Role.LABEL, size=8.2, leading=13)
SEAL = Style(role=Role.NUMBER, size=9, leading=12, colour=".86 .55 .55")

QR_SIZE = 74.0
CLOSING_HEIGHT = 82.0  # of the last words in one line, and the signature
CARD_HEIGHT, CARD_GAP = 50.0, 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A figure with what it counts and in which unit; the first of a row is the one that matters."""

    label: str
    number: str
    unit: str


def red_head(flow: Flow, authority: str, number: str, right: str) -> None:
    """Who issues the paper, in red over a double rule; number and date below it."""
    canvas = flow.canvas
    style = fitted(canvas, authority, AUTHORITY, MEASURE - 12)
    y = PAGE_HEIGHT - 94
    with canvas.tagged("P"):
        canvas.text((LEFT + RIGHT) / 2, y, authority, style, Align.CENTRE)
    canvas.decorate(rule(LEFT, y - 21, MEASURE, RED, 2.4), rule(LEFT, y - 25.2, MEASURE, RED, 0.8))
    with canvas.tagged("P"):
        canvas.text(LEFT, y - 43, number, fitted(canvas, number, NUMBER, MEASURE - canvas.width(right, NUMBER) - 20))
    with canvas.tagged("P"):
        canvas.text(RIGHT, y - 43, right, NUMBER, Align.RIGHT)
    flow.y = y - 62


def title(flow: Flow, text: str) -> None:
    """The title, centred, in lines of about one length; a `\\n` in it is a break that was asked for."""
    canvas, pen = flow.canvas, flow.canvas.pen(TITLE)
    em = TITLE.size + TITLE.tracking
    lines = [
        line
        for part in text.split("\n")
        for line in balance(part, lambda t: pen.width(t) * TITLE.size + len(t) * TITLE.tracking, MEASURE - 20, em)
    ]
    with canvas.tagged("H1"):
        for line in lines:
            flow.y -= TITLE.leading
            canvas.text((LEFT + RIGHT) / 2, flow.y + 7, line, TITLE, Align.CENTRE)
    flow.y -= 9
    canvas.bookmark(text.replace("\n", "　"), PAGE_HEIGHT)


def section(flow: Flow, text: str, *, room: float = 60) -> None:
    """A heading that is never the last thing on a page."""
    flow.skip(9)
    flow.need(SECTION.leading + room)
    with flow.canvas.tagged("H2"):
        flow.canvas.text(LEFT, flow.y - 13, text, SECTION)
    flow.canvas.bookmark(text, flow.y + 6, 1)
    flow.y -= SECTION.leading + 3


def annex(flow: Flow, label: str, text: str) -> None:
    """A page of its own for what is attached: 附件 at its upper left, its title in the middle."""
    flow.turn()
    canvas = flow.canvas
    with canvas.tagged("H2"):
        canvas.text(LEFT, flow.y - 14, label, SECTION)
        canvas.text((LEFT + RIGHT) / 2, flow.y - 42, text, ANNEX, Align.CENTRE)
    canvas.bookmark(f"{label}　{text}", PAGE_HEIGHT, 1)
    flow.y -= 60


def cards(flow: Flow, figures: Sequence[Card]) -> None:
    """Figures side by side."""
    flow.skip(9)
    flow.need(CARD_HEIGHT + 10)
    width = (MEASURE - CARD_GAP * (len(figures) - 1)) / len(figures)
    for place, card in enumerate(figures):
        _card(flow, card, LEFT + place * (width + CARD_GAP), width, first=place == 0)
    flow.y -= CARD_HEIGHT + 8


def _card(flow: Flow, card: Card, x: float, width: float, *, first: bool) -> None:
    canvas, bottom, colour = flow.canvas, flow.y - CARD_HEIGHT, RED if first else GOLD
    canvas.decorate(box(x, bottom, width, CARD_HEIGHT, ROSE), box(x, bottom, 2.4, CARD_HEIGHT, colour))
    number = CARD_NUMBER.coloured(RED if first else INK)
    number = fitted(canvas, card.number, number, width - 30 - canvas.width(card.unit, CARD_LABEL))
    with canvas.tagged("P"):
        canvas.text(x + 12, bottom + 32, card.label, fitted(canvas, card.label, CARD_LABEL, width - 18))
        canvas.text(x + 12, bottom + 10.5, card.number, number)
        after = x + 16 + canvas.width(card.number, number)
        canvas.text(after, bottom + 10.5, card.unit, CARD_LABEL)


def key_values(flow: Flow, pairs: Sequence[tuple[str, str]], *, left: float = LEFT) -> None:
    """Names and values, mostly fingerprints, in two columns."""
    canvas = flow.canvas
    stem = max(canvas.width(key, KEY) for key, _ in pairs) + 12
    for key, value in pairs:
        lines = canvas.lines(value, VALUE, RIGHT - left - stem)
        flow.need(len(lines) * VALUE.leading)
        with canvas.tagged("P"):
            canvas.text(left, flow.y - 10, key, KEY)
            for line in lines:
                canvas.text(left + stem, flow.y - 10, line, VALUE)
                flow.y -= VALUE.leading
    flow.y -= 2


def proof(flow: Flow, code: str, alternative: str, heading: str, pairs: Sequence[tuple[str, str]]) -> None:
    """A QR code, and beside it what it proves."""
    flow.skip(4)
    flow.need(2 * QR_SIZE)
    canvas, top = flow.canvas, flow.y
    matrix = [[bool(cell) for cell in row] for row in segno.make(code, error="m", micro=False).matrix]
    canvas.figure(alternative, modules(LEFT, top - QR_SIZE, QR_SIZE, matrix, INK))
    left = LEFT + QR_SIZE + 16
    with canvas.tagged("P"):
        canvas.text(left, top - 11, heading, SECTION.at(10.2))
    flow.y = top - 18
    key_values(flow, pairs, left=left)
    flow.y = min(flow.y, top - QR_SIZE) - 10


def command(flow: Flow, lines: Sequence[str]) -> None:
    """What a reader types, on a ground of its own."""
    canvas = flow.canvas
    broken = canvas.lines("\n".join(lines), COMMAND, MEASURE - 24)
    height = len(broken) * COMMAND.leading + 11
    flow.need(height + 6)
    canvas.decorate(box(LEFT, flow.y - height, MEASURE, height, ZEBRA), box(LEFT, flow.y - height, 2.4, height, PALE))
    with canvas.tagged("P"):
        for place, line in enumerate(broken):
            canvas.text(LEFT + 12, flow.y - 15 - place * COMMAND.leading, line, COMMAND)
    flow.y -= height + 8


def closing(flow: Flow, text: str, authority: str, day: str, seal: str) -> None:
    """The last words, who answers for the paper, the day, and where the seal goes: over both, as the rules say.

    All of it stands on one page: a signature under nothing could be put under anything.
    """
    canvas = flow.canvas
    flow.skip(4)
    flow.need(CLOSING_HEIGHT)
    flow.paragraph(text, BODY, indent=2)
    name = fitted(canvas, authority, BODY, MEASURE - 4 * BODY.size)
    width = max(canvas.width(authority, name), canvas.width(day, BODY))
    x, y = RIGHT - 2 * BODY.size - width / 2, flow.y - 24
    canvas.decorate(ring(x, y + 2, 34, SEAL.colour, 0.7, "2.5 2.5"))
    with canvas.artifact():
        canvas.text(x, y - 26, seal, SEAL, Align.CENTRE)
    with canvas.tagged("P"):
        canvas.text(x, y + 6, authority, name, Align.CENTRE)
        canvas.text(x, y - 13, day, BODY, Align.CENTRE)
    flow.y = y - 38
