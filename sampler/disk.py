"""How bytes reach the disk: whole or not at all, and still there after a power cut.

The only place that writes, renames and locks files: everybody asks these few functions (a test looks for others).
What the disk refuses (full, read-only) is an `OSError` here; `disk` says it as
`Broken("disk_write_failed", path=, reason=)`.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from sampler.errors import Broken

DRAFT = ".part-"  # how the name of a file begins that has none yet
READABLE, PRIVATE = 0o644, 0o600  # what is published is read by a web server, too
UNCHANGING = 0o444  # not even by its owner, unless he means it


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into `Broken`, naming the path."""
    try:
        yield
    except OSError as error:
        raise Broken("disk_write_failed", path=str(path), reason=error.strerror or str(error)) from error


def sync_folder(folder: Path) -> None:
    """Make names in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep every other process and thread that asks for the same out of the folder; they wait."""
    with disk(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with disk(folder):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that is being written and has no name yet; `path` is where it lies meanwhile."""

    stream: BinaryIO
    path: Path

    def sha256(self) -> str:
        """The digest of what is written so far, read back from the file."""
        self.stream.flush()
        with self.path.open("rb") as written:
            return file_digest(written, "sha256").hexdigest()

    def place(self, path: Path, mode: int = READABLE) -> None:
        """Give it its name: a reader sees the old file or this one, whole."""
        self._sync()
        os.chmod(self.path, mode)
        os.replace(self.path, path)
        sync_folder(path.parent)

    def place_first(self, path: Path) -> None:
        """Give it its name unless another file has that already; it stays its owner's alone."""
        self._sync()
        with suppress(FileExistsError):
            os.link(self.path, path)
        sync_folder(path.parent)

    def _sync(self) -> None:
        self.stream.flush()
        os.fsync(self.stream.fileno())


@contextmanager
def draft(folder: Path) -> Iterator[Draft]:
    """A new file in the folder, gone when the block ends unless it was placed; of the file system of its place."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=DRAFT)
    try:
        with open(descriptor, "wb") as stream:
            yield Draft(stream, Path(name))
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def whole(path: Path, mode: int = READABLE) -> Iterator[BinaryIO]:
    """What the block writes is at `path` when it ends, whole; after an error there the old file stays.

    A symbolic link stays, too: the file that it leads to is replaced. What is no file (a pipe, a device) cannot be
    replaced, and is written to.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))
    with draft(target.parent) as made:
        yield made.stream
        made.place(target, mode)


def write_bytes(path: Path, data: bytes, *, mode: int = READABLE) -> None:
    """Put `data` at `path`, and make its folder; `mode` PRIVATE: for its owner alone."""
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path, mode) as stream:
            stream.write(data)


def write_new(path: Path, data: bytes, mode: int = READABLE) -> None:
    """Write a file that is not there yet, in a folder that nobody reads yet; its name is the folder's to sync."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def scratch(path: Path) -> BinaryIO:
    """A new file in a folder that ends with the work it serves: nobody looks for it after a power cut."""
    return path.open("xb")


def link_file(source: Path, path: Path) -> None:
    """Give a file a second name, of the same file system; it is the folder's to sync."""
    os.link(source, path)


def move_file(source: Path, target: Path, mode: int) -> None:
    """Take a file to another folder of the same file system; its name is the folder's to sync."""
    os.chmod(source, mode)
    os.replace(source, target)


def move_folder(source: Path, target: Path) -> None:
    """Give a folder another name, of the same file system."""
    os.rename(source, target)
    sync_folder(target.parent)
    sync_folder(source.parent)


def remove_folder(folder: Path) -> None:
    """Take away a folder and all that lies in it."""
    shutil.rmtree(folder)
    sync_folder(folder.parent)


def require_writable(folder: Path) -> None:
    """`Broken("disk_write_failed")` where nothing can be written to a folder, which is made if it is not there."""
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
