"""The authority's chain as the public may copy it: every entry of the draws that it knows of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Missing
from sampler.store import chain
from sampler.store.queries.visible import ANNOUNCED
from sampler.store.tables import DrawRow, EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry, found by its hash."""

    number: int
    kind: str
    draw_id: str
    at: datetime
    hash: str


def public_entries(session: Session) -> tuple[EntryLine, ...]:
    """In the order of the chain; the entry of a draw that is frozen and not announced is left out until it is."""
    rows = session.scalars(
        select(EntryRow)
        .join(DrawRow, DrawRow.draw_id == EntryRow.draw_id)
        .where(ANNOUNCED)
        .order_by(EntryRow.authority, EntryRow.number)
    )
    return tuple(
        EntryLine(number=row.number, kind=row.kind, draw_id=row.draw_id, at=row.at, hash=row.hash) for row in rows
    )


def public_entry_file(session: Session, entry_hash: str, name: str) -> bytes:
    """`entry.txt`, or the table beside it; `Missing("entry_unknown")`."""
    row = session.scalar(
        select(EntryRow)
        .join(DrawRow, DrawRow.draw_id == EntryRow.draw_id)
        .where(EntryRow.hash == entry_hash, ANNOUNCED)
    )
    files = chain.entered(row).files if row else {}
    if name not in files:
        raise Missing("entry_unknown", hash=entry_hash, name=name)
    return files[name]
