"""What auditors do with the trail itself: take a copy of it, and archive its oldest part."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sampler.errors import Conflict
from sampler.store import trail
from sampler.store.session import lock_table
from sampler.store.tables import TrailRow
from sampler.trail import PRUNED, Actor, Checkpoint, require_kept_long_enough
from sampler.work.acts import record_act

WHOLE = "trail:all"


def export_trail(session: Session, actor: Actor, at: datetime, *, rows: int, digest: str) -> None:
    """Note that a copy of `rows` rows was taken, whose bytes have this SHA-256."""
    record_act(session, actor, at, "export_trail", WHOLE, digest=digest, rows=rows)


def prune_trail(
    session: Session, actor: Actor, at: datetime, checkpoint: Checkpoint, *, before: datetime, kept: timedelta
) -> None:
    """Delete what is older than `before` and stands in the checkpoint's archive, which lies safely on disk already.

    The entry comes before the deletion: the database deletes only what a checkpoint covers. Raises
    `Refused("trail_too_young")`, `Conflict("trail_moved_on")` where somebody else pruned meanwhile.
    """
    require_kept_long_enough(before, at, kept)
    lock_table(session, TrailRow)
    if trail.hash_of(session, checkpoint.upto) != checkpoint.hash:
        raise Conflict("trail_moved_on", number=checkpoint.upto)
    details = checkpoint.details
    record_act(session, actor, at, PRUNED, checkpoint.object, digest=checkpoint.archive, **details)
    trail.delete_archived(session, checkpoint.upto)
