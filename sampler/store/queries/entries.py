"""The authority's chain as the public may copy it: every entry of the draws that it knows of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sampler.errors import Missing
from sampler.record import parse_entry
from sampler.store import chain
from sampler.store.queries.visible import ANNOUNCED
from sampler.store.tables import DrawRow, EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry, found by its hash; `reason` where its kind gives one, `redraw_of` the notice that a notice repeats,
    `table` the file that stands beside it."""

    number: int
    kind: str
    draw_id: str
    at: datetime
    hash: str
    prev: str
    reason: str = ""
    redraw_of: str = ""
    table: str | None = None


def public_entries(session: Session) -> tuple[EntryLine, ...]:
    """In the order of the chain; the entry of a draw that is frozen and not announced is left out until it is."""
    rows = session.execute(_public().order_by(EntryRow.authority, EntryRow.number))
    return tuple(_line(entry, draw) for entry, draw in rows)


def public_entry_file(session: Session, entry_hash: str, name: str) -> bytes:
    """`entry.txt`, or the table beside it; `Missing("entry_unknown")`."""
    row = session.execute(_public().where(EntryRow.hash == entry_hash)).one_or_none()
    files = public_files(*row) if row else {}
    if name not in files:
        raise Missing("entry_unknown", hash=entry_hash, name=name)
    return files[name]


def public_files(entry: EntryRow, draw: DrawRow) -> dict[str, bytes]:
    """The files of an entry's folder; a changes.tsv of a draw under seal ends with the salt, and stays shut."""
    files = chain.entered(entry).files
    return {name: data for name, data in files.items() if not (draw.sealed and name == "changes.tsv")}


def _public() -> Select[EntryRow, DrawRow]:
    return select(EntryRow, DrawRow).join(DrawRow, DrawRow.draw_id == EntryRow.draw_id).where(ANNOUNCED)


def _line(entry: EntryRow, draw: DrawRow) -> EntryLine:
    said = dict(parse_entry(entry.text)[1])
    return EntryLine(
        number=entry.number,
        kind=entry.kind,
        draw_id=entry.draw_id,
        at=entry.at,
        hash=entry.hash,
        prev=entry.prev,
        reason=said.get("reason", ""),
        redraw_of=said.get("redraw_of", ""),
        table=next((name for name in public_files(entry, draw) if name != "entry.txt"), None),
    )
