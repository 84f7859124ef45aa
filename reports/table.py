"""Tables: headings repeated on every page, long cells in as many lines as they need, rows that never break.

Rows are drawn as they come, so a table of 45,000 rows needs no more memory than a page and its tags.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from reports.flow import Flow, shortened
from reports.fonts import Role
from reports.pdf.shapes import box, rule
from reports.style import BOTTOM, HAIR, LEFT, MEASURE, RED, SHADE, ZEBRA, Align, Style

CELL = Style(role=Role.BODY, size=8.6, leading=12)
DIGITS = Style(role=Role.LABEL, size=8.3, leading=12)
HEADING = Style(role=Role.STRONG, size=8.6, leading=11.5)
BAND = Style(role=Role.STRONG, size=9, leading=12)
PADDING, GUTTER = 3.1, 4.0
ROW_HEIGHT = CELL.leading + 2 * PADDING
LINES_A_ROW = 40
BAR, BAR_HEIGHT, BAR_TEXT = ".80 .36 .38", 5.2, 36.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`share`: of the table's width, unless the cells decide (`fitting`); `paint`: chooses the style by the text;
    `bars`: percentages are drawn, too."""

    heading: str
    share: float = 1.0
    style: Style = CELL
    align: Align = Align.LEFT
    paint: Callable[[str], Style] | None = None
    bars: bool = False

    def style_of(self, text: str) -> Style:
        return self.paint(text) if self.paint else self.style


@dataclass(frozen=True, slots=True)
class _Cell:
    """A text in its lines, at its place in the row."""

    x: float
    width: float
    align: Align
    lines: list[str]
    style: Style

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.leading


