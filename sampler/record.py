"""A draw's record: the SSJ1 folder as names and bytes (SSJ1 sections 1 and 3).

Everything here is text in one spelling; a record is never changed, and every file is named by a hash that another file
or an entry of the chain holds.
"""

import mmap
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

from sampler.assignment import Assignment, Duty
from sampler.codes.personal import refuse_private
from sampler.draw import Drawn
from sampler.errors import Broken, Invalid, Missing
from sampler.frame import Exclusions, Frame, parse_table
from sampler.name import NAME
from sampler.plan import Size, parse_integer, parse_size
from sampler.roster import ANYWHERE
from sampler.seed import parse_time, sha256_hex

MAGIC = "SSJ1"
NO_ENTRY = "0" * 64
NOTICE = "00-notice.txt"
FRAME = "10-frame.tsv"
INSPECTORS = "11-inspectors.tsv"
RECUSALS = "12-recusals.tsv"
EXCLUDED = "13-excluded.tsv"
CEREMONY = "15-ceremony.txt"
SEED = "20-seed.txt"
STRATA = "30-strata.tsv"
SAMPLE = "40-sample.tsv"
ASSIGNMENTS = "50-assignments.tsv"
CHECKSUMS = "SHA256SUMS"
OUTCOME = "60-outcome.txt"
TIMESTAMP = "01-notice.tsr"
FREEZE_FILES = (NOTICE, FRAME, INSPECTORS, RECUSALS, EXCLUDED)
DRAW_FILES = (SEED, STRATA, SAMPLE, ASSIGNMENTS)
SHUT_FILES = (*DRAW_FILES, CHECKSUMS)  # of a sealed draw, until its opening (SSJ1 section 5)
RECORD_FILES = (*FREEZE_FILES, CEREMONY, *DRAW_FILES, CHECKSUMS, OUTCOME)
FORBIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Files = Mapping[str, bytes]


def check_text(name: str, text: str, *, empty: bool = True) -> str:
    """`text` where it may stand in a record: no control or text-direction character, no `|`; else `Invalid`."""
    if FORBIDDEN.search(text) or "|" in text or not (text or empty):
        raise Invalid("text_forbidden", name=name, read=text)
    return text


def check_words(name: str, text: str, *, empty: bool = True) -> str:
    """`text` where people wrote it and everybody will read it: it may stand in a record and tells no private number.

    Raises `Invalid("text_forbidden")`, `Invalid("private_data_in_text")`.
    """
    refuse_private(name, text)
    return check_text(name, text, empty=empty)


def check_name(name: str, text: str) -> str:
    """`text` where it may name an authority, a bureau, an inspector or a draw; else `Invalid("name_malformed")`."""
    if not NAME.fullmatch(text):
        raise Invalid("name_malformed", name=name, read=text)
    refuse_private(name, text)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is fixed before the seed exists: the commitment. Fields are the notice's keys, in its order."""

    authority: str
    number: int
    prev: str
    at: str
    draw_id: str
    registry_sha256: str
    registry_count: int
    frame_count: int
    frame_sha256: str
    frame_merkle: str
    excluded_count: int
    excluded_sha256: str
    inspectors_sha256: str
    recusals_sha256: str
    counts: Mapping[str, int]
    sizes: Mapping[str, Size]
    min_per_stratum: int
    team_size: int
    replace: str
    salt_sha256: str
    open_by: str
    redraw_of: str
    seed_format: str
    seed_source: str
    seed_at: str

    @property
    def sealed(self) -> bool:
        return bool(self.salt_sha256)

    @property
    def rehearsal(self) -> bool:
        return self.seed_format == "rehearsal"

    def render(self) -> bytes:
        """The bytes of `00-notice.txt`; their H is the notice's entry hash."""
        return render_entry("draw", self._pairs())

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in GROUPS:
                pairs += [(f"{GROUPS[field.name]}.{key}", str(value[key])) for key in sorted(value)]
            else:
                pairs.append((field.name, str(value)))
        return pairs

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """A notice from its bytes; `Invalid("notice_malformed")` where `render` would not give the same bytes."""
        kind, pairs = parse_entry(text)
        known = {field.name for field in fields(cls)} - GROUPS.keys()
        values: dict[str, object] = {name: value for name, value in pairs if name in known}
        for group, prefix in GROUPS.items():
            read = parse_size if group == "sizes" else parse_integer
            values[group] = {k.partition(".")[2]: read(v) for k, v in pairs if k.startswith(prefix + ".")}
        if kind != "draw" or len(values) != len(fields(cls)):
            raise Invalid("notice_malformed")
        for name in COUNTED:
            values[name] = parse_integer(str(values[name]))
        notice = cls(**values)  # type: ignore[arg-type]  # every field is named above
        if notice.render() != text:
            raise Invalid("notice_malformed")
        return notice

    def follow(self, number: int, prev: str) -> Self:
        """The same notice at another place of the chain."""
        return replace(self, number=number, prev=prev)


GROUPS = {"counts": "count", "sizes": "size"}
COUNTED = ("number", "registry_count", "frame_count", "excluded_count", "min_per_stratum", "team_size")


