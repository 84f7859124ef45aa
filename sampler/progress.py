"""How a long step says how far it is: (done, total), in units of its own. What shows it is the caller's."""

from collections.abc import Callable

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """For who doesn't want to be told."""
