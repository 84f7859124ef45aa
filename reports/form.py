"""Forms to fill in by hand: ruled rows of a label and what is known, boxes to tick, room to write."""

from collections.abc import Sequence

from reports.flow import Flow
from reports.fonts import Role
from reports.pdf.shapes import box, frame
from reports.style import BOTTOM, GREY, LEFT, MEASURE, RULE, ZEBRA, Align, Style

LABEL = Style(role=Role.STRONG, size=8.6, leading=11.5)
VALUE = Style(role=Role.BODY, size=9.2, leading=12.6)
ASIDE = VALUE.coloured(GREY)
HINT = Style(role=Role.LABEL, size=7.6, leading=10, colour=GREY)

STEM, PADDING, INSET = 74.0, 4.4, 6.0
TICK, TICK_GAP = 7.6, 4.0
SIGNATURE_HEIGHT, DATE_WIDTH = 34.0, 96.0

Question = tuple[str, Sequence[str]]  # what is asked, and the answers to tick


def signature_height(names: Sequence[str]) -> float:
    """How high the room for these signatures is."""
    return SIGNATURE_HEIGHT * max(1, (len(names) + 1) // 2)


class Form:
    """A grid over the whole measure, row under row. `room` is what is left of the page."""

    def __init__(self, flow: Flow) -> None:
        self._flow, self._canvas = flow, flow.canvas

    @property
    def room(self) -> float:
        return self._flow.y - BOTTOM

    def row(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Labels with their values side by side; an empty value is room to write."""
        width = MEASURE / len(pairs)
        values = [self._canvas.lines(value, VALUE, width - STEM - 2 * INSET) for _, value in pairs]
        stems = max(len(self._stem_lines(label)) for label, _ in pairs)
        height = max(max(map(len, values)) * VALUE.leading + 2 * PADDING, stems * LABEL.leading + PADDING)
        self._flow.need(height)
        for place, ((label, _), lines) in enumerate(zip(pairs, values, strict=True)):
            x = LEFT + place * width
            self._draw_cell(x, width, height)
            with self._canvas.tagged("P"):
                self._write_stem(label, x, height)
                self._write(lines, x + STEM + INSET, height)
        self._flow.y -= height

    def choices(self, label: str, options: Sequence[str], columns: int) -> None:
        """Options to tick, in columns, read from left to right."""
        width = (MEASURE - STEM) / columns
        room = width - TICK - TICK_GAP - 2 * INSET
        texts = [self._canvas.lines(option, VALUE, room) for option in options]
        rows = [texts[start : start + columns] for start in range(0, len(texts), columns)]
        steps = [max(map(len, row)) * VALUE.leading + 3 for row in rows]
        height = sum(steps) + 2 * PADDING - 3
        self._flow.need(height)
        self._draw_cell(LEFT, MEASURE, height)
        with self._canvas.tagged("P"):
            self._write_stem(label, LEFT, height)
            y = self._flow.y - PADDING
            for row, step in zip(rows, steps, strict=True):
                for place, lines in enumerate(row):
                    self._write_option(lines, LEFT + STEM + INSET + place * width, y)
                y -= step
        self._flow.y -= height

    def questions(self, text: str, questions: Sequence[Question]) -> None:
        """A matter, and at its right what is asked about it."""
        widths = [self._question_width(question) for question in questions]
        aside = sum(widths)
        lines = self._canvas.lines(text, VALUE, MEASURE - aside - 2 * INSET)
        height = len(lines) * VALUE.leading + 2 * PADDING - 2
        self._flow.need(height)
        self._canvas.decorate(frame(LEFT, self._flow.y - height, MEASURE, height, RULE))
        with self._canvas.tagged("P"):
            self._write(lines, LEFT + INSET, height)
            x = LEFT + MEASURE - aside
            for question, width in zip(questions, widths, strict=True):
                self._write_question(question, x, height)
                x += width
        self._flow.y -= height

    def blank(self, label: str, height: float, hint: str) -> None:
        """Room to write; what is asked for stands small in its corner."""
        self._flow.need(height)
        self._draw_cell(LEFT, MEASURE, height)
        with self._canvas.tagged("P"):
            self._write_stem(label, LEFT, height)
            self._canvas.text(LEFT + STEM + INSET, self._flow.y - 12, hint, HINT)
        self._flow.y -= height

    def signatures(self, label: str, names: Sequence[str], day: str) -> None:
        """Room to sign for each name, two in a line, and for the day."""
        height = signature_height(names)
        self._flow.need(height)
        self._draw_cell(LEFT, MEASURE, height)
        y = self._flow.y - SIGNATURE_HEIGHT / 2 - VALUE.drop
        step = (MEASURE - STEM - DATE_WIDTH) / 2
        with self._canvas.tagged("P"):
            self._write_stem(label, LEFT, height)
            for place, name in enumerate(names):
                x = LEFT + STEM + INSET + place % 2 * step
                self._canvas.text(x, y - place // 2 * SIGNATURE_HEIGHT, name, ASIDE)
            self._canvas.text(LEFT + MEASURE - INSET, y, day, VALUE, Align.RIGHT)
        self._flow.y -= height

    def _draw_cell(self, x: float, width: float, height: float) -> None:
        bottom = self._flow.y - height
        stem = box(x, bottom, STEM, height, ZEBRA), frame(x, bottom, STEM, height, RULE)
        self._canvas.decorate(*stem, frame(x, bottom, width, height, RULE))

    def _write(self, lines: list[str], x: float, height: float) -> None:
        y = self._flow.y - (height - (len(lines) - 1) * VALUE.leading) / 2 - VALUE.drop
        for place, line in enumerate(lines):
            self._canvas.text(x, y - place * VALUE.leading, line, VALUE)

    def _stem_lines(self, label: str) -> list[str]:
        return self._canvas.lines(label, LABEL, STEM - 8)

    def _write_stem(self, label: str, x: float, height: float) -> None:
        lines = self._stem_lines(label)
        y = self._flow.y - (height - (len(lines) - 1) * LABEL.leading) / 2 - LABEL.drop
        for place, line in enumerate(lines):
            self._canvas.text(x + STEM / 2, y - place * LABEL.leading, line, LABEL, Align.CENTRE)

    def _write_option(self, lines: list[str], x: float, y: float) -> None:
        self._canvas.tick_box(x, y - VALUE.leading / 2 - TICK / 2, TICK, GREY)
        for place, line in enumerate(lines):
            baseline = y - (place + 0.5) * VALUE.leading - VALUE.drop
            self._canvas.text(x + TICK + TICK_GAP, baseline, line, VALUE)

    def _question_width(self, question: Question) -> float:
        text, answers = question
        return self._canvas.width(text + "".join(answers), VALUE) + len(answers) * (TICK + 2 * TICK_GAP + 3) + 16

    def _write_question(self, question: Question, x: float, height: float) -> None:
        text, answers = question
        middle = self._flow.y - height / 2
        self._canvas.text(x, middle - VALUE.drop, text, ASIDE)
        x += self._canvas.width(text, VALUE) + 2 * TICK_GAP
        for answer in answers:
            self._canvas.tick_box(x, middle - TICK / 2, TICK, GREY)
            self._canvas.text(x + TICK + TICK_GAP - 1, middle - VALUE.drop, answer, VALUE)
            x += TICK + 2 * TICK_GAP + 3 + self._canvas.width(answer, VALUE)
