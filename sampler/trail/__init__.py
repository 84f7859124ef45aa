"""The trail (存证): every act, chained, so that a changed, missing, added or moved row shows.

What was refused stands in the same chain as what was done: the one head that papers print then speaks for both.

After its time the oldest part may be archived: a **checkpoint** row says up to where, with the last archived row's hash
and the archive's own, and only what lies below a checkpoint may be deleted. Archives and what is left are one chain.
"""

from sampler.trail.check import Fault, TrailCheck, verify_trail
from sampler.trail.checkpoint import KEPT_AT_LEAST, PRUNED, Checkpoint, checkpoint_of, require_kept_long_enough
from sampler.trail.entry import (
    DONE,
    NO_ROW,
    Actor,
    Details,
    Event,
    TrailEntry,
    canonical_bytes,
    chain_event,
    details_text,
    entry_hash,
)
from sampler.trail.lines import entry_fields, entry_line, join_parts, read_lines

__all__ = [
    "DONE",
    "KEPT_AT_LEAST",
    "NO_ROW",
    "PRUNED",
    "Actor",
    "Checkpoint",
    "Details",
    "Event",
    "Fault",
    "TrailCheck",
    "TrailEntry",
    "canonical_bytes",
    "chain_event",
    "checkpoint_of",
    "details_text",
    "entry_fields",
    "entry_hash",
    "entry_line",
    "join_parts",
    "read_lines",
    "require_kept_long_enough",
    "verify_trail",
]
