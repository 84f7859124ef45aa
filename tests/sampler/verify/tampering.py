"""Tampered copies of the golden records, one kind after the other as SSJ1 section 9 lists them.

Every checker is held against the same cases: verify.py, check.sh and the browser's. A case changes a folder, yields
while it is changed, and puts it back; with `fitted`, SHA256SUMS and the outcome are made to fit the change.
"""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sampler import verify as v

from .authority import edit, reseal, set_key, sha

GOLDEN = Path(__file__).parents[3] / "data" / "golden"
DRAWN = ["open", "sealed", "floors", "risk-tiers", "fixed-counts"]
TABLES = [v.FRAME, v.RECUSALS, v.EXCLUDED, v.INSPECTORS, v.STRATA, v.SAMPLE, v.ASSIGNMENTS, v.SUMS]
FILES = v.STAGES["drawn"]
STRAYS = ["14-more.tsv", ".hidden", "00-notice.txt~", "70-late.txt", "sha256sums"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done to which file; `needs_chain` where a folder alone need not show it."""

    file: str
    what: str
    needs_chain: bool = False


def copied(name: str, parent: Path) -> Path:
    """A copy of a golden record that may be changed."""
    shutil.copytree(GOLDEN / name, parent / name, copy_function=shutil.copyfile)
    (parent / name).chmod(0o755)
    return parent / name


def make_fit(folder: Path, file: str) -> None:
    """Make SHA256SUMS fit the changed file, and the outcome SHA256SUMS."""
    if file == v.SUMS and (folder / v.SUMS).exists():
        set_key(folder / v.OUTCOME, "record", sha((folder / v.SUMS).read_bytes()))
    elif file not in (v.SUMS, v.OUTCOME):
        reseal(folder)


@contextmanager
def restored(folder: Path) -> Iterator[None]:
    """Whatever the block does to the folder's files is undone."""
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    yield
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()
    for name, data in kept.items():
        if not (folder / name).exists() or (folder / name).read_bytes() != data:
            (folder / name).write_bytes(data)


def in_chain_line(data: bytes, position: int) -> bool:
    """Does the byte stand in the line of `number`, `prev` or `at`?"""
    line = data[data.rfind(b"\n", 0, position) + 1 :]
    return line.startswith((b"number=", b"prev=", b"at="))


def byte_changes(seed: str, data: bytes, count: int) -> list[tuple[int, int]]:
    """(position, new byte): the first, the last and so many seeded ones."""
    chance = random.Random(seed)
    places = [0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(count))]
    return [(place, (data[place] + chance.randrange(1, 256)) % 256) for place in places]


def changed_bytes(folder: Path, count: int, fitted: bool) -> Iterator[Change]:
    """A changed byte in every file that has any."""
    for file in FILES:
        data = (folder / file).read_bytes()
        for place, byte in byte_changes(f"{folder.name}/{file}", data, count) if data else []:
            with restored(folder):
                (folder / file).write_bytes(data[:place] + bytes([byte]) + data[place + 1 :])
                if fitted:
                    make_fit(folder, file)
                needs_chain = file in (v.CEREMONY, v.OUTCOME) and in_chain_line(data, place)
                yield Change(file=file, what=f"byte {place}: {byte}", needs_chain=needs_chain)


def row_changes(rows: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """What may be done to a table: (what, the rows after)."""
    chance = random.Random(len(rows))
    i = chance.randrange(len(rows))
    yield "removed", rows[:i] + rows[i + 1 :]
    yield "doubled", [*rows[: i + 1], *rows[i:]]
    yield "added at the end", [*rows, rows[0][:-1] + b"0"]
    yield "added at the start", [rows[-1][:-1] + b"0", *rows]
    if len(rows) > 1:
        j = (i + 1) % len(rows)
        swapped = list(rows)
        swapped[i], swapped[j] = rows[j], rows[i]
        yield "swapped", swapped
        yield "reversed", rows[::-1]
    yield "emptied", []


def changed_rows(folder: Path, fitted: bool) -> Iterator[Change]:
    """A row added, taken or swapped in every table."""
    for file in TABLES:
        rows = (folder / file).read_bytes().split(b"\n")[:-1]
        for what, changed in row_changes(rows) if rows else [("a row", [b"x\ty\tz"])]:
            with restored(folder):
                (folder / file).write_bytes(b"".join(row + b"\n" for row in changed))
                if fitted:
                    make_fit(folder, file)
                yield Change(file=file, what=what)


def missing_files(folder: Path, fitted: bool) -> Iterator[Change]:
    """Every file taken away."""
    for file in FILES:
        with restored(folder):
            (folder / file).unlink()
            if fitted:
                make_fit(folder, file)
            yield Change(file=file, what="missing")


def stray_files(folder: Path) -> Iterator[Change]:
    """A file too many."""
    for file in STRAYS:
        with restored(folder):
            (folder / file).write_bytes(b"")
            yield Change(file=file, what="stray")


RESULTS = [
    # file of `open`, what stands there, what is put in its place, the rule that finds it
    (v.STRATA, "cooperative\t9\t3\t", "cooperative\t9\t2\t", "sizes_recomputed"),
    (v.STRATA, "enterprise\t23\t", "enterprise\t22\t", "sizes_recomputed"),
    (v.STRATA, "2318d9e0", "2318d9e1", "cutoffs_recomputed"),
    (v.SAMPLE, "93410212000000063J", "93410212000000014G", "sample_recomputed"),
    (v.SAMPLE, "cooperative\t2\t", "cooperative\t4\t", "sample_recomputed"),
    (v.ASSIGNMENTS, "410212-pool-2\t41021201-02", "41021201-02\t410212-pool-2", "assignments_recomputed"),
    (v.ASSIGNMENTS, "410212-pool-2\t41021201-02", "41021201-01\t41021201-02", "assignments_recomputed"),
    (v.ASSIGNMENTS, "410212-pool-2\t41021201-02", "410212-pool-2", "assignments_recomputed"),
    (v.ASSIGNMENTS, "924102120000000988\t41021201", "924102120000000988\t41021202", "assignments_recomputed"),
]


def changed_results(folder: Path) -> Iterator[Change]:
    """Sizes, cutoffs, sample and teams of `open` changed and everything made to fit; `what` is the rule."""
    for file, old, new, rule in RESULTS:
        with restored(folder):
            edit(folder / file, old, new)
            reseal(folder, prev=True)
            yield Change(file=file, what=rule)


def changed_seeds(parent: Path) -> Iterator[tuple[Path, Change]]:
    """Seeds that the ceremony did not give, everything made to fit: of another notice, another value, another salt."""
    folder = copied("open", parent)
    with restored(folder):
        shutil.copyfile(GOLDEN / "floors" / v.SEED, folder / v.SEED)
        reseal(folder, prev=True)
        yield folder, Change(file=v.SEED, what="seed_text")
    with restored(folder):  # the whole result computed honestly from it
        edit(folder / v.SEED, "|31415926535897932384|", "|31415926535897932385|")
        record = v.check_folder(v.Verdict(), str(folder), "")
        for file, data in v.Lottery(record, record.files[v.SEED]).results().items():
            (folder / file).write_bytes(data)
        reseal(folder, prev=True)
        yield folder, Change(file=v.SEED, what="seed_text")
    folder = copied("sealed", parent)
    with restored(folder):
        salt = (folder / v.SEED).read_text()[-64:]
        edit(folder / v.SEED, salt, salt[::-1])
        reseal(folder, prev=True)
        yield folder, Change(file=v.SEED, what="salt")
