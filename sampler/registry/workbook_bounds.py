"""How large an XLSX file is once it is unpacked, measured before anything unpacks it for good.

A zip member may unpack to a thousand times its size, and its directory may lie about that. A sheet with one cell in A1
and one in XFD1048576 is a rectangle of 17 thousand million cells. One shared text of 30 kB may be named by a million
cells. Each is measured here from the bytes, block by block, and refused beyond a bound that real files stay far under.
"""

import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from sampler.errors import Invalid

UNPACKED = 1 << 30  # bytes, all members together
CELLS = 20_000_000  # of a sheet's rectangle, or as written: a full sheet of 19 columns; also of shared texts
PLAIN = 64 << 20  # bytes of an XML part without rows and shared texts: styles, list of sheets
TEXT = 1 << 30  # bytes of shared texts written out
BLOCK = 1 << 20
ELEMENT = 1 << 24  # bytes of one row, or of one shared text
TAG = 64  # bytes kept at a block's end, so that no start of a tag is cut
BOOK = "xl/workbook.xml"
OTHER_BOOKS = {"xl/workbook.bin", "content.xml"}  # of XLSB and ODS
LOCAL = struct.Struct("<26xHH")  # a member's local header: lengths of its name and its extra field
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, OSError)

PREFIX = rb"<(?:[^\s<>/:]+:)?"
START = re.compile(PREFIX + rb"(?:row|si)(?=[\s/>])")
ROW = re.compile(PREFIX + rb"row(?=[\s/>])(?:[^<]*?\br\s*=\s*[\"'](\d{1,9}))?")
CELL = re.compile(PREFIX + rb"c[\s/>]")
COLUMN = re.compile(PREFIX + rb"c\s[^<]*?\br\s*=\s*[\"']([A-Za-z]{1,9})\d")
ITEM = re.compile(PREFIX + rb"si[\s/>]")
SHARED = re.compile(PREFIX + rb"v(?=[\s>])[^<]*?>\s*(\d{1,9})\s*<")


@dataclass(slots=True)
class Measure:
    """What was seen of a member so far."""

    rows: int = 0
    row: int = 0  # the number of the last row
    columns: int = 0
    unnamed: int = 0  # the most cells of a row that do not say where they stand
    cells: int = 0
    size: int = 0  # bytes
    items: "array[int]" = field(default_factory=lambda: array("q"))  # lengths of shared texts, in bytes

    def add(self, piece: bytes) -> None:
        for named in ROW.findall(piece):
            self.row = int(named) if named else self.row + 1
            self.rows = max(self.rows, self.row)
        cells = len(CELL.findall(piece))
        named = COLUMN.findall(piece)
        self.cells += cells
        self.columns = max([self.columns, *map(_column, set(named))])
        if cells != len(named):
            self.unnamed = max([self.unnamed, *(len(CELL.findall(part)) for part in START.split(piece))])
        starts = [match.start() for match in ITEM.finditer(piece)]
        self.items.extend(np.diff([*starts, len(piece)]).tolist())

    @property
    def held(self) -> int:
        """The most cells or texts that a reader would hold."""
        return max(self.rows * (self.columns + self.unnamed), self.cells, len(self.items))

    @property
    def is_plain(self) -> bool:
        return not self.rows and not self.items


def require_bounds(path: Path) -> None:
    """Refuse a workbook that unpacks beyond the bounds, and a zip file that is damaged or no XLSX workbook."""
    try:
        with path.open("rb") as stream:
            members = _members(stream)
            _require_workbook(path, {member.filename.lower() for member in members})
            _require(path, stream, members)
    except DAMAGE:
        raise Invalid("file_damaged", file=path.name) from None


def _members(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.infolist()
    except ValueError:  # a name that is not in its encoding, a place before the file's start
        raise zipfile.BadZipFile from None


def _require_workbook(path: Path, names: set[str]) -> None:
    """Calamine also reads formats that are not measured here; none may come in by the back door."""
    if BOOK not in names or names & OTHER_BOOKS:
        raise Invalid("file_kind_unread", file=path.name, kind="zip")


def _require(path: Path, stream: BinaryIO, members: list[zipfile.ZipInfo]) -> None:
    left = UNPACKED
    measures: dict[zipfile.ZipInfo, Measure] = {}
    for member in members:
        measures[member] = _measured(path, stream, member, left)
        left -= measures[member].size
    items = np.array(max((measure.items for measure in measures.values()), key=len, default=()), dtype=np.int64)
    for member, measure in measures.items():
        if measure.cells * int(items.max(initial=0)) > TEXT:
            _require_text(path, stream, member, items)


def _measured(path: Path, stream: BinaryIO, member: zipfile.ZipInfo, left: int) -> Measure:
    measure = Measure()
    for piece, length in _pieces(path, stream, member):
        measure.add(piece)
        measure.size += length
        if measure.size > left:
            raise _too_large(path, UNPACKED)
        if measure.held > CELLS:
            raise _too_large(path, CELLS)
    if measure.is_plain and measure.size > PLAIN and member.filename.lower().endswith((".xml", ".rels")):
        raise _too_large(path, PLAIN)
    return measure


def _require_text(path: Path, stream: BinaryIO, member: zipfile.ZipInfo, lengths: npt.NDArray[np.int64]) -> None:
    total = 0
    for piece, _ in _pieces(path, stream, member):
        named = np.array(SHARED.findall(piece), dtype="S9").astype(np.int64)
        total += int(lengths[named[named < len(lengths)]].sum())
        if total > TEXT:
            raise _too_large(path, TEXT)


def _pieces(path: Path, stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """A member's bytes, cut where a row or a shared text begins, each with the number of bytes newly unpacked."""
    kept = b""
    for block in _blocks(stream, member):
        kept += block
        starts = [match.start() for match in START.finditer(kept)]
        cut = starts[-1] if starts else max(0, len(kept) - TAG)
        if len(kept) - cut > ELEMENT:
            raise _too_large(path, ELEMENT)
        yield kept[:cut], len(block)
        kept = kept[cut:]
    yield kept, 0


def _blocks(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member really unpacks to, whatever the directory says of its size."""
    stream.seek(max(0, member.header_offset))
    name, extra = LOCAL.unpack(stream.read(LOCAL.size))
    stream.seek(name + extra, 1)
    left = member.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == zipfile.ZIP_DEFLATED else None
    if inflater is None and member.compress_type != zipfile.ZIP_STORED:
        raise zipfile.BadZipFile
    while left and (packed := stream.read(min(left, BLOCK))):
        left -= len(packed)
        while packed:
            yield inflater.decompress(packed, BLOCK) if inflater else packed
            packed = inflater.unconsumed_tail if inflater else b""


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, XFD 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(path: Path, limit: int) -> Invalid:
    return Invalid("file_unpacks_too_large", file=path.name, bytes=limit)
