"""An act at its place in the trail.

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
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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


def moment_text(at: datetime) -> str:
    """A moment in its one spelling.

    >>> moment_text(datetime(2026, 11, 24, 2, tzinfo=UTC))
    '2026-11-24T02:00:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_bytes(entry: TrailEntry) -> bytes:
    """The bytes that are hashed, as the module's docstring spells them."""
    fields = (
        ("number", str(entry.number)),
        ("prev", entry.prev),
        ("at", moment_text(entry.at)),
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
