"""The only place that writes to disk: the work data directory, whose files are written whole or not at all.

    <root>/snapshots/<sha256>.parquet
    <root>/records/<draw_id>/…            one record folder a draw (SSJ1 section 3)
    <root>/records/entries/<number>/…     the authority's later entries (SSJ1 section 2)
    <root>/papers/<ab>/<cd>/<sha256>.<ext>
    <root>/staged/<draw_id>~<…>/          record files written before their transaction is committed
    <root>/intake/<sha256>/<name>         what people handed in (sampler/intake.py)
    <root>/thawed/<notice hash>/          a frozen record that was taken back before it was announced
    <root>/secret.key                     the installation's secret, where the settings give none

A record is never changed: writing other bytes to one of its files is a `Conflict`. What the disk refuses (full,
read-only) is `Broken("disk_write_failed", path=, reason=)`.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sampler.errors import Broken, Conflict, Invalid, Missing
from sampler.name import NAME

EXTENSIONS = frozenset({"pdf", "xlsx", "csv", "json", "zip"})
PRIVATE = 0o600
RESERVED = frozenset({".", "..", "entries"})
# the file that closes a step of a record: where it lies in the folder, the step is whole
CLOSING = ("60-outcome.txt", "00-notice.txt")

APART = "~"  # between a draw_id, which cannot hold it, and what makes a staged folder's name its own


def _last_closing(name: str) -> tuple[bool, str]:
    """Files in the order of their names, but the one that closes a step last."""
    return name in CLOSING, name


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into `Broken`, naming the path."""
    try:
        yield
    except OSError as error:
        raise Broken("disk_write_failed", path=str(path), reason=error.strerror or str(error)) from error


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, data: bytes) -> None:
    with open(path, "xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put `data` at `path`: a reader sees the old file or the new one, whole, also after a power cut.

    What is published is read by a web server, too; `mode` PRIVATE: by its owner alone.
    """
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with open(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name)
            raise
        sync_folder(path.parent)


def _require_name(draw_id: str) -> str:
    """A draw_id that can name a folder: `entries` is the chain's, `.` and `..` are nobody's."""
    if draw_id in RESERVED or not NAME.fullmatch(draw_id):
        raise Invalid("draw_id_unusable", read=draw_id)
    return draw_id


@dataclass(frozen=True, slots=True)
class Staged:
    """Record files that are safely on disk beside the record, until their transaction is committed or not."""

    source: Path
    target: Path

    def publish(self) -> None:
        """Move the files into the record, the closing file last; again after a crash it ends what was begun."""
        if not self.source.exists():
            return  # `Files.settle` was faster
        with disk(self.target):
            self.target.parent.mkdir(parents=True, exist_ok=True)
            if not self.target.exists():
                os.rename(self.source, self.target)
            else:
                self._move_files()
                os.rmdir(self.source)
                sync_folder(self.target)
            sync_folder(self.target.parent)
            sync_folder(self.source.parent)

    def _move_files(self) -> None:
        for source in sorted(self.source.iterdir(), key=lambda path: _last_closing(path.name)):
            target = self.target / source.name
            _refuse_other_bytes(target, source.read_bytes())
            os.replace(source, target)

    def discard(self) -> None:
        """Forget the files: their transaction was not committed."""
        with disk(self.source):
            shutil.rmtree(self.source)
            sync_folder(self.source.parent)

    def closing_hash(self) -> str | None:
        """H of the entry that closes this step; None where the writing itself was cut short."""
        for name in CLOSING:
            with suppress(FileNotFoundError):
                return sha256((self.source / name).read_bytes()).hexdigest()
        return None


def _refuse_other_bytes(path: Path, data: bytes) -> None:
    with disk(path), suppress(FileNotFoundError):
        if path.read_bytes() != data:
            raise Conflict("record_file_differs", path=str(path))


@dataclass(frozen=True, slots=True)
class Files:
    """The work data directory at `root`."""

    root: Path

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def chain(self) -> Path:
        """The chain folder: record folders, and `entries/<number>/`."""
        return self.root / "records"

    def snapshot(self, digest: str) -> Path:
        return self.snapshots / f"{digest}.parquet"

    def record(self, draw_id: str) -> Path:
        return self.chain / _require_name(draw_id)

    def entry(self, number: int) -> Path:
        return self.chain / "entries" / str(number)

    def secret(self, make: Callable[[], bytes]) -> bytes:
        """The installation's secret, for its owner's eyes; made at the first call, and of two at once one wins."""
        path = self.root / "secret.key"
        with disk(path):
            if not path.exists():
                self.root.mkdir(parents=True, exist_ok=True)
                descriptor, name = tempfile.mkstemp(dir=self.root, prefix=".", suffix=".part")  # mode 0600
                with open(descriptor, "wb") as stream:
                    stream.write(make())
                    stream.flush()
                    os.fsync(stream.fileno())
                with suppress(FileExistsError):
                    os.link(name, path)
                os.unlink(name)
                sync_folder(self.root)
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

    # records and entries

    def stage_record(self, draw_id: str, files: Mapping[str, bytes]) -> Staged:
        """Write record files beside the record, so that a full disk is known before the act is committed.

        Files that the record already holds with the same bytes are left out; other bytes are a `Conflict`.
        """
        target = self.record(draw_id)
        for name, data in files.items():
            _refuse_other_bytes(target / name, data)
        folder = self.root / "staged"
        with disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
            staged = Staged(Path(tempfile.mkdtemp(dir=folder, prefix=f"{draw_id}{APART}")), target)
            staged.source.chmod(0o755)  # it becomes the record, which a web server reads, too
            try:
                self._fill(staged, files)
            except BaseException:
                shutil.rmtree(staged.source)
                raise
            sync_folder(folder)
        return staged

    @staticmethod
    def _fill(staged: Staged, files: Mapping[str, bytes]) -> None:
        for name in sorted(files, key=_last_closing):
            if not (staged.target / name).exists():
                _write(staged.source / name, files[name])
        sync_folder(staged.source)

    def put_record(self, draw_id: str, files: Mapping[str, bytes]) -> Path:
        """Write a record's files: a new folder appears whole, files of the next step are added to it."""
        staged = self.stage_record(draw_id, files)
        staged.publish()
        return staged.target

    def settle(self, entered: Container[str], *, abandoned_before: datetime) -> None:
        """After a crash: publish the staged steps whose closing entry was entered, and discard the abandoned others.

        A step that was staged after `abandoned_before` may be another door's, on its way to its commit: it stays.
        """
        folder = self.root / "staged"
        for source in sorted(folder.iterdir()) if folder.exists() else ():
            staged = Staged(source, self.record(source.name.partition(APART)[0]))
            if staged.closing_hash() in entered:
                staged.publish()
            elif source.stat().st_mtime < abandoned_before.timestamp():
                staged.discard()

    def put_entry(self, number: int, files: Mapping[str, bytes]) -> Path:
        """Write one entry's folder; again with the same bytes it does nothing."""
        folder = self.entry(number)
        for name, data in sorted(files.items()):
            _refuse_other_bytes(folder / name, data)
            if not (folder / name).exists():
                write_bytes(folder / name, data)
        return folder

    def withdraw_record(self, draw_id: str, notice_hash: str) -> None:
        """Take a thawed record out of the chain folder; it is kept aside under its notice's hash."""
        source, target = self.record(draw_id), self.root / "thawed" / notice_hash
        with disk(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.exists() and not target.exists():
                os.rename(source, target)
                sync_folder(source.parent)
                sync_folder(target.parent)


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
        _refuse_other_bytes(folder / name, data)
    for name in sorted(files, key=lambda name: (name in CLOSING, name)):
        if not (folder / name).exists():
            write_bytes(folder / name, files[name])
