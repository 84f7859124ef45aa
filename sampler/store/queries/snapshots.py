"""Accepted registries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Missing
from sampler.store.tables import SnapshotRow

DIGEST = re.compile("[0-9a-f]{64}")


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
    return tuple(_line(row) for row in rows)


def snapshot(session: Session, digest: str) -> SnapshotLine:
    """One of them; `Missing("snapshot_unknown")`."""
    row = session.get(SnapshotRow, digest) if DIGEST.fullmatch(digest) else None
    if row is None:
        raise Missing("snapshot_unknown", file=digest)
    return _line(row)


def _line(row: SnapshotRow) -> SnapshotLine:
    return SnapshotLine(
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
