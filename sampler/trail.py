"""The trail (存证): every act, chained, so that a changed, missing, added or moved row shows.

A row's hash is SHA-256 of these bytes, UTF-8, each line ending with LF, keys in this order:

    trail 1
    number=17                             from 1, without a gap
    prev=<hash of row 16; 64 zeros for row 1>
    at=2026-11-24T02:00:00.000000Z        UTC, always six digits of microseconds
    actor=li.na
    origin=192.0.2.7                      from where: an address, or `console`
    act=freeze
    object=draw:410212-2026-11-001
    result=done                           or the code of the refusal
    digest=<64 hex digits of what the act changed, or empty>
    details={"frame_count":44900}         JSON: keys sorted, no spaces, no floating point, only \\" \\\\ and control
                                          characters escaped (as json.dumps(ensure_ascii=False) writes it)

No other field holds a control character, so a line is a field. The newest row's hash is the **head**: whoever wrote a
head down elsewhere can later prove that no row up to it was changed or cut off.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from sampler.errors import Invalid

NO_ROW = "0" * 64
DONE = "done"
DIGEST = re.compile(r"(?:[0-9a-f]{64})?")
CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f]")

Details = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and from where: an address, or `console` for a shell."""

    name: str
    origin: str = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An act before it has its place in the trail. `object` is `<noun>:<key>`; `digest` is of what was changed."""

    at: datetime
    actor: Actor
    act: str
    object: str
    result: str = DONE
    digest: str = ""
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEntry:
    """One row of the trail, as it is kept: `details` is the text that was hashed."""

    number: int
    prev: str
    at: datetime
    actor: str
    origin: str
    act: str
    object: str
    result: str
    digest: str
    details: str
    hash: str


def details_text(details: Details) -> str:
    """Details in their one spelling; `Invalid("details_unwritable")` for a float or another unplain value.

    >>> details_text({"strata": ["enterprise"], "frame_count": 44900, "名称": "草"})
    '{"frame_count":44900,"strata":["enterprise"],"名称":"草"}'
    """
    _require_plain(details)
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _require_plain(value: object) -> None:
    match value:
        case str() | bool() | int() | None:
            return
        case list() | tuple():
            for item in value:
                _require_plain(item)
        case Mapping() if all(isinstance(key, str) for key in value):
            for item in value.values():
                _require_plain(item)
        case _:
            raise Invalid("details_unwritable", read=repr(value))


def chain_event(event: Event, *, number: int, prev: str) -> TrailEntry:
    """The event at its place; `Invalid("trail_field_malformed")` for a control character or a malformed digest.

    >>> first = Event(at=datetime(2026, 11, 24, 2, tzinfo=UTC), actor=Actor(name="li.na"), act="freeze",
    ...               object="draw:410212-2026-11-001", details={})
    >>> chain_event(first, number=1, prev=NO_ROW).hash
    '6dc0dff44100aebec6499e1609756d9f28c9298055c3770384a4b516aa152349'
    """
    entry = TrailEntry(
        number=number,
        prev=prev,
        at=event.at.astimezone(UTC),
        actor=event.actor.name,
        origin=event.actor.origin,
        act=event.act,
        object=event.object,
        result=event.result,
        digest=event.digest,
        details=details_text(event.details),
        hash="",
    )
    _require_writable(entry)
    return replace(entry, hash=entry_hash(entry))


def _require_writable(entry: TrailEntry) -> None:
    for name in ("actor", "origin", "act", "object", "result"):
        text = getattr(entry, name)
        if not text or CONTROL.search(text):
            raise Invalid("trail_field_malformed", field=name, read=text)
    if not DIGEST.fullmatch(entry.digest):
        raise Invalid("trail_field_malformed", field="digest", read=entry.digest)


def canonical_bytes(entry: TrailEntry) -> bytes:
    """The bytes that are hashed, as the module's docstring spells them."""
    fields = (
        ("number", str(entry.number)),
        ("prev", entry.prev),
        ("at", entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
        ("actor", entry.actor),
        ("origin", entry.origin),
        ("act", entry.act),
        ("object", entry.object),
        ("result", entry.result),
        ("digest", entry.digest),
        ("details", entry.details),
    )
    return "".join(["trail 1\n", *(f"{name}={value}\n" for name, value in fields)]).encode("utf-8", "surrogatepass")


def entry_hash(entry: TrailEntry) -> str:
    """SHA-256 of the entry's canonical bytes; its own `hash` field takes no part."""
    return sha256(canonical_bytes(entry)).hexdigest()


class Fault(StrEnum):
    """What was done to the trail. `CUT_OFF`: the head that somebody kept is no longer in it."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailCheck:
    """How many rows there are, the newest one's hash, and the first fault with the number of its row."""

    rows: int
    head: str
    fault: Fault | None = None
    number: int | None = None

    @property
    def ok(self) -> bool:
        return self.fault is None


def verify_trail(entries: Iterable[TrailEntry], head: str | None = None) -> TrailCheck:
    """Follow the chain in the order given (that of the numbers) and name the first row that breaks it.

    With `head`, a hash kept from an earlier day, also show that nothing up to that row was rewritten or cut off:
    without it, whoever can rewrite every row and its hash leaves no mark.
    """
    rows = tuple(entries)
    newest = rows[-1].hash if rows else NO_ROW
    prev = NO_ROW
    for position, row in enumerate(rows):
        if row.number != position + 1 or row.prev != prev or entry_hash(row) != row.hash:
            fault, number = _name_fault(rows, position, prev)
            return TrailCheck(rows=len(rows), head=newest, fault=fault, number=number)
        prev = row.hash
    if head not in (None, NO_ROW) and all(row.hash != head for row in rows):
        return TrailCheck(rows=len(rows), head=newest, fault=Fault.CUT_OFF, number=len(rows) + 1)
    return TrailCheck(rows=len(rows), head=newest)


def _name_fault(rows: Sequence[TrailEntry], position: int, prev: str) -> tuple[Fault, int]:
    """Why the row at `position` does not continue the rows before it, which hold among themselves."""
    row, expected = rows[position], position + 1
    if row.number > expected:
        moved = any(later.number == expected for later in rows[position:])
        return (Fault.REORDERED, row.number) if moved else (Fault.REMOVED, expected)
    if row.number < expected:
        return Fault.INSERTED, row.number
    if row.prev == prev:
        return Fault.ALTERED, expected
    hashes = [NO_ROW, *(other.hash for other in rows)]
    if row.prev in hashes:  # it continues another row than the one before it
        continued = hashes.index(row.prev)
        return (Fault.REORDERED, expected) if continued > position else (Fault.INSERTED, continued + 1)
    if position == 0 or entry_hash(row) != row.hash:
        return Fault.ALTERED, expected
    # the row is whole and names a hash that is gone: the one before it was rewritten together with its own hash
    return Fault.ALTERED, position
