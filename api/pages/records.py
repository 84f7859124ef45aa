"""A record folder as a reader gets it: file by file, or whole as one ZIP with the same bytes every time."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sampler.record import OUTCOME, SAMPLE
from sampler.store.queries.draws import DrawDetail, FileLine

CHUNK = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can hold
PLAIN_FILE = 0o100644 << 16
UNIX = 3


def is_whole(draw: DrawDetail) -> bool:
    """Every file of the record is public."""
    return not draw.sealed and any(file.name == OUTCOME for file in draw.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line of `40-sample.tsv`."""

    stratum: str
    rank: int
    ticket: str
    id: str


def drawn_lines(folder: Path) -> Generator[DrawnLine]:
    """Everybody who was drawn, by stratum and rank."""
    with (folder / SAMPLE).open(encoding="utf-8") as drawn:
        for line in drawn:
            stratum, rank, ticket, entity_id = line.rstrip("\n").split("\t")
            yield DrawnLine(stratum=stratum, rank=int(rank), ticket=ticket, id=entity_id)


def first_target(folder: Path) -> DrawnLine:
    """An example to check: the lowest ticket of the first stratum."""
    with closing(drawn_lines(folder)) as lines:
        return next(lines)


def archive_etag(files: Iterable[FileLine]) -> str:
    """What the ZIP holds, as one digest: the same files give the same bytes."""
    return sha256("".join(f"{file.sha256}  {file.name}\n" for file in files).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A file of an archive: `source` is where it lies, or its bytes."""

    name: str
    size: int
    source: Path | bytes


def packed_record(folder: Path, files: Iterable[FileLine]) -> Iterator[Packed]:
    """A record's files, in a folder of the draw's name."""
    for line in files:
        yield Packed(name=f"{folder.name}/{line.name}", size=line.bytes, source=folder / line.name)


def archive(files: Iterable[Packed]) -> Iterator[bytes]:
    """The files as a ZIP, a chunk at a time. Nothing is compressed: a compressor's version would show in the bytes."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_STORED) as zipped:
        for file in files:
            with _opened(file.source) as source, zipped.open(_plain(file), "w") as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield sink.take()
    yield sink.take()


def _opened(source: Path | bytes) -> BinaryIO:
    return BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _plain(file: Packed) -> ZipInfo:
    info = ZipInfo(file.name, EPOCH)
    info.create_system = UNIX
    info.external_attr = PLAIN_FILE
    info.file_size = file.size
    return info


class _Sink:
    """A file that can only be written and emptied: what ZipFile needs to stream."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is held."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
