"""The place on the page where the next piece goes, and what stands on every page around it."""

from dataclasses import dataclass

from reports.fonts import Role
from reports.pdf.canvas import Canvas
from reports.pdf.shapes import box, rule
from reports.style import (
    AMBER,
    BOTTOM,
    GREY,
    LEFT,
    MEASURE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    RULE,
    TOP,
    Align,
    Style,
)
from reports.typesetting import set_paragraph

RUNNING = Style(role=Role.NUMBER, size=9, leading=12, colour=GREY)
FOOT = Style(role=Role.LABEL, size=7.5, leading=10, colour=GREY)
PAGE_NUMBER = Style(role=Role.BODY, size=9, leading=12, colour=GREY)
MARK = Style(role=Role.STRONG, size=9, leading=12, colour=AMBER, tracking=0.6)
MARK_GROUND, MARK_HEIGHT = ".995 .945 .830", 21.0
HEAD_LINE, FOOT_LINE = PAGE_HEIGHT - 54, 46.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What stands on every page: the head from the second page on, the foot, and the mark of a demo or rehearsal."""

    left: str
    right: str
    foot_left: str
    foot_right: str
    page_of: str  # with %(page)d and %(pages)d
    mark: str = ""


class Flow:
    """Pieces go from top to bottom; `y` is where the next one begins."""

    def __init__(self, canvas: Canvas, running: Running) -> None:
        self.canvas, self._running = canvas, running
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        """Go on with a new page."""
        self.canvas.turn()
        self.y = TOP

    def need(self, height: float) -> bool:
        """Turn the page unless `height` is left on it; whether it was turned."""
        if self.y - height >= BOTTOM:
            return False
        self.turn()
        return True

    def skip(self, height: float) -> None:
        """White space, which a new page doesn't begin with."""
        self.y = self.y - height if self.y < TOP else self.y

    def paragraph(self, text: str, style: Style, *, indent: float = 0.0) -> None:
        """A paragraph, flush on both sides, its first line `indent` characters in; no first line ends a page alone."""
        em = style.size
        lines = set_paragraph(text, lambda part: self.canvas.squeezed_width(part, style), MEASURE, em, indent * em)
        if len(lines) > 1:
            self.need(2 * style.leading)
        with self.canvas.group("P"):
            while lines:
                self.need(style.leading)
                fitting = max(1, int((self.y - BOTTOM) / style.leading))
                with self.canvas.content():
                    for line in lines[:fitting]:
                        baseline = self.y - style.leading / 2 - style.drop
                        self.canvas.squeezed_text(LEFT + line.indent, baseline, line.text, style, line.spread)
                        self.y -= style.leading
                lines = lines[fitting:]

    def finish(self) -> None:
        """Put head, foot and mark on every page, now that their number is known."""
        total = self.canvas.pages
        for index in range(total):
            with self.canvas.furniture(index):
                if self._running.mark:
                    self._draw_mark(self._running.mark)
                if index:
                    self._draw_head()
                self._draw_foot(self._running.page_of % {"page": index + 1, "pages": total})

    def _draw_mark(self, text: str) -> None:
        self.canvas.draw(box(0, PAGE_HEIGHT - MARK_HEIGHT, PAGE_WIDTH, MARK_HEIGHT, MARK_GROUND))
        self.canvas.text(PAGE_WIDTH / 2, PAGE_HEIGHT - MARK_HEIGHT + 7.2, text, MARK, Align.CENTRE)

    def _draw_head(self) -> None:
        right = shortened(self.canvas, self._running.right, RUNNING, MEASURE / 2)
        left = shortened(self.canvas, self._running.left, RUNNING, MEASURE - self.canvas.width(right, RUNNING) - 20)
        self.canvas.text(LEFT, HEAD_LINE + 5, left, RUNNING)
        self.canvas.text(RIGHT, HEAD_LINE + 5, right, RUNNING, Align.RIGHT)
        self.canvas.draw(rule(LEFT, HEAD_LINE, MEASURE, RULE, 0.4))

    def _draw_foot(self, number: str) -> None:
        self.canvas.draw(rule(LEFT, FOOT_LINE, MEASURE, RULE, 0.4))
        self.canvas.text(LEFT, FOOT_LINE - 13, self._running.foot_left, FOOT)
        self.canvas.text(PAGE_WIDTH / 2, FOOT_LINE - 13, number, PAGE_NUMBER, Align.CENTRE)
        right = shortened(self.canvas, self._running.foot_right, FOOT, MEASURE / 2 - 60)
        self.canvas.text(RIGHT, FOOT_LINE - 13, right, FOOT, Align.RIGHT)


def shortened(canvas: Canvas, text: str, style: Style, width: float) -> str:
    """The text, or as much of it as fits with an ellipsis; only for what stands in full elsewhere."""
    if canvas.width(text, style) <= width:
        return text
    while text and canvas.width(text + "…", style) > width:
        text = text[:-1]
    return text + "…"


def fitted(canvas: Canvas, text: str, style: Style, width: float) -> Style:
    """The style, smaller where the line would be wider than `width`."""
    needed = canvas.width(text, style)
    return style if needed <= width else style.at(style.size * width / needed)
