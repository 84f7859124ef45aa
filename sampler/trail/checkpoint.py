"""The row that lets older rows go: an act of its own, chained as every other.

act=prune_trail
object=trail:4711                     rows 1 to 4711 are in archives
digest=<SHA-256 of the archive's bytes>
details={"hash":"<hash of row 4711>","rows":4711}
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sampler.errors import Refused
from sampler.trail.entry import DONE, Details, TrailEntry

PRUNED = "prune_trail"
KEPT_AT_LEAST = timedelta(days=184)  # 等保 2.0: six months, and no six months are longer
OBJECT = "trail:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Rows up to `upto`, whose hash is `hash`, went into an archive of `rows` rows with SHA-256 `archive`."""

    upto: int
    hash: str
    rows: int
    archive: str

    @property
    def object(self) -> str:
        """As the trail names it."""
        return f"{OBJECT}{self.upto}"

    @property
    def details(self) -> Details:
        return {"hash": self.hash, "rows": self.rows}


def checkpoint_of(entry: TrailEntry) -> Checkpoint | None:
    """The checkpoint that a row is, if it is one: a trail that was tampered with may hold anything."""
    number = entry.object.removeprefix(OBJECT)
    if (entry.act, entry.result) != (PRUNED, DONE) or not (number.isascii() and number.isdigit()):
        return None
    try:
        details = json.loads(entry.details)
        return Checkpoint(upto=int(number), hash=str(details["hash"]), rows=int(details["rows"]), archive=entry.digest)
    except (ValueError, TypeError, KeyError):
        return None


def require_kept_long_enough(before: datetime, at: datetime, kept: timedelta) -> None:
    """`Refused("trail_too_young")` where rows of the time `kept` would go; both days are those of `before`'s clock."""
    latest = at - max(kept, KEPT_AT_LEAST)
    if before > latest:
        on_its_clock = latest.astimezone(before.tzinfo)
        raise Refused("trail_too_young", before=str(before.date()), latest=str(on_its_clock.date()))