def render_entry(kind: str, pairs: Iterable[tuple[str, str]]) -> bytes:
    """An entry of the chain: a first line with its kind, then one `key=value` a line."""
    lines = [f"{MAGIC} {kind}", *(f"{key}={check_text(key, value)}" for key, value in pairs)]
    return "".join(line + "\n" for line in lines).encode()


def parse_entry(text: bytes) -> tuple[str, list[tuple[str, str]]]:
    """(kind, pairs in their order) of an entry; `Invalid("entry_malformed")`."""
    try:
        first, *rest = text.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise Invalid("entry_malformed", read="") from None
    magic, _, kind = first.partition(" ")
    pairs = [(key, value) for key, equals, value in (line.partition("=") for line in rest) if equals]
    if magic != MAGIC or not kind or len(pairs) != len(rest):
        raise Invalid("entry_malformed", read=first)
    return kind, pairs


def table(lines: Iterable[bytes]) -> bytes:
    """Lines with LF; a table without rows is 0 bytes."""
    return b"".join(line + b"\n" for line in lines)


def tsv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as a table of tab-separated fields, in the order given."""
    return table("\t".join(map(str, row)).encode() for row in rows)


def freeze_tables(frame: Frame, exclusions: Exclusions, duty: Duty) -> dict[str, bytes]:
    """Files 10 to 13; `Invalid` for a name or a reason that no record may hold."""
    for inspector, bureau in duty.inspectors:
        check_name("inspector", inspector)
        if bureau != ANYWHERE:
            check_name("bureau", bureau)
    for reason in {reason for *_, reason in (*duty.recusals, *exclusions.rows)}:
        check_words("reason", reason, empty=False)
    return {
        FRAME: table(frame.lines()),
        INSPECTORS: tsv(duty.inspectors),
        RECUSALS: tsv(duty.recusals),
        EXCLUDED: table(exclusions.lines()),
    }


def registry_digest(frame: Frame, exclusions: Exclusions) -> str:
    """H of the ids of frame and excluded together, sorted, one a line."""
    ids = sorted([*frame.ids.tolist(), *(entity_id.encode() for entity_id, _ in exclusions.rows)])
    return sha256_hex(table(ids))


def draw_tables(seed_text: str, drawn: Drawn, assignments: Iterable[Assignment]) -> dict[str, bytes]:
    """Files 20 to 50."""
    return {
        SEED: seed_text.encode(),
        STRATA: tsv((s.name, s.entities, s.places, s.cutoff) for s in drawn.strata),
        SAMPLE: tsv((t.stratum, t.rank, t.ticket, t.id) for t in drawn.targets),
        ASSIGNMENTS: tsv((a.id, a.bureau, *a.inspectors) for a in assignments),
    }


def checksums(files: Files) -> bytes:
    """`SHA256SUMS` over the files 00 to 50: H, two spaces, name, so that `sha256sum -c` reads it."""
    named = (*FREEZE_FILES, CEREMONY, *DRAW_FILES)
    return table(f"{sha256_hex(files[name])}  {name}".encode() for name in named)


def read_record(folder: Path) -> dict[str, bytes]:
    """The files of a record folder by name; `Missing("folder_missing")`, `Broken("file_unreadable")`."""
    if not folder.is_dir():
        raise Missing("folder_missing", folder=str(folder))
    names = [name for name in (*RECORD_FILES, TIMESTAMP) if (folder / name).is_file()]
    try:
        return {name: (folder / name).read_bytes() for name in names}
    except OSError as error:
        raise Broken("file_unreadable", file=error.filename, reason=error.strerror) from error


def parse_duty(files: Files) -> Duty:
    """The frozen roster of files 11 and 12."""
    return Duty(
        inspectors=tuple((inspector, bureau) for inspector, bureau in parse_table(files[INSPECTORS])),
        recusals=tuple((inspector, entity_id, reason) for inspector, entity_id, reason in parse_table(files[RECUSALS])),
    )


def parse_exclusions(files: Files) -> Exclusions:
    """The exclusions of file 13."""
    return Exclusions(rows=tuple((entity_id, reason) for entity_id, reason in parse_table(files[EXCLUDED])))


def find_line(path: Path, key: str) -> tuple[str, ...] | None:
    """The fields of the line whose first field is `key`, by bisection in a sorted file; None where there is none.

    A search by code must not read a frame of millions of lines.
    """
    wanted = key.encode()
    with path.open("rb") as file:
        if not path.stat().st_size:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines:
            return _bisect(lines, wanted)


def _bisect(lines: mmap.mmap, wanted: bytes) -> tuple[str, ...] | None:
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", start)
        line = lines[start:end]
        key = line.split(b"\t", 1)[0]
        if key == wanted:
            return tuple(line.decode().split("\t"))
        low, high = (end + 1, high) if key < wanted else (low, start)
    return None


def check_order(*times: str) -> None:
    """Times in the order given, none before the one before it; `Invalid("times_out_of_order")`."""
    parsed = [parse_time(time) for time in times]
    if parsed != sorted(parsed):
        raise Invalid("times_out_of_order", times=list(times))
