"""The work data directory, whose files are written whole or not at all.

    <root>/snapshots/<sha256>.parquet
    <root>/records/<draw_id>/…            one record folder a draw (SSJ1 section 3): what anybody may read
    <root>/records/entries/<number>/…     the authority's later entries (SSJ1 section 2)
    <root>/sealed/<draw_id>/…             of a sealed draw, until its opening, the files that nobody may read: encrypted
    <root>/papers/<ab>/<cd>/<sha256>.<ext>
    <root>/staged/<draw_id>~<…>/          record files from before their transaction is committed, shut ones encrypted
    <root>/intake/<sha256>/<name>         what people handed in (sampler/intake.py)
    <root>/frozen/<notice hash>/          what a freeze wrote, until its announcement makes a record of it
    <root>/secret.key                     the installation's secret, where the settings give none

A record is never changed: writing other bytes to one of its files is a `Conflict`. What the disk refuses (full,
read-only) is `Broken("disk_write_failed", path=, reason=)`.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sampler.disk import alone, disk, draft, remove_folder, require_writable, write_bytes
from sampler.errors import Conflict, Invalid, Missing
from sampler.name import NAME
from sampler.record import NOTICE, SHUT_FILES, read_record
from sampler.staged import APART, Staged, last_closing, refuse_other_bytes

EXTENSIONS = frozenset({"pdf", "xlsx", "csv", "json", "zip"})
RESERVED = frozenset({".", "..", "entries"})


def _is_name(draw_id: str) -> bool:
    """Whether a draw_id can name a folder: `entries` is the chain's, `.` and `..` are nobody's."""
    return draw_id not in RESERVED and NAME.fullmatch(draw_id) is not None


def _require_name(draw_id: str) -> str:
    if not _is_name(draw_id):
        raise Invalid("draw_id_unusable", read=draw_id)
    return draw_id


class Seal(Protocol):
    """What shut files lie under on the disk; `of` is what the bytes belong to, and they open as nothing else."""

    def seal(self, data: bytes, *, of: str) -> bytes: ...

    def unseal(self, data: bytes, *, of: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Files:
    """The work data directory at `root`, its shut files under `sealing`."""

    root: Path
    sealing: Seal

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def chain(self) -> Path:
        """The chain folder: record folders, and `entries/<number>/`."""
        return self.root / "records"

    def check(self) -> None:
        """`Broken("disk_write_failed")` where nothing can be written."""
        require_writable(self.root)

    def snapshot(self, digest: str) -> Path:
        return self.snapshots / f"{digest}.parquet"

    def record(self, draw_id: str) -> Path:
        return self.chain / _require_name(draw_id)

    def entry(self, number: int) -> Path:
        return self.chain / "entries" / str(number)

    def _sealed(self, draw_id: str) -> Path:
        return self.root / "sealed" / _require_name(draw_id)

    @property
    def _staged(self) -> Path:
        return self.root / "staged"

    def secret(self, make: Callable[[], bytes]) -> bytes:
        """The installation's secret, for its owner's eyes; made at the first call, and of two at once one wins."""
        path = self.root / "secret.key"
        with disk(path):
            if not path.exists():
                self.root.mkdir(parents=True, exist_ok=True)
                with draft(self.root) as made:
                    made.stream.write(make())
                    made.place_first(path)
            return path.read_bytes()

    # papers, found by their digest

    def put_paper(self, data: bytes, extension: str) -> str:
        """Keep a paper; returns its SHA-256. The same bytes twice are one file."""
        digest = sha256(data).hexdigest()
        path = self._paper(digest, extension)
        if not path.exists():
            write_bytes(path, data)
        return digest

    def paper(self, digest: str, extension: str) -> Path:
        """Where a kept paper lies, else `Missing("paper_unknown")`."""
        path = self._paper(digest, extension)
        if not path.is_file():
            raise Missing("paper_unknown", sha256=digest)
        return path

    def _paper(self, digest: str, extension: str) -> Path:
        if extension not in EXTENSIONS:
            raise Invalid("paper_extension_unknown", read=extension)
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise Missing("paper_unknown", sha256=digest)
        return self.root / "papers" / digest[:2] / digest[2:4] / f"{digest}.{extension}"

    # freezes, records and entries

    def put_frozen(self, files: Mapping[str, bytes]) -> None:
        """Keep what a freeze wrote, before its transaction: for nobody but the authority until it is announced."""
        folder = self._frozen(sha256(files[NOTICE]).hexdigest())
        with disk(folder):
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_record(folder, files)

    def read_frozen(self, notice_hash: str) -> dict[str, bytes]:
        return read_record(self._frozen(notice_hash))

    def forget_frozen(self, kept: Container[str], *, abandoned_before: datetime) -> None:
        """Take away what nobody speaks of any more: freezes that were refused, and those that are records now."""
        for folder in self._frozen("").glob("*"):
            with disk(folder), suppress(FileNotFoundError):  # another process may be at it, too
                if folder.name not in kept and folder.stat().st_mtime < abandoned_before.timestamp():
                    remove_folder(folder)

    def _frozen(self, notice_hash: str) -> Path:
        return self.root / "frozen" / notice_hash

    def read_record(self, draw_id: str) -> dict[str, bytes]:
        """A record's files, also those that are still shut: for the acts of the authority, never for a page."""
        shut = self._read_shut(draw_id)  # read first: what is opened meanwhile then lies in the record
        return shut | read_record(self.record(draw_id))

    def _read_shut(self, draw_id: str) -> dict[str, bytes]:
        folder = self._sealed(draw_id)
        held = read_record(folder) if folder.is_dir() else {}
        return {name: self.sealing.unseal(data, of=f"{draw_id}/{name}") for name, data in held.items()}

    def stage_record(self, draw_id: str, files: Mapping[str, bytes], *, sealed: bool = False) -> Staged:
        """Write record files beside the record, so that a full disk is known before the act is committed.

        Files that the record already holds with the same bytes are left out; other bytes are a `Conflict`. Of a
        `sealed` record the files that its opening makes public are kept apart until then, and encrypted.
        """
        kept_shut = {name: data for name, data in files.items() if sealed and name in SHUT_FILES}
        held = self._read_shut(draw_id) if sealed else {}
        for name, data in files.items():
            if held.get(name, data) != data:
                raise Conflict("record_file_differs", path=str(self._sealed(draw_id) / name))
            refuse_other_bytes(self.record(draw_id) / name, data)
        encrypted = {name: self.sealing.seal(data, of=f"{draw_id}/{name}") for name, data in kept_shut.items()}
        with disk(self._staged):
            self._staged.mkdir(parents=True, exist_ok=True)
        return Staged.write(
            self._staged, self.record(draw_id), self._sealed(draw_id), {**files, **encrypted}, sealed=sealed
        )

    def put_record(self, draw_id: str, files: Mapping[str, bytes], *, sealed: bool = False) -> Path:
        """Write a record's files: a new folder appears whole, files of the next step are added to it."""
        staged = self.stage_record(draw_id, files, sealed=sealed)
        staged.publish()
        return staged.target

    def open_record(self, draw_id: str) -> None:
        """Make the shut files of a record public, after its opening or its void; again it ends what was begun."""
        shut, target = self._sealed(draw_id), self.record(draw_id)
        if not shut.exists():
            return
        with alone(self._staged), disk(target):
            if shut.exists():
                opened = self._read_shut(draw_id)
                for name, data in opened.items():
                    refuse_other_bytes(target / name, data)
                Staged.write(self._staged, target, shut, opened, sealed=False).move()
                remove_folder(shut)

    def settle(self, entered: Container[str], *, abandoned_before: datetime) -> None:
        """After a crash: publish the staged steps whose closing entry was entered, and discard the abandoned others.

        A step that was staged after `abandoned_before` may be another door's, on its way to its commit: it stays.
        """
        if not self._staged.exists():
            return
        with alone(self._staged):
            for staged in self._left_over():
                if staged.closing_hash() in entered:
                    staged.move()
                elif staged.source.stat().st_mtime < abandoned_before.timestamp():
                    staged.forget()

    def _left_over(self) -> Iterator[Staged]:
        """What is staged; a file that lies there and is none of ours is passed over."""
        for source in sorted(self._staged.iterdir()):
            draw_id, apart, _ = source.name.partition(APART)
            if apart and _is_name(draw_id) and source.is_dir():
                yield Staged(source, self.record(draw_id), self._sealed(draw_id))

    def put_entry(self, number: int, files: Mapping[str, bytes]) -> Path:
        """Write one entry's folder; again with the same bytes it does nothing."""
        folder = self.entry(number)
        for name, data in sorted(files.items()):
            refuse_other_bytes(folder / name, data)
            if not (folder / name).exists():
                write_bytes(folder / name, data)
        return folder


def write_papers(folder: Path, papers: Mapping[str, bytes]) -> None:
    """Write papers to a folder of the user's. One that was issued is never changed: where another of its name lies
    there, nothing is written and `Conflict("papers_differ", folder=, files=)` is raised."""
    with disk(folder):
        held = {name: (folder / name).read_bytes() for name in papers if (folder / name).exists()}
    if differing := [name for name, data in held.items() if data != papers[name]]:
        raise Conflict("papers_differ", folder=str(folder), files=differing)
    for name in papers.keys() - held.keys():
        write_bytes(folder / name, papers[name])


def write_record(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write record files to a folder of the user's: each whole, the closing file last, never over other bytes."""
    for name, data in files.items():
        refuse_other_bytes(folder / name, data)
    for name in sorted(files, key=last_closing):
        if not (folder / name).exists():
            write_bytes(folder / name, files[name])
