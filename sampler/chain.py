"""The authority's chain: numbered entries, each naming the hash of the one before (SSJ1 section 2).

A draw's notice is an entry (sampler/record.py); the others are built here. `Place` is where the next entry goes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sampler.errors import Conflict, Invalid
from sampler.plan import MOST
from sampler.record import (
    NO_ENTRY,
    Notice,
    check_name,
    check_order,
    check_text,
    check_words,
    parse_entry,
    render_entry,
    tsv,
)
from sampler.seed import salt_hash, sha256_hex

SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry stands: its number, the hash of the entry before it, and that entry's time (None: unknown)."""

    authority: str
    number: int = 1
    prev: str = NO_ENTRY
    not_before: str | None = None

    def after(self, entry: bytes, at: str) -> Self:
        """The place that follows `entry`, which stands here."""
        return type(self)(authority=self.authority, number=self.number + 1, prev=sha256_hex(entry), not_before=at)


def check_place(place: Place) -> None:
    """A number of SSJ1, and only the first entry follows nothing; else `Invalid("place_malformed")`."""
    well_formed = 1 <= place.number <= MOST and SHA256.fullmatch(place.prev)
    if not well_formed or (place.number == 1) != (place.prev == NO_ENTRY):
        raise Invalid("place_malformed", number=place.number, prev=place.prev)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRef:
    """The draw that an entry is about: its id and the entry hash of its notice."""

    draw_id: str
    notice_hash: str


def entry(kind: str, place: Place, draw: DrawRef, at: str, further: Iterable[tuple[str, str]]) -> bytes:
    """The bytes of an entry other than a notice; `of` comes first in `further`.

    Raises `Invalid("place_malformed")`, and `Invalid("times_out_of_order")` where `at` is before the entry before it.
    """
    check_place(place)
    if place.not_before is not None:
        check_order(place.not_before, at)
    head = [
        ("authority", check_name("authority", place.authority)),
        ("number", str(place.number)),
        ("prev", place.prev),
        ("at", at),
        ("draw_id", check_name("draw_id", draw.draw_id)),
    ]
    return render_entry(kind, [*head, *further])


def ceremony_entry(place: Place, draw: DrawRef, at: str, public_value: str) -> bytes:
    """`15-ceremony.txt`."""
    return entry("ceremony", place, draw, at, [("of", draw.notice_hash), ("public_value", public_value)])


def outcome_entry(place: Place, draw: DrawRef, at: str, record_hash: str) -> bytes:
    """`60-outcome.txt`."""
    return entry("outcome", place, draw, at, [("of", draw.notice_hash), ("record", record_hash)])


def void_entry(place: Place, draw: DrawRef, at: str, *, reason: str, approved_by: str, salt: str = "") -> bytes:
    """A draw ended without use."""
    further = [
        ("of", draw.notice_hash),
        ("reason", check_words("reason", reason)),
        ("approved_by", check_name("approved_by", approved_by)),
        ("salt", salt),
    ]
    return entry("void", place, draw, at, further)


def opening_entry(place: Place, draw: DrawRef, at: str, salt: str) -> bytes:
    """A sealed draw's files are public from now on."""
    return entry("opening", place, draw, at, [("of", draw.notice_hash), ("salt", salt)])


def check_opening(text: bytes, notice: Notice, notice_hash: str) -> None:
    """The entry that makes this sealed draw public; else `Invalid("opening_does_not_fit")`, or "entry_malformed"."""
    kind, pairs = parse_entry(text)
    said = dict(pairs)
    expected = {"authority": notice.authority, "draw_id": notice.draw_id, "of": notice_hash}
    salt = said.get("salt", "")
    fits = notice.sealed and SHA256.fullmatch(salt) and salt_hash(salt) == notice.salt_sha256
    if kind != "opening" or not fits or any(said.get(key) != value for key, value in expected.items()):
        raise Invalid("opening_does_not_fit", draw_id=notice.draw_id)


def files_table(files: Iterable[tuple[str, int, str]]) -> bytes:
    """`files.tsv` of (hash, bytes, name) in any order: sorted by name; 0 bytes for a withdrawal."""
    in_order = sorted(files, key=lambda file: file[2].encode())
    return tsv((digest, size, check_text("name", name)) for digest, size, name in in_order)


def publication_entry(
    kind: str, place: Place, draw: DrawRef, at: str, *, of: str, table: bytes, reason: str, approved_by: str
) -> bytes:
    """`kind` is publication, correction or withdrawal; `of` the notice, or the entry that is corrected."""
    further = [
        ("of", of),
        ("files_sha256", sha256_hex(table)),
        ("reason", check_words("reason", reason)),
        ("approved_by", check_name("approved_by", approved_by)),
    ]
    return entry(kind, place, draw, at, further)


def changes_entry(kind: str, place: Place, draw: DrawRef, at: str, *, table: bytes, approved_by: str) -> bytes:
    """`kind` is replacement or reassignment, `table` the bytes of its `changes.tsv`."""
    further = [
        ("of", draw.notice_hash),
        ("changes_sha256", sha256_hex(table)),
        ("approved_by", check_name("approved_by", approved_by)),
    ]
    return entry(kind, place, draw, at, further)


def check_head(expected: str, found: str) -> None:
    """The chain's head is still the one that an entry was built on; else `Conflict("chain_moved_on")`."""
    if expected != found:
        raise Conflict("chain_moved_on", expected=expected, found=found)
