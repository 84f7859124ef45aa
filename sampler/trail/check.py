"""Following the chain: the first row that was touched is named."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sampler.trail.checkpoint import KEPT_AT_LEAST, Checkpoint, checkpoint_of
from sampler.trail.entry import NO_ROW, TrailEntry, entry_hash

HASH = re.compile("[0-9a-f]{64}")
CLOCKS_DIFFER = timedelta(hours=1)  # acts note their time before they wait for one another, on several machines
END_OF_TIME = datetime.max.replace(tzinfo=UTC) - CLOCKS_DIFFER


class Fault(StrEnum):
    """What was done to the trail. `CUT_OFF`: the head that somebody kept is no longer in it. `NOT_HERE`: that head may
    stand in an archive that was not given, or was cut off. `BEGUN_ANEW`: acts are known that are older than the first
    row. `IMPLAUSIBLE`: a checkpoint that names no archive, or is later than now or than what was written after it.
    `TOO_YOUNG`: a row that was deleted before its time.
    """

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut_off"
    NOT_HERE = "not_here"
    BEGUN_ANEW = "begun_anew"
    IMPLAUSIBLE = "implausible"
    TOO_YOUNG = "too_young"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailCheck:
    """How many rows there are, the newest one's hash, and the first fault with the number of its row.

    `start`: the checkpoint after which the rows begin; None: they begin with row 1.
    """

    rows: int
    head: str
    fault: Fault | None = None
    number: int | None = None
    start: Checkpoint | None = None

    @property
    def ok(self) -> bool:
        return self.fault is None


def verify_trail(
    entries: Iterable[TrailEntry],
    head: str | None = None,
    *,
    oldest: datetime | None = None,
    now: datetime = END_OF_TIME,
) -> TrailCheck:
    """Follow the chain in the order given (that of the numbers) and name the first row that breaks it.

    The chain begins with row 1, or after a checkpoint that stands further on in it. With `head`, a hash kept from an
    earlier day, also show that nothing up to that row was rewritten or cut off: without it, whoever can rewrite every
    row and its hash leaves no mark. `oldest` is the time of the oldest act that is known from elsewhere, if any:
    without it a trail that was emptied looks like a new one. No checkpoint can be later than `now`.
    """
    rows = tuple(entries)
    checkpoints = {row: checkpoint for row in rows if (checkpoint := checkpoint_of(row))}
    row = _start(rows, checkpoints)
    start = checkpoints[row] if row else None
    check = TrailCheck(rows=len(rows), head=rows[-1].hash if rows else NO_ROW, start=start)
    broken = (Fault.ALTERED, row.number) if row and entry_hash(row) != row.hash else _first_break(rows, start)
    broken = broken or _begun_anew(rows, start, oldest)
    broken = broken or _implausible(rows, checkpoints, now) or _too_young(rows, checkpoints)
    if broken:
        return replace(check, fault=broken[0], number=broken[1])
    known = {NO_ROW, *(row.hash for row in rows), *(checkpoint.hash for checkpoint in checkpoints.values())}
    if head is None or head in known:
        return check
    after = len(rows) + (start.upto if start else 0) + 1
    return replace(check, fault=Fault.NOT_HERE if start else Fault.CUT_OFF, number=after)


def _start(rows: Sequence[TrailEntry], checkpoints: Mapping[TrailEntry, Checkpoint]) -> TrailEntry | None:
    """The newest checkpoint of those below which no row is left."""
    below = [row for row, checkpoint in checkpoints.items() if checkpoint.upto < rows[0].number]
    return max(below, key=lambda row: checkpoints[row].upto, default=None)


def _begun_anew(
    rows: Sequence[TrailEntry], start: Checkpoint | None, oldest: datetime | None
) -> tuple[Fault, int] | None:
    """Every act has its row: what is older than all rows lost its own, unless an archive has it."""
    whole = oldest is None or start is not None or any(row.at <= oldest for row in rows)
    return None if whole else (Fault.BEGUN_ANEW, 1)


def _implausible(
    rows: Sequence[TrailEntry], checkpoints: Mapping[TrailEntry, Checkpoint], now: datetime
) -> tuple[Fault, int] | None:
    """The first checkpoint that was made up: without an archive's digest, or for a time that had not come."""
    earliest = now
    forged = None
    for row in reversed(rows):
        if row in checkpoints and (not HASH.fullmatch(row.digest) or row.at > earliest + CLOCKS_DIFFER):
            forged = (Fault.IMPLAUSIBLE, row.number)
        earliest = min(earliest, row.at)
    return forged


def _too_young(rows: Sequence[TrailEntry], checkpoints: Mapping[TrailEntry, Checkpoint]) -> tuple[Fault, int] | None:
    """The first row of an archive that was younger than six months when the first checkpoint above it freed it."""
    freed = 0
    for freeing, checkpoint in checkpoints.items():
        for row in rows:
            if freed < row.number <= checkpoint.upto and freeing.at - row.at < KEPT_AT_LEAST:
                return Fault.TOO_YOUNG, row.number
        freed = max(freed, checkpoint.upto)
    return None


def _first_break(rows: Sequence[TrailEntry], start: Checkpoint | None) -> tuple[Fault, int] | None:
    first, prev = (start.upto + 1, start.hash) if start else (1, NO_ROW)
    before = prev
    for position, row in enumerate(rows):
        if row.number != first + position or row.prev != prev or entry_hash(row) != row.hash:
            return _name_fault(rows, position, prev, first=first, before=before)
        prev = row.hash
    return None


def _name_fault(rows: Sequence[TrailEntry], position: int, prev: str, *, first: int, before: str) -> tuple[Fault, int]:
    """Why the row at `position` does not continue the rows before it, which hold among themselves.

    The rows begin with number `first`, after the hash `before`.
    """
    row, expected = rows[position], first + position
    if row.number > expected:
        moved = any(later.number == expected for later in rows[position:])
        return (Fault.REORDERED, row.number) if moved else (Fault.REMOVED, expected)
    if row.number < expected:
        return Fault.INSERTED, row.number
    if row.prev == prev:
        return Fault.ALTERED, expected
    hashes = [before, *(other.hash for other in rows)]
    if row.prev in hashes:  # it continues another row than the one before it
        continued = hashes.index(row.prev)
        return (Fault.REORDERED, expected) if continued > position else (Fault.INSERTED, first + continued)
    if position == 0 or entry_hash(row) != row.hash:
        return Fault.ALTERED, expected
    # the row is whole and names a hash that is gone: the one before it was rewritten together with its own hash
    return Fault.ALTERED, expected - 1
