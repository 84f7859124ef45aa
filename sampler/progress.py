"""How a long step says how far it is: (done, total), in units of its own. What shows it is the caller's."""

from collections.abc import Callable
from enum import StrEnum

Progress = Callable[[int, int], None]


class Unit(StrEnum):
    """What a step counts."""

    BYTES = "bytes"
    ROWS = "rows"
    PACKETS = "packets"
    STEPS = "steps"


def no_progress(done: int, total: int) -> None:
    """For who doesn't want to be told."""
