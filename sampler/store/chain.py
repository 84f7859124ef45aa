"""Where the authority's chain is kept: its next place comes from the database, so that two operators cannot fork it.

A notice takes its place when it is announced: what nobody has seen is no entry, so the chain that anybody may copy has
no gap, and a freeze stands in nobody's way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.chain import Place, check_head
from sampler.errors import Conflict, Refused
from sampler.record import check_order, parse_entry
from sampler.seed import format_time, parse_time, sha256_hex
from sampler.store.session import lock_table
from sampler.store.tables import EntryRow

ATTACHMENTS = {
    "publication": "files.tsv",
    "correction": "files.tsv",
    "withdrawal": "files.tsv",
    "replacement": "changes.tsv",
    "reassignment": "changes.tsv",
}
IN_A_RECORD = frozenset({"draw", "ceremony", "outcome"})  # their files lie in the record's own folder
OPENING = frozenset({"opening", "void"})  # from then on a sealed draw's files are public


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An entry that stands in the chain, and the files of its folder `entries/<number>/`, to be written by the door."""

    number: int
    hash: str
    files: Mapping[str, bytes]


def next_place(session: Session, authority: str) -> Place:
    """Where the authority's next entry goes."""
    newest = session.scalar(
        select(EntryRow).where(EntryRow.authority == authority).order_by(EntryRow.number.desc()).limit(1)
    )
    if newest is None:
        return Place(authority=authority)
    return Place(authority=authority, number=newest.number + 1, prev=newest.hash, not_before=format_time(newest.at))


def lock(session: Session) -> None:
    """Let nobody else enter anything until this transaction ends."""
    lock_table(session, EntryRow)


def enter(session: Session, text: bytes, *, attachment: bytes | None = None) -> Entered:
    """Put an entry at the chain's next place.

    Raises `Conflict("chain_moved_on")` where it was written for another one, and what `require_own` raises.
    """
    lock(session)
    kind, pairs = parse_entry(text)
    said = dict(pairs)
    require_own(session, said["authority"])
    place = next_place(session, said["authority"])
    check_head(expected=said["prev"], found=place.prev)
    if int(said["number"]) != place.number:
        raise Conflict("chain_moved_on", expected=said["number"], found=str(place.number))
    if place.not_before is not None:
        check_order(place.not_before, said["at"])
    row = EntryRow(
        authority=place.authority,
        number=place.number,
        prev=place.prev,
        hash=sha256_hex(text),
        kind=kind,
        draw_id=said["draw_id"],
        at=parse_time(said["at"]),
        text=text,
        attachment=attachment,
    )
    session.add(row)
    session.flush()
    return entered(row)


def require_own(session: Session, authority: str) -> None:
    """A work data directory is one authority's, whose entries lie in it by their numbers; else
    `Refused("authority_differs")`.
    """
    own = session.scalar(select(EntryRow.authority).where(EntryRow.authority != authority).limit(1))
    if own is not None:
        raise Refused("authority_differs", expected=own, found=authority)


def entered(row: EntryRow) -> Entered:
    """The entry as the files of its folder; those of a record (notice, ceremony, outcome) lie in the record itself."""
    files = {"entry.txt": row.text}
    if row.attachment is not None:
        files[ATTACHMENTS[row.kind]] = row.attachment
    return Entered(number=row.number, hash=row.hash, files=files)


def entries(session: Session, draw_id: str | None = None) -> tuple[EntryRow, ...]:
    """The entries of one draw, or all of them, in the order of the chain."""
    rows = select(EntryRow).order_by(EntryRow.authority, EntryRow.number)
    return tuple(session.scalars(rows if draw_id is None else rows.where(EntryRow.draw_id == draw_id)))


def hashes(session: Session) -> frozenset[str]:
    """The hash of every entry: what `Files.settle` asks of a step that a crash left staged."""
    return frozenset(session.scalars(select(EntryRow.hash)))
