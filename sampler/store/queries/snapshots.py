"""Accepted registries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.store.tables import SnapshotRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """rows = entities + rejected; `problems` and `mended` count by code."""

    digest: str
    source: str
    rows: int
    entities: int
    rejected: int
    problems: Mapping[str, int]
    mended: Mapping[str, int]
    at: datetime
    actor: str


def snapshots(session: Session) -> tuple[SnapshotLine, ...]:
    """All of them, the newest first."""
    rows = session.scalars(select(SnapshotRow).order_by(SnapshotRow.at.desc(), SnapshotRow.digest))
    return tuple(
        SnapshotLine(
            digest=row.digest,
            source=row.source,
            rows=row.rows,
            entities=row.entities,
            rejected=row.rejected,
            problems=row.problems,
            mended=row.mended,
            at=row.at,
            actor=row.actor,
        )
        for row in rows
    )
