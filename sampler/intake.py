"""The files that people handed in, and what was given back to them, each under the SHA-256 of its bytes:

    <root>/<sha256>/<name>

The name is the one it came with, so that what is wrong with a file can be said in its own name. These files hold
personal data and are nobody's but the operators'.
"""

import re
import shutil
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sampler.disk import DRAFT, PRIVATE, Draft, disk, draft, sync_folder
from sampler.errors import Invalid, Missing, unreadable

LONGEST_NAME = 200  # bytes; file systems take 255
UNUSABLE = re.compile("[\x00-\x1f\x7f/\\\\\ud800-\udfff]|^\\.")
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was handed in."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Intake:
    """The files under `root`."""

    root: Path

    def put(self, stream: BinaryIO, name: str) -> Upload:
        """Keep a file; the same bytes under the same name twice are one. `Invalid("file_name_unusable")`."""
        if not name or UNUSABLE.search(name) or len(name.encode()) > LONGEST_NAME:
            raise Invalid("file_name_unusable", read=name)
        with disk(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            with draft(self.root) as made:
                upload = Upload(sha256=_copy(stream, made.stream), name=name)
                self._place(made, upload)
        return upload

    def put_file(self, path: Path) -> Upload:
        """Keep a copy of a file of the user's; `Invalid("file_unreadable")`, `Invalid("file_is_folder")`."""
        try:
            stream = path.open("rb")
        except OSError as failure:
            raise unreadable(path, failure) from None
        with stream:
            return self.put(stream, path.name.encode(errors="replace").decode())

    def path(self, upload: Upload) -> Path:
        """Where it lies; `Missing("upload_unknown")`."""
        path = self._path(upload)
        if not path.is_file():
            raise Missing("upload_unknown", file=upload.name)
        return path

    def forget(self, before: datetime, used: Container[str], named: Container[str]) -> int:
        """Take away the files handed in before a moment, but for those whose digest is `used` or whose name is `named`;
        returns how many."""
        gone = 0
        for path in self.root.glob(f"{'[0-9a-f]' * 64}/*"):
            if path.parent.name in used or path.name in named or path.stat().st_mtime >= before.timestamp():
                continue
            with disk(path):
                path.unlink(missing_ok=True)
                with suppress(OSError):  # the same bytes under another name
                    path.parent.rmdir()
            gone += 1
        return gone

    def sweep(self, abandoned_before: datetime) -> None:
        """Forget what was begun and never finished."""
        sweep(self.root, f"{DRAFT}*", abandoned_before)

    def _path(self, upload: Upload) -> Path:
        return self.root / upload.sha256 / upload.name

    def _place(self, made: Draft, upload: Upload) -> None:
        path = self._path(upload)
        path.parent.mkdir(exist_ok=True)
        made.place(path, PRIVATE)
        sync_folder(self.root)


def _copy(stream: BinaryIO, copy: BinaryIO) -> str:
    digest = sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
        copy.write(block)
    return digest.hexdigest()


def sweep(folder: Path, pattern: str, abandoned_before: datetime) -> None:
    """Take away what matches `pattern` in `folder` and was not touched since: a killed process left it."""
    for path in folder.glob(pattern):
        if path.stat().st_mtime < abandoned_before.timestamp():
            with disk(path):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
