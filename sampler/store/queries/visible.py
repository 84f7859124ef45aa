"""When the public sees what: a draw from its announcement on, its results from their release."""

from sampler.plan import TaskState
from sampler.store.tables import DrawRow

ANNOUNCED = DrawRow.announced_at.is_not(None)


def is_released(draw: DrawRow) -> bool:
    """The results are public."""
    return draw.state in (TaskState.RELEASED, TaskState.CLOSED)