class Table:
    """Open one with `table(flow, columns)`; then `row` and `band` as often as there are rows and groups."""

    def __init__(self, flow: Flow, columns: Sequence[Column]) -> None:
        self._flow, self._canvas, self._columns = flow, flow.canvas, columns
        total = sum(column.share for column in columns)
        self._widths = [column.share / total * MEASURE for column in columns]
        self._rows, self._headed = 0, False
        self._begun = 0  # rows on this page
        self._waiting: list[tuple[list[_Cell], bool]] = []  # the last two rows: none of a table stands alone on a page

    def head(self) -> None:
        """The headings: cells of the table the first time, repeated as an artifact on every other page."""
        cells = self._cells([column.heading for column in self._columns], HEADING)
        height = max(cell.height for cell in cells) + 2 * PADDING + 1.5
        top = self._flow.y
        self._canvas.decorate(box(LEFT, top - height, MEASURE, height, SHADE), rule(LEFT, top, MEASURE, RED, 1.2))
        if self._headed:
            with self._canvas.artifact():
                for cell in cells:
                    self._draw_text(cell, height)
        else:
            self._draw(cells, height, "TH", "/A<</O/Table/Scope/Column>>")
        self._flow.y -= height
        self._headed = True

    def row(self, texts: Sequence[str], *, strong: bool = False) -> None:
        """One row; a `strong` one is a total. What is longer than a page goes on in a further row."""
        cells = self._cells(texts, BAND if strong else None)
        while any(len(cell.lines) > LINES_A_ROW for cell in cells):
            self._waiting.append(([replace(cell, lines=cell.lines[:LINES_A_ROW]) for cell in cells], strong))
            cells = [replace(cell, lines=cell.lines[LINES_A_ROW:] or [""]) for cell in cells]
        self._waiting.append((cells, strong))
        self._draw_waiting(2)

    def end(self) -> None:
        """Draw what waits: the last row, where it has no room below the one before it, takes that one along."""
        heights = [_height(cells) for cells, _ in self._waiting]
        if self._begun and len(heights) == 2 and self._flow.y - sum(heights) < BOTTOM:
            self._turn()
        self._draw_waiting(0)
        self._flow.canvas.decorate(rule(LEFT, self._flow.y, MEASURE, RED, 0.8))

    def _draw_waiting(self, kept: int) -> None:
        while len(self._waiting) > kept:
            self._draw_row(*self._waiting.pop(0))

    def _draw_row(self, cells: list[_Cell], strong: bool) -> None:
        height = _height(cells)
        self._make_room(height)
        ground = SHADE if strong else ZEBRA if self._rows % 2 else ""
        shapes = [box(LEFT, self._flow.y - height, MEASURE, height, ground)] if ground else []
        barred = [cell for cell, column in zip(cells, self._columns, strict=True) if column.bars and cell.lines[0]]
        bars = [self._bar(cell, height) for cell in barred]
        self._canvas.decorate(*shapes, *bars, rule(LEFT, self._flow.y, MEASURE, HAIR, 0.4))
        self._draw(cells, height, "TD", "")
        self._flow.y -= height
        self._rows += 1
        self._begun += 1

    def band(self, text: str, aside: str, *, level: int) -> None:
        """A row over all columns that says what the rows below have in common, and a bookmark of that level.

        It never ends a page.
        """
        self._draw_waiting(0)
        height = BAND.leading + 2 * PADDING + 2
        self._make_room(height + ROW_HEIGHT)
        bottom = self._flow.y - height
        self._canvas.decorate(box(LEFT, bottom, MEASURE, height, SHADE), box(LEFT, bottom, 2.4, height, RED))
        self._canvas.bookmark(f"{text}　{aside}", self._flow.y + 6, level)
        span = f"/A<</O/Table/ColSpan {len(self._columns)}>>"
        with self._canvas.group("TR"), self._canvas.tagged("TD", span):
            baseline = bottom + height / 2 - BAND.drop
            name = shortened(self._canvas, text, BAND, MEASURE - self._canvas.width(aside, DIGITS) - 30)
            self._canvas.text(LEFT + GUTTER + 4, baseline, name, BAND)
            self._canvas.text(LEFT + MEASURE - GUTTER, baseline, aside, DIGITS, Align.RIGHT)
        self._flow.y = bottom
        self._rows = 0

    def _make_room(self, height: float) -> None:
        if self._flow.y - height < BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self._flow.turn()
        self._begun = 0
        self.head()

    def _cells(self, texts: Sequence[str], style: Style | None) -> list[_Cell]:
        cells, x = [], LEFT
        for column, width, text in zip(self._columns, self._widths, texts, strict=True):
            chosen = style or column.style_of(text)
            lines = self._canvas.lines(text, chosen, width - 2 * GUTTER)
            cells.append(_Cell(x, width, column.align, lines, chosen))
            x += width
        return cells

    def _bar(self, cell: _Cell, height: float) -> str:
        room = cell.width - 2 * GUTTER - BAR_TEXT
        length = max(0.8, room * float(cell.lines[0].rstrip("%")) / 100)
        middle = self._flow.y - height / 2
        return box(cell.x + GUTTER, middle - BAR_HEIGHT / 2, length, BAR_HEIGHT, BAR)

    def _draw(self, cells: list[_Cell], height: float, tag: str, attributes: str) -> None:
        with self._canvas.group("TR"):
            for cell in cells:
                with self._canvas.tagged(tag, attributes):
                    self._draw_text(cell, height)

    def _draw_text(self, cell: _Cell, height: float) -> None:
        inside = {Align.LEFT: GUTTER, Align.CENTRE: cell.width / 2, Align.RIGHT: cell.width - GUTTER}
        y = self._flow.y - (height - cell.height + cell.style.leading) / 2 - cell.style.drop
        for line in cell.lines:
            self._canvas.text(cell.x + inside[cell.align], y, line, cell.style, cell.align)
            y -= cell.style.leading


@contextmanager
def table(flow: Flow, columns: Sequence[Column]) -> Iterator[Table]:
    """A table over the whole measure that begins here, headings and all; it asks for room for a row below them."""
    flow.need(HEADING.leading + 2 * ROW_HEIGHT)
    made = Table(flow, columns)
    with flow.canvas.group("Table"):
        made.head()
        yield made
        made.end()


def _height(cells: Sequence[_Cell]) -> float:
    return max(cell.height for cell in cells) + 2 * PADDING
