"""Rows as lines of JSON (UTF-8, LF), for exports and archives: every field of a row, so that the chain can be followed
without the database. `details` is the text that was hashed.
"""

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime

from sampler.errors import Invalid
from sampler.trail.entry import TrailEntry, moment_text

NAMES = tuple(field.name for field in fields(TrailEntry))


def entry_fields(entry: TrailEntry) -> dict[str, object]:
    """The fields by their names, the time as it was hashed."""
    return {**{name: getattr(entry, name) for name in NAMES}, "at": moment_text(entry.at)}


def entry_line(entry: TrailEntry) -> bytes:
    """The row as one line.

    >>> from datetime import UTC
    >>> row = TrailEntry(number=1, prev="0", at=datetime(2026, 11, 24, 2, tzinfo=UTC), actor="李娜", origin="console",
    ...                  act="freeze", object="draw:1", result="done", digest="", details="{}", hash="f")
    >>> read_lines([entry_line(row)], "x") == (row,)
    True
    """
    text = json.dumps(entry_fields(entry), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def read_lines(lines: Iterable[bytes], name: str) -> tuple[TrailEntry, ...]:
    """The rows of a file called `name`; `Invalid("archive_malformed")` with the first line that is none."""
    return tuple(_read_line(line, name, number) for number, line in enumerate(lines, start=1))


def _read_line(line: bytes, name: str, number: int) -> TrailEntry:
    try:
        values = json.loads(line.decode("utf-8", "surrogatepass"))
        entry = TrailEntry(**values)
        wrong = type(entry.number) is not int or not all(isinstance(values[key], str) for key in NAMES[1:])
        at = datetime.strptime(values["at"], "%Y-%m-%dT%H:%M:%S.%f%z")
    except (ValueError, TypeError, RecursionError):
        wrong = True
    if wrong:
        raise Invalid("archive_malformed", file=name, line=number)
    return replace(entry, at=at)


def join_parts(parts: Iterable[Iterable[TrailEntry]]) -> tuple[TrailEntry, ...]:
    """The rows of archives and of the trail by their numbers, each once. Where two parts tell a row differently both
    stay, and `verify_trail` names it."""
    rows = dict.fromkeys(row for part in parts for row in part)
    return tuple(sorted(rows, key=lambda row: row.number))
