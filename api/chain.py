"""What `sampler/verify.py` says of the public chain.

It is run as the program that anyone may run, over the files that anyone may have, laid out in a folder as the archive
lays them out: what it finds is what a reader finds. That takes most of a second for a county's draw, so a verdict is
made once for each state of the chain and kept; a page waits a moment for it. Where it takes longer, or cannot be made,
the page has the one before it, and says that it is no more than that.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread

import sampler.verify
from sampler.disk import alone, disk, write_bytes
from sampler.errors import Broken, SamplerError
from sampler.files import Files
from sampler.seed import format_time, parse_time
from sampler.store.queries.chain import PublicChain
from sampler.tree import Tree

PROGRAM = Path(sampler.verify.__file__)
FOLDER = "chain"  # what a reader's own copy is called, and the files that the program names
PATIENCE = 2.0  # seconds that a page waits
log = logging.getLogger("sampler.chain")
HOLDS, FAILS = 0, 1  # how the program ends where it has an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule that does not hold, by its name in verify.RULES: a template with its parameters, or two values."""

    name: str
    file: str
    expected: str
    found: str
    fault: str
    params: Mapping[str, str | int] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reader must know though no rule is broken, by its name in verify.CAUTIONS."""

    name: str
    file: str
    detail: str
    template: str
    params: Mapping[str, str | int] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict of `verify --chain` as of a time: how many checks there were, which fail, what else was seen."""

    at: str
    checks: int
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]
    authority: str
    first_entry: str | None
    last_number: int | None

    @classmethod
    def read(cls, at: str, answer: bytes) -> "Judgement":
        """From what the program prints under --json."""
        said = json.loads(answer)
        failing = [check for check in said["checks"] if check["expected"] != check["found"]]
        return cls(
            at=at,
            checks=len(said["checks"]),
            faults=tuple(Fault(**check) for check in failing),
            remarks=tuple(Remark(**caution) for caution in said["cautions"]),
            authority=said["authority"],
            first_entry=said["first_entry"],
            last_number=said["last_number"],
        )

    @classmethod
    def reread(cls, kept: bytes) -> "Judgement":
        said = json.loads(kept)
        faults = tuple(Fault(**fault) for fault in said.pop("faults"))
        return cls(faults=faults, remarks=tuple(Remark(**remark) for remark in said.pop("remarks")), **said)

    def kept(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


class Standing(StrEnum):
    """Whether there is a verdict on these files at this time, or why not."""

    CURRENT = auto()
    UNDER_WAY = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The newest judgement, if any, and how it stands. Where it is not current, it is of an earlier time or of other
    files; `overdue` are the times that ran out since, without what was due by then."""

    judgement: Judgement | None
    standing: Standing = Standing.CURRENT
    overdue: tuple[datetime, ...] = ()


def judge(folder: Path, at: str) -> Judgement:
    """The program's verdict on a chain folder; `Broken("check_failed")` where it has none."""
    command = [sys.executable, "-I", "-S", str(PROGRAM), "--chain", folder.name, "--json", "--now", at]
    ended = subprocess.run(command, cwd=folder.parent, capture_output=True, check=False)  # noqa: S603  # our own program
    if ended.returncode not in (HOLDS, FAILS):
        raise Broken("check_failed", reason=ended.stderr.decode(errors="replace")[-200:])
    return Judgement.read(at, ended.stdout)


def lay_out(chain: PublicChain, files: Files, tree: Tree) -> None:
    """Let the public files lie in a folder as the checker reads them; those of records are only linked, and one that
    is not on the disk is left to the checker to miss."""
    for file in chain.files:
        if file.data is not None:
            tree.put(file.path, file.data)
        elif (files.chain / file.path).exists():
            tree.link(file.path, files.chain / file.path)


@dataclass(slots=True)
class Judge:
    """Keeps verdicts in the work data directory; each is made once, in a thread, whoever asks for it meanwhile.

    `told` is what pages made of the newest verdict, by what they hang on beside it: long chains make long pages.
    """

    threads: dict[Path, Thread] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    told: dict[tuple[Judgement, str, str], str] = field(default_factory=dict)

    def answer(self, files: Files, chain: PublicChain, now: datetime, patience: float | None = PATIENCE) -> Answer:
        """The verdict on these files at this time; after `patience` seconds (None: as long as it takes), or where the
        check fails, the one before it. Nothing is to be judged in a chain without entries."""
        at = chain.judged_at(now)
        if at is None:
            return Answer(judgement=None)
        path, standing = _place(files, chain, format_time(at)), Standing.UNDER_WAY
        if not path.exists():
            thread = self._thread(files, chain, path, format_time(at))
            thread.join(patience)
            standing = Standing.UNDER_WAY if thread.is_alive() else Standing.FAILED
        if found := _read(path):
            return Answer(judgement=found)
        last = _last(path.parent)
        overdue = (due for due in chain.due if due < now and (last is None or parse_time(last.at) <= due))
        return Answer(judgement=last, standing=standing, overdue=tuple(overdue))

    def _thread(self, files: Files, chain: PublicChain, path: Path, at: str) -> Thread:
        with self.lock:
            known = self.threads.get(path)
            if known is None or not known.is_alive():
                known = Thread(target=_make, args=(files, chain, path, at), name="chain-check", daemon=True)
                self.threads = {path: known}
                known.start()
            return known

    def tell(self, judgement: Judgement, digest: str, language: str, render: Callable[[], str]) -> str:
        """What a page tells of these files in a language, rendered once for each verdict."""
        key = (judgement, digest, language)
        if key not in self.told:
            self.told = {old: text for old, text in self.told.items() if old[:2] == key[:2]} | {key: render()}
        return self.told[key]


def _place(files: Files, chain: PublicChain, at: str) -> Path:
    """The name is made of everything that the verdict hangs on: the program, the time, the files as they lie there."""
    state = sha256(f"{sha256(PROGRAM.read_bytes()).hexdigest()} {at}\n".encode())
    root = os.fspath(files.chain)
    for file in chain.files:
        mark = _mark(f"{root}/{file.path}") if file.data is None else file.sha256
        state.update(f"{file.path} {mark}\n".encode())
    return files.root / "verdicts" / f"{state.hexdigest()}.json"


def _mark(path: str) -> str:
    """What changes with a file on the disk, without reading it."""
    with suppress(FileNotFoundError):
        found = os.stat(path)
        return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"
    return "missing"


def _read(path: Path) -> Judgement | None:
    with suppress(FileNotFoundError, TypeError):  # the latter: a version of this program that kept something else
        return Judgement.reread(path.read_bytes())
    return None


def _last(folder: Path) -> Judgement | None:
    """The verdict on an earlier state: all that is known while the newest is in the making."""
    return next((found for path in sorted(folder.glob("*.json")) if (found := _read(path))), None)


def _make(files: Files, chain: PublicChain, path: Path, at: str) -> None:
    try:
        make_verdict(files, chain, path, at)
    except SamplerError as error:
        log.error("the chain could not be checked: %s %s", error.code, error.params)


def make_verdict(files: Files, chain: PublicChain, path: Path, at: str) -> None:
    """Judge and keep; of several processes at once one does it. Only the newest verdict is kept."""
    with _alone(path.parent):
        if path.exists():
            return
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".check-") as room:
            folder = Path(room) / FOLDER
            folder.mkdir()
            lay_out(chain, files, Tree(folder, folder))
            found = judge(folder, at)
        write_bytes(path, found.kept())
        for other in path.parent.glob("*.json"):
            if other != path:
                other.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        for left in folder.glob(".check-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a process that was killed
        yield
