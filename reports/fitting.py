"""How wide the columns of a table are: so that its cells need few lines, within what each column must have.

A column is at least as wide as its heading and as the widest piece in it that no break enters (a code, a day), up to
`WIDEST`. The rest of the measure goes, again and again, to the column where it saves the most lines for its width; what
saves none is shared out evenly. Widths are whole steps, so that the same rows give the same ones on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil

from reports.pdf.canvas import Canvas
from reports.style import MEASURE, Style
from reports.table import GUTTER, HEADING, Column
from reports.typesetting import atoms

STEP = 2.0  # points
STEPS = int(MEASURE / STEP)
WIDEST = STEPS // 3  # what a single piece can ask for: a longer one is broken
SPACE = ceil(2 * GUTTER / STEP)  # beside the text


class _Needs:
    """What the cells of one column ask for, in steps."""

    def __init__(self, canvas: Canvas, column: Column) -> None:
        self._canvas, self._column = canvas, column
        self._lines: Counter[int] = Counter()  # how wide → how many lines
        self.least = max(self._steps(line, HEADING) for line in column.heading.split("\n"))

    def add(self, text: str) -> None:
        style = self._column.style_of(text)
        for line in text.split("\n"):
            self._lines[self._steps(line, style)] += 1
            widest = max((self._steps(piece, style) for piece in atoms(line)), default=0)
            self.least = max(self.least, min(widest, WIDEST))

    def cost(self, width: int) -> int:
        """How many lines the cells need at a width of that many steps."""
        return sum(count * ceil(wanted / width) for wanted, count in self._lines.items())

    def _steps(self, text: str, style: Style) -> int:
        return ceil(round(self._canvas.width(text, style) / STEP, 3))


def fitted(canvas: Canvas, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> list[Column]:
    """The columns, as wide as their cells in `rows` are served by."""
    needs = [_Needs(canvas, column) for column in columns]
    for row in rows:
        for need, text in zip(needs, row, strict=True):
            need.add(text)
    widths = [need.least for need in needs]
    room = STEPS - SPACE * len(columns) - sum(widths)
    while room > 0 and (found := _best(needs, widths, room)):
        place, more = found
        widths[place] += more
        room -= more
    spare = (MEASURE / STEP - sum(widths)) / len(columns)
    return [replace(column, share=max(width + spare, 1) * STEP) for column, width in zip(columns, widths, strict=True)]


def _best(needs: Sequence[_Needs], widths: Sequence[int], room: int) -> tuple[int, int] | None:
    """Which column saves most lines a step, and by how many steps; of equals the first, the least. None: none does."""
    best, found = 0.0, None
    for place, (need, width) in enumerate(zip(needs, widths, strict=True)):
        now = need.cost(width)
        for more in range(1, room + 1):
            saved = (now - need.cost(width + more)) / more
            if saved > best:
                best, found = saved, (place, more)
    return found
