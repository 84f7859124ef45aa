"""Record files on their way into the record: written before their act is committed, moved in after it.

The door that staged a step publishes it, and whoever settles after a crash does so too: they take turns (`alone`), and
the second finds it done. Each file is moved by itself, the one that closes the step last, so that whatever moment a
crash chose the rest can be moved again.
"""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sampler.disk import PRIVATE, READABLE, alone, disk, move_file, move_folder, remove_folder, sync_folder, write_new
from sampler.errors import Conflict
from sampler.record import NOTICE, OUTCOME, RECORD_FILES, SHUT_FILES, TIMESTAMP

# the file that closes a step of a record: where it lies in the folder, the step is whole
CLOSING = (OUTCOME, NOTICE)
OURS = frozenset({*RECORD_FILES, TIMESTAMP})
APART = "~"  # between a draw_id, which cannot hold it, and what makes a staged folder's name its own
SHUT = "shut"  # the folder within, of the files that stay shut


def last_closing(name: str) -> tuple[bool, str]:
    """Files in the order of their names, but the one that closes a step last."""
    return name in CLOSING, name


def refuse_other_bytes(path: Path, data: bytes) -> None:
    """`Conflict("record_file_differs")` where the file is there and holds something else."""
    with disk(path), suppress(FileNotFoundError):
        if path.read_bytes() != data:
            raise Conflict("record_file_differs", path=str(path))


def _ours(source: Path) -> list[Path]:
    """A folder's record files, the closing one last."""
    return sorted((path for path in source.iterdir() if path.name in OURS), key=lambda path: last_closing(path.name))


def _move_files(source: Path, target: Path, mode: int) -> None:
    """Move a folder's record files, the closing one last, and end the folder; what else lies in it goes with it."""
    for path in _ours(source):
        move_file(path, target / path.name, mode)
    sync_folder(target)
    remove_folder(source)


@dataclass(frozen=True, slots=True)
class Staged:
    """A step's files, safely on disk in `source` until their transaction is committed or not.

    They go to `target`, those in the folder `shut` within to `shut`.
    """

    source: Path
    target: Path
    shut: Path

    @classmethod
    def write(cls, folder: Path, target: Path, shut: Path, files: Mapping[str, bytes], *, sealed: bool) -> "Staged":
        """Write to a new folder of `folder` what `target` and `shut` do not hold yet; nothing stays if that fails."""
        with disk(folder):
            source = Path(tempfile.mkdtemp(dir=folder, prefix=f"{target.name}{APART}"))
            staged = cls(source, target, shut)
            try:
                staged._fill(files, frozenset(SHUT_FILES if sealed else ()))
            except BaseException:
                staged.forget()  # nobody else knows of the folder
                raise
            sync_folder(folder)
        return staged

    def _fill(self, files: Mapping[str, bytes], kept_shut: frozenset[str]) -> None:
        within = self.source / SHUT
        if kept_shut:
            within.mkdir(mode=0o700)
        self.source.chmod(0o755)  # it may become the record, which a web server reads, too
        for name in sorted(files, key=last_closing):
            if (self.target / name).exists() or (name in kept_shut and (self.shut / name).exists()):
                continue
            if name in kept_shut:
                write_new(within / name, files[name], PRIVATE)
            else:
                write_new(self.source / name, files[name])
        for folder in (within, self.source):
            if folder.exists():
                sync_folder(folder)

    def publish(self) -> None:
        """Move the files into the record, the closing file last; again after a crash it ends what was begun."""
        with alone(self.source.parent):
            self.move()

    def discard(self) -> None:
        """Forget the files: their transaction was not committed."""
        with alone(self.source.parent):
            self.forget()

    def move(self) -> None:
        """`publish`, for who is alone already."""
        if not self.source.exists():
            return  # another was faster
        with disk(self.target):
            if (self.source / SHUT).exists():
                self.shut.parent.mkdir(mode=0o700, exist_ok=True)
                self.shut.mkdir(mode=0o700, exist_ok=True)
                # two doors that died over one ceremony left the same texts encrypted twice: either will do
                _move_files(self.source / SHUT, self.shut, PRIVATE)
                sync_folder(self.shut.parent)
            self.target.parent.mkdir(parents=True, exist_ok=True)
            if self.target.exists():
                for path in _ours(self.source):
                    refuse_other_bytes(self.target / path.name, path.read_bytes())
                _move_files(self.source, self.target, READABLE)
            else:
                self._drop_strays()
                move_folder(self.source, self.target)

    def _drop_strays(self) -> None:
        """What an editor or a file manager left there would be a file too many in the record."""
        for path in self.source.iterdir():
            if path.name not in OURS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def forget(self) -> None:
        """`discard`, for who is alone already."""
        with disk(self.source), suppress(FileNotFoundError):
            remove_folder(self.source)

    def closing_hash(self) -> str | None:
        """H of the entry that closes this step; None where the writing itself was cut short."""
        for name in CLOSING:
            with suppress(FileNotFoundError):
                return sha256((self.source / name).read_bytes()).hexdigest()
        return None
