"""Delimited text: its packing, its encoding and its delimiter told from its bytes.

Encoding: a byte order mark; else the first thousand lines that are not plain ASCII vote between UTF-8 and GB18030
(never its subset GBK, which lacks characters that names hold). Bytes that mean nothing in the encoding become U+FFFD,
which the checks then report cell by cell.

Quotes: a record may span lines where its quotes are well-formed. Where a quote is opened and never properly closed, its
line alone is at fault (`quote_unclosed`) and reading goes on with the next line, so that one stray quote does not
swallow the rest of the file.

Bounds: a line has at most `LINE_LENGTH` characters, a gzip file unpacks to at most `RATIO` times its size or `FREE`
bytes and never to more than `UNPACKED`; beyond them the file is refused.
"""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

import numpy as np
import pyarrow as pa

from sampler.errors import Invalid
from sampler.registry.source import (
    CELL_LENGTH,
    CHUNK_CHARACTERS,
    CHUNK_ROWS,
    Chunk,
    Fault,
    filled,
    first_bytes,
    is_blank,
    misfit,
    require_width,
)

GZIP = b"\x1f\x8b"
LINE_LENGTH = 1_000_000
RATIO = 200  # registers pack 5 to 15 times, a bomb 1000 times
FREE = 64 << 20
UNPACKED = 64 << 30
VOTES = 1000
BLOCK = 1 << 16
DELIMITERS = ",\t;|"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Unpacked(io.RawIOBase):
    """The inside of a gzip file, up to the bounds."""

    def __init__(self, path: Path, packed: io.BufferedReader) -> None:
        self._file = path.name
        self._limit = min(UNPACKED, max(FREE, RATIO * path.stat().st_size))
        self._inside = gzip.GzipFile(fileobj=packed)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            data = self._inside.read1(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise Invalid("file_damaged", file=self._file) from None
        self._given += len(data)
        if self._given > self._limit:
            raise Invalid("file_unpacks_too_large", file=self._file, bytes=self._limit)
        buffer[: len(data)] = data
        return len(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it was read; `fault` where its quotes are not closed."""

    cells: list[str]
    length: int
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSource:
    """A delimited text file; `total` is its size in bytes, `width` the fields of its first line, named or not."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    width: int

    @property
    def file(self) -> str:
        return self.path.name

    @property
    def table(self) -> str:
        return self.file

    @property
    def total(self) -> int:
        return self.path.stat().st_size

    def chunks(self, places: Sequence[int]) -> Iterator[Chunk]:
        with self.path.open("rb") as packed, _text(self.path, packed, self.encoding) as text:
            records = enumerate(_table(self.file, text, self.delimiter), start=1)
            next(records)  # the header
            while gathered := list(_gather(records, len(self.header))):
                yield self._chunk(gathered, places, packed.tell())

    def _chunk(self, gathered: list[tuple[int, Record]], places: Sequence[int], done: int) -> Chunk:
        width = len(self.header)
        records = [record for _, record in gathered]
        faults = {place: fault for place, record in enumerate(records) if (fault := self._fault(record))}
        rows = [r.cells if len(r.cells) == width else _fitted(r.cells, width) for r in records]
        columns = list(zip(*rows, strict=True))
        return Chunk(
            numbers=np.array([number for number, _ in gathered], dtype=np.int64),
            cells=tuple(pa.array(columns[place], pa.string()) for place in places),
            faults=faults,
            done=done,
        )

    def _fault(self, record: Record) -> Fault | None:
        return record.fault or misfit(self.header, self.width, record.cells, self.delimiter)


def open_text(path: Path) -> TextSource:
    """The text source, its header read; `Invalid` where it holds no record."""
    with path.open("rb") as packed, _bytes(path, packed) as stream:
        encoding = _encoding(stream)
    with path.open("rb") as packed, _text(path, packed, encoding) as text:
        delimiter = _delimiter(next((line for line in _lines(path.name, text) if line.strip()), ""))
    with path.open("rb") as packed, _text(path, packed, encoding) as text:
        first = next(_table(path.name, text, delimiter), None)
    if first is None:
        raise Invalid("file_empty", file=path.name)
    require_width(path.name, first.cells)
    header, width = tuple(filled(first.cells)), len(first.cells)
    return TextSource(path=path, encoding=encoding, delimiter=delimiter, header=header, width=width)


def _bytes(path: Path, packed: io.BufferedReader) -> io.BufferedReader:
    if first_bytes(path, 2) != GZIP:
        return packed
    return io.BufferedReader(Unpacked(path, packed), 1 << 18)


def _text(path: Path, packed: io.BufferedReader, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(_bytes(path, packed), encoding=encoding, errors="replace", newline="")


def _encoding(stream: io.BufferedReader) -> str:
    block = stream.read(BLOCK)
    marked = next((name for mark, name in MARKS.items() if block.startswith(mark)), None)
    if marked:
        return marked
    balance = seen = 0
    tail = b""
    while block and seen < VOTES and len(tail) < LINE_LENGTH:
        *lines, tail = re.split(rb"[\r\n]+", tail + block)
        votes = [_vote(line) for line in lines if not line.isascii()]
        balance, seen = balance + sum(votes), seen + len(votes)
        block = stream.read(BLOCK)
    return "utf-8" if balance + _vote(tail) >= 0 else "gb18030"


def _vote(line: bytes) -> int:
    if line.isascii():
        return 0
    try:
        line.decode()
    except UnicodeDecodeError:
        return -1
    return 1


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=lambda delimiter: len(_split(line, delimiter)))


def _lines(file: str, text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LINE_LENGTH):
        if len(line) == LINE_LENGTH and line[-1] not in "\r\n":
            raise Invalid("line_too_long", file=file, limit=LINE_LENGTH)
        yield line


def _table(file: str, text: io.TextIOWrapper, delimiter: str) -> Iterator[Record]:
    """The records from the first that holds text: the header."""
    return dropwhile(lambda record: is_blank(record.cells), _records(file, text, delimiter))


def _records(file: str, text: io.TextIOWrapper, delimiter: str) -> Iterator[Record]:
    lines = _lines(file, text)
    waiting: deque[str] = deque()  # lines to read again
    taken: list[str] = []  # lines of the record being read

    def feed() -> Iterator[str]:
        while line := waiting.popleft() if waiting else next(lines, ""):
            taken.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            waiting.extendleft(reversed(taken[1:]))
            yield _lenient(taken[0], delimiter, spans=len(taken) > 1)
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            continue
        if cells:
            length = sum(map(len, taken))
            yield Record(cells=cells, length=length, fault=_too_long(cells, length))


def _lenient(line: str, delimiter: str, *, spans: bool) -> Record:
    """A line whose quotes are not as they should be: `"甲"公司` is read as 甲公司, an open quote is a fault."""
    line = line.rstrip("\r\n")
    cells = _split(line, delimiter)
    if not spans and not cells[-1].endswith("\n"):
        return Record(cells=cells, length=len(line), fault=_too_long(cells, len(line)))
    fault = Fault(code="quote_unclosed", read=line, extra=line)
    return Record(cells=line.split(delimiter), length=len(line), fault=fault)


def _split(line: str, delimiter: str) -> list[str]:
    """One line's fields; where a quote stays open, the last ends with a line feed."""
    try:
        return next(csv.reader([line.rstrip("\r\n") + "\n"], delimiter=delimiter), [])
    except csv.Error:  # a field beyond the module's own limit
        return line.split(delimiter)


def _too_long(cells: list[str], length: int) -> Fault | None:
    if length <= CELL_LENGTH or max(map(len, cells)) <= CELL_LENGTH:
        return None
    return Fault(code="cell_too_long", read=max(cells, key=len))


def _fitted(cells: list[str], width: int) -> list[str | None]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _gather(records: Iterator[tuple[int, Record]], width: int) -> Iterator[tuple[int, Record]]:
    size = count = 0
    for number, record in records:
        if is_blank(record.cells):
            continue
        yield number, record
        count += 1
        size += max(record.length, width)
        if count == CHUNK_ROWS or size >= CHUNK_CHARACTERS:
            return
