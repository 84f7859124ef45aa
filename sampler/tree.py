"""A folder that is made aside and put in its place at once: readers see the old one or the new one, never half of it.

What did not change since the last time is linked from the old folder, so that its files keep their bytes, times and
places on the disk. Where nothing changed the old folder stays as it is.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sampler.disk import disk, link_file, move_folder, write_new


@dataclass(slots=True)
class Tree:
    """The folder `target` in the making: `aside` is where it grows, `hashes` are its files by path."""

    target: Path
    aside: Path
    hashes: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, data: bytes) -> None:
        """Write a file, or take the old one where it has the same bytes."""
        self.hashes[path] = sha256(data).hexdigest()
        old, new = self.target / path, self._place(path)
        with disk(new):
            if old.is_file() and not old.is_symlink() and old.read_bytes() == data:
                link_file(old, new)
                return
            write_new(new, data)

    def link(self, path: str, source: Path) -> None:
        """Let a file lie here that also lies elsewhere: for a folder that only this program reads."""
        with disk(source):
            link_file(source, self._place(path))

    def _place(self, path: str) -> Path:
        place = self.aside / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def publish(self) -> bool:
        """Put the folder in its place; False where the old one holds the same files, and stays."""
        if self.target.exists() and self._same():
            return False
        with disk(self.target):
            old = _old(self.target)
            if self.target.exists():
                move_folder(self.target, old)
            move_folder(self.aside, self.target)
            shutil.rmtree(old, ignore_errors=True)
        return True

    def _same(self) -> bool:
        """Files that were taken over are the old ones themselves."""
        old = {path.relative_to(self.target).as_posix() for path in self.target.rglob("*") if not path.is_dir()}
        return old == self.hashes.keys() and all(
            (self.target / path).samefile(self.aside / path) for path in self.hashes
        )


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


@contextmanager
def new_tree(target: Path) -> Iterator[Tree]:
    """A folder in the making, which is gone after the block unless it was published.

    Where the last making was cut short between its two renames, the old folder is put back first.
    """
    with disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if _old(target).exists() and not target.exists():
            move_folder(_old(target), target)
        shutil.rmtree(_old(target), ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        aside.chmod(0o755)
    try:
        yield Tree(target, aside)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
