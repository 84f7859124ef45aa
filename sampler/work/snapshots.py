"""Registering an accepted registry."""

from datetime import datetime

from sqlalchemy.orm import Session

from sampler.errors import Invalid
from sampler.registry import Import
from sampler.store.tables import SnapshotRow
from sampler.trail import Actor
from sampler.work.acts import record_act


def register_snapshot(session: Session, actor: Actor, at: datetime, found: Import, *, source: str) -> str:
    """Note a snapshot whose file is on disk; returns its digest. The same rows twice are one snapshot.

    Raises `Invalid("nothing_accepted")` where the import made none.
    """
    digest = found.snapshot
    if digest is None:
        raise Invalid("nothing_accepted", source=source, rows=found.rows)
    known = session.get(SnapshotRow, digest) is not None
    if not known:
        session.add(
            SnapshotRow(
                digest=digest,
                source=source,
                rows=found.rows,
                entities=found.accepted,
                rejected=found.rejected,
                problems=dict(found.problems),
                mended=dict(found.mended),
                at=at,
                actor=actor.name,
            )
        )
        session.flush()
    counts = {"rows": found.rows, "accepted": found.accepted, "rejected": found.rejected}
    record_act(
        session,
        actor,
        at,
        "register_snapshot",
        f"snapshot:{digest}",
        digest=digest,
        source=source,
        known=known,
        **counts,
    )
    return digest
