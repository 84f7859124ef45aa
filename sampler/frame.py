"""Who can be drawn: the frame, frozen, and who is kept out, with reasons (SSJ1 section 3, files 10 and 13).

The frame lives in columns, since a province has eleven million rows: ids as bytes sorted like `LC_ALL=C sort`,
strata and bureaus as indices into sorted names. TAB stands below every character an id may hold, so lines sorted
whole and lines sorted by id are the same order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sampler import merkle
from sampler.codes import is_active
from sampler.entity import Kind
from sampler.errors import Invalid
from sampler.name import NAME
from sampler.plan import STRATUM

Ids = npt.NDArray[np.bytes_]
Index = npt.NDArray[np.int32]

UNRATED = "unrated"
OTHER_KIND = "其他类型"
MARKS = ("type", "risk", "bureau", "division")
FRAME_COLUMNS = ("id", "kind", "status", "bureau", "risk", "division")


def parse_table(table: bytes) -> list[list[str]]:
    """The rows of a record's table as fields. Only LF ends a line: a reason may hold U+2028."""
    return [line.split("\t") for line in table.decode().split("\n")[:-1]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """N entities: `ids` (N,) bytes, sorted and unique; `stratum`, `bureau` (N,) indices into the sorted names."""

    ids: Ids
    strata: tuple[str, ...]
    stratum: Index
    bureaus: tuple[str, ...]
    bureau: Index

    def __len__(self) -> int:
        return len(self.ids)

    def counts(self) -> dict[str, int]:
        """N of each stratum, by name."""
        counts = np.bincount(self.stratum, minlength=len(self.strata))
        return dict(zip(self.strata, counts.tolist(), strict=True))

    def lines(self) -> Iterator[bytes]:
        """The lines of `10-frame.tsv`, without LF."""
        strata = [name.encode() for name in self.strata]
        bureaus = [name.encode() for name in self.bureaus]
        for i, s, b in zip(self.ids.tolist(), self.stratum.tolist(), self.bureau.tolist(), strict=True):
            yield b"%s\t%s\t%s" % (i, strata[s], bureaus[b])

    def root(self) -> str:
        """The notice's `frame_merkle`: the root of the tree over the lines, hex."""
        return merkle.root(self.lines())

    def position(self, entity_id: str) -> int | None:
        """Where the id stands, from 0; None where it is not in the frame."""
        key = entity_id.encode()
        at = int(np.searchsorted(self.ids, key))
        return at if at < len(self) and self.ids[at] == key else None

    def bureau_of(self, position: int) -> str:
        return self.bureaus[int(self.bureau[position])]

    @classmethod
    def from_columns(cls, ids: Sequence[str] | Ids, strata: Sequence[str], bureaus: Sequence[str]) -> "Frame":
        """A frame from three columns in any order; `Invalid("frame_empty")`, `Invalid("frame_repeats_id")`."""
        if not len(ids):
            raise Invalid("frame_empty")
        keys = np.asarray(ids, dtype=np.bytes_)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        repeated = np.flatnonzero(keys[1:] == keys[:-1])
        if len(repeated):
            raise Invalid("frame_repeats_id", read=keys[repeated[0]].decode(), count=len(repeated))
        stratum_names, stratum = _factorise(strata)
        bureau_names, bureau = _factorise(bureaus)
        return cls(
            ids=keys,
            strata=stratum_names,
            stratum=stratum[order],
            bureaus=bureau_names,
            bureau=bureau[order],
        )

    @classmethod
    def parse(cls, table: bytes) -> "Frame":
        """The frame of a published `10-frame.tsv`."""
        rows = parse_table(table)
        ids, strata, bureaus = zip(*rows, strict=True) if rows else ((), (), ())
        return cls.from_columns(ids, strata, bureaus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    """Registry entities kept out of the frame: (id, reason), sorted by id."""

    rows: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self) -> Iterator[bytes]:
        """The lines of `13-excluded.tsv`, without LF."""
        return (f"{entity_id}\t{reason}".encode() for entity_id, reason in self.rows)

    def by_reason(self) -> tuple[tuple[str, int], ...]:
        """(reason, count), the most frequent first."""
        return tuple(sorted(Counter(reason for _, reason in self.rows).items(), key=lambda r: (-r[1], r[0])))


def build_frame(batches: Iterable[Mapping[str, Sequence[Any]]], by: Sequence[str]) -> tuple[Frame, Exclusions]:
    """Who of a snapshot can be drawn: active enterprises, individuals and cooperatives, in strata named by `by`.

    `batches`: columns id, kind, status, bureau, risk, division of a snapshot. `by`: `type`, then any of risk, bureau,
    division. Raises `Invalid("strata_marks_unknown")`, `Invalid("bureaus_missing")`, `Invalid("frame_empty")`.
    """
    check_marks(by)
    drawable: tuple[list[str], list[str], list[str]] = ([], [], [])
    excluded: list[tuple[str, str]] = []
    without_bureau: list[str] = []
    for batch in batches:
        for row in zip(*(batch[name] for name in FRAME_COLUMNS), strict=True):
            entity_id, kind, status, bureau = row[:4]
            if reason := exclusion_reason(kind, status):
                excluded.append((entity_id, reason))
            elif bureau is None:
                without_bureau.append(entity_id)
            else:
                for column, value in zip(drawable, (entity_id, _stratum(row, by), bureau), strict=True):
                    column.append(value)
    if without_bureau:
        raise Invalid("bureaus_missing", count=len(without_bureau), first=without_bureau[0])
    return Frame.from_columns(*drawable), Exclusions(rows=tuple(sorted(excluded)))


def check_marks(by: Sequence[str]) -> None:
    """`type` first, then known marks, each once; else `Invalid("strata_marks_unknown")`."""
    if not by or by[0] != "type" or len(set(by)) < len(by) or not set(by) <= set(MARKS):
        raise Invalid("strata_marks_unknown", read=",".join(by), known=list(MARKS))


def exclusion_reason(kind: str, status: str) -> str | None:
    """Why an entity is kept out: the word of its status, or its kind; None where it can be drawn."""
    if not is_active(status):
        return status
    return OTHER_KIND if kind == Kind.OTHER else None


def _stratum(row: Sequence[str | None], by: Sequence[str]) -> str:
    _, kind, _, bureau, risk, division = row
    marks = {"type": kind, "risk": risk or UNRATED, "bureau": bureau, "division": division or UNRATED}
    return "/".join(str(marks[mark]) for mark in by)


def _factorise(names: Sequence[str]) -> tuple[tuple[str, ...], Index]:
    unique = sorted(set(names))
    index = {name: i for i, name in enumerate(unique)}
    return tuple(unique), np.fromiter((index[name] for name in names), dtype=np.int32, count=len(names))


def check_bureau_codes(codes: Iterable[str]) -> None:
    """Bureau codes as SSJ1 writes them, else `Invalid("bureau_code_malformed")`."""
    for code in codes:
        if not NAME.fullmatch(code):
            raise Invalid("bureau_code_malformed", read=code)


def check_strata(names: Iterable[str]) -> None:
    """Strata named as SSJ1 writes them, else `Invalid("stratum_malformed")`."""
    for name in names:
        if not STRATUM.fullmatch(name):
            raise Invalid("stratum_malformed", read=name)


def check_apart(frame: Frame, exclusions: Exclusions) -> None:
    """Nobody is both in the frame and kept out of it, else `Invalid("excluded_in_frame")`."""
    both = np.intersect1d(frame.ids, np.array([entity_id for entity_id, _ in exclusions.rows], dtype=np.bytes_))
    if len(both):
        raise Invalid("excluded_in_frame", id=both[0].decode())
