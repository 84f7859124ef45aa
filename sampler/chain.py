"""The authority's chain: numbered entries, each naming the hash of the one before (SSJ1 section 2).

A draw's notice is an entry (sampler/record.py); the others are built here. `Place` is where the next entry goes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from sampler.assignment import Assignment, Matching
from sampler.draw import Target, rank_stratum
from sampler.errors import Conflict, Invalid, Refused
from sampler.frame import Frame
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


def files_table(files: Mapping[str, bytes]) -> bytes:
    """`files.tsv`: H, bytes, name, sorted by name; 0 bytes for a withdrawal."""
    return tsv((sha256_hex(files[n]), len(files[n]), check_text("name", n)) for n in sorted(files, key=str.encode))


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


def changes_table(rows: Sequence[Sequence[object]], salt: str = "") -> bytes:
    """`changes.tsv`; of a sealed draw that is not opened it ends with the salt, so that its hash tells nothing."""
    return tsv([*rows, ("salt", salt)] if salt else rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The next rank of a stratum that steps in for a target, and its team."""

    target: Target
    replaces: str
    reason: str
    assignment: Assignment

    def row(self) -> tuple[object, ...]:
        """Its line in `changes.tsv`."""
        t = self.target
        return (
            t.stratum,
            t.rank,
            t.ticket,
            t.id,
            self.replaces,
            self.reason,
            t.bureau,
            *self.assignment.inspectors,
        )


@dataclass(slots=True, kw_only=True)
class Succession:
    """Who has been drawn, replaced and assigned so far in one draw: SSJ1 section 7, and 8's reassignment.

    It is fed with every change in chain order, so that ranks and loads continue where the last entry left them. The
    changes of one entry are planned aside and taken over together: one that is refused leaves nothing behind.
    """

    frame: Frame
    matching: Matching
    reasons: frozenset[str]
    standing: dict[str, Target]
    used: dict[str, int]

    @classmethod
    def begin(cls, frame: Frame, matching: Matching, reasons: str, targets: Iterable[Target]) -> Self:
        """`reasons` as the notice's `replace` writes them; `targets` the drawn ones."""
        standing = {target.id: target for target in targets}
        used: dict[str, int] = {}
        for target in standing.values():
            used[target.stratum] = max(used.get(target.stratum, 0), target.rank)
        known = frozenset(reasons.split(",")) - {""}
        return cls(frame=frame, matching=matching, reasons=known, standing=standing, used=used)

    def replace(self, replaced: Mapping[str, str]) -> tuple[Replacement, ...]:
        """Replace ids, each with its reason, in the order of (stratum, rank of the replaced).

        Raises `Refused`: "reason_replaces_nobody" for a reason the notice does not name, "target_not_standing",
        "stratum_used_up", "nobody_left" where a full team cannot be had.
        """
        for entity_id, reason in replaced.items():
            if reason not in self.reasons:
                raise Refused("reason_replaces_nobody", id=entity_id, reason=reason)
            if entity_id not in self.standing:
                raise Refused("target_not_standing", id=entity_id)
        order = sorted(replaced, key=lambda i: (self.standing[i].stratum.encode(), self.standing[i].rank))
        plan = self._branch()
        made = tuple(plan._replace(entity_id, replaced[entity_id]) for entity_id in order)
        self._take_over(plan)
        return made

    def _branch(self) -> Self:
        return replace(self, matching=self.matching.branch(), standing=dict(self.standing), used=dict(self.used))

    def _take_over(self, plan: Self) -> None:
        self.matching, self.standing, self.used = plan.matching, plan.standing, plan.used

    def _replace(self, entity_id: str, reason: str) -> Replacement:
        out = self.standing[entity_id]
        rank = self.used[out.stratum] + 1
        ranking = rank_stratum(self.frame, self.matching.seed, out.stratum, rank)
        if len(ranking) < rank:
            raise Refused("stratum_used_up", stratum=out.stratum)
        target = ranking[-1]
        del self.standing[entity_id]
        self.standing[target.id] = target
        self.used[out.stratum] = rank
        assignment = self.matching.assign(target.id, target.bureau)
        return Replacement(target=target, replaces=entity_id, reason=reason, assignment=assignment)

    def reassign(self, changes: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, str, str, str], ...]:
        """(id, old, reason) lines, sorted, to the rows id, old, new, reason of `changes.tsv`."""
        plan, rows = self._branch(), []
        for entity_id, old, reason in sorted(changes):
            if reason not in ("recusal", "unavailable"):
                raise Refused("reason_reassigns_nobody", id=entity_id, reason=reason)
            rows.append((entity_id, old, plan.matching.reassign(entity_id, old, reason), reason))
        self._take_over(plan)
        return tuple(rows)


def check_head(expected: str, found: str) -> None:
    """The chain's head is still the one that an entry was built on; else `Conflict("chain_moved_on")`."""
    if expected != found:
        raise Conflict("chain_moved_on", expected=expected, found=found)
