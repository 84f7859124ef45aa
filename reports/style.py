"""How papers look: the page, the colours, and the few sizes of type, after GB/T 9704 where it can be."""

from dataclasses import dataclass, replace
from enum import StrEnum

from reports.fonts import Role

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4
MARGIN = 54.0  # 19 mm
LEFT, RIGHT = MARGIN, PAGE_WIDTH - MARGIN
MEASURE = RIGHT - LEFT
TOP, BOTTOM = PAGE_HEIGHT - 64, 60  # of what flows; running head and foot stand outside

INK, GREY, PALE, WHITE = ".10 .11 .13", ".40 .42 .46", ".62 .64 .68", "1 1 1"
RED, ROSE, GOLD = ".76 .05 .10", ".985 .968 .966", ".72 .60 .40"
RULE, HAIR, ZEBRA, SHADE = ".74 .76 .80", ".87 .88 .90", ".976 .979 .985", ".945 .950 .960"
GREEN, AMBER = ".08 .42 .24", ".70 .38 .02"


class Align(StrEnum):
    """Where a line stands in its space."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A role at a size; leading is the distance of baselines, tracking the space added behind each character."""

    role: Role
    size: float
    leading: float
    colour: str = INK
    tracking: float = 0.0

    @property
    def drop(self) -> float:
        """How far below the middle of a line its baseline is: 汉字 stand on it and a little below."""
        return 0.37 * self.size

    def at(self, size: float) -> "Style":
        """The same at another size, everything in proportion."""
        scale = size / self.size
        return replace(self, size=round(size, 2), leading=self.leading * scale, tracking=self.tracking * scale)

    def coloured(self, colour: str) -> "Style":
        return replace(self, colour=colour)
