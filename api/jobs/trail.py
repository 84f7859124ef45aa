"""Copies of the trail, and the archive that its oldest part goes into: bytes first, then the act."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType

from api.access import acting, recording_refusals
from api.wiring import Wiring, now
from sampler.disk import PRIVATE, disk, write_bytes
from sampler.errors import Conflict, Refused
from sampler.formula import harmless
from sampler.store import trail
from sampler.store.queries.trail import TrailSearch, oldest_act, trail_rows
from sampler.trail import (
    PRUNED,
    Actor,
    Checkpoint,
    TrailEntry,
    entry_fields,
    entry_line,
    require_kept_long_enough,
    verify_trail,
)
from sampler.work.trail import WHOLE, export_trail, prune_trail


def as_lines(rows: Iterable[TrailEntry]) -> bytes:
    """JSON, a row a line: every byte that was hashed."""
    return b"".join(map(entry_line, rows))


def as_table(rows: Iterable[TrailEntry]) -> bytes:
    """CSV (UTF-8 with BOM) for a spreadsheet; what it would run as a formula gets an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    header = True
    for fields in map(entry_fields, rows):
        if header:
            writer.writerow(fields)
        header = False
        writer.writerow(harmless(str(value)) for value in fields.values())
    return text.getvalue().encode("utf-8-sig", "replace")


FORMATS: Mapping[str, Callable[[Iterable[TrailEntry]], bytes]] = MappingProxyType(
    {"jsonl": as_lines, "csv": as_table},
)


def export(wiring: Wiring, actor: Actor, search: TrailSearch, form: str) -> bytes:
    """What was found, as bytes of one of the `FORMATS`; the trail notes who took the copy."""
    with wiring.store.reading() as session:
        rows = tuple(trail_rows(session, search))
    data = FORMATS[form](rows)
    with acting(wiring, actor, "export_trail", WHOLE) as session:
        export_trail(session, actor, now(), rows=len(rows), digest=sha256(data).hexdigest())
    return data


def prune(wiring: Wiring, actor: Actor, before: datetime, out: Path) -> Checkpoint:
    """Archive the rows older than `before` to the file `out`, then delete them.

    The archive is whole on disk before anything is deleted, and the same rows give the same bytes: after a crash
    between the two the same command goes on. Raises `Refused`: "trail_too_young", "trail_broken",
    "trail_nothing_so_old"; `Conflict("archive_differs")` where `out` holds something else.
    """
    kept = wiring.settings.trail_kept
    with recording_refusals(wiring, actor, PRUNED, WHOLE):
        require_kept_long_enough(before, now(), kept)
        old = _older(wiring, before)
        data = as_lines(old)
        write_archive(out, data)
        checkpoint = Checkpoint(upto=old[-1].number, hash=old[-1].hash, rows=len(old), archive=sha256(data).hexdigest())
        with wiring.store.transaction() as session:
            prune_trail(session, actor, now(), checkpoint, before=before, kept=kept)
    return checkpoint


def _older(wiring: Wiring, before: datetime) -> tuple[TrailEntry, ...]:
    """The rows from the first to the last before which nothing is younger, of a trail that holds."""
    with wiring.store.reading() as session:
        rows = tuple(trail.entries(session))
        check = verify_trail(rows, oldest=oldest_act(session), now=now())
    if check.fault:
        raise Refused("trail_broken", number=check.number, fault=str(check.fault))
    old = tuple(takewhile(lambda row: row.at < before, rows))
    if not old:
        raise Refused("trail_nothing_so_old", before=str(before.date()))
    return old


def write_archive(out: Path, data: bytes) -> None:
    """Put the archive where nothing else is; it names people, and is its owner's alone."""
    with disk(out):
        known = out.read_bytes() if out.exists() else None
    if known not in (None, data):
        raise Conflict("archive_differs", file=out.name)
    write_bytes(out, data, mode=PRIVATE)
