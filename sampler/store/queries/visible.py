"""When the public sees what: a draw from its announcement on, or when it ended void; its results from their release."""

from sqlalchemy import or_

from sampler.plan import TaskState
from sampler.store.tables import DrawRow

ANNOUNCED = or_(DrawRow.announced_at.is_not(None), DrawRow.state == TaskState.VOID)


def is_released(draw: DrawRow) -> bool:
    """The results are public."""
    return draw.state in (TaskState.RELEASED, TaskState.CLOSED)
