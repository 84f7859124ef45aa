"""What is on disk is whole or not there, and a record is never changed."""

import errno
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Thread

import pytest

from api.keys import SealingKeys
from sampler.disk import write_bytes
from sampler.errors import Broken, Conflict, Invalid, Missing, SamplerError
from sampler.files import Files
from sampler.staged import Staged
from tests.sealing import SEALING

LATER = datetime(2100, 1, 1, tzinfo=UTC)  # everything staged by now is abandoned
FREEZE = {"00-notice.txt": b"SSJ1 draw\n", "10-frame.tsv": b"a\tb\tc\n", "11-inspectors.tsv": b""}
CLOSE = {"15-ceremony.txt": b"SSJ1 ceremony\n", "SHA256SUMS": b"sums\n", "60-outcome.txt": b"SSJ1 outcome\n"}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "var", SEALING)


def everything(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def record(files: Files, draw_id: str = "d-1") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.record(draw_id).iterdir()}


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """The kernel refuses every byte past `size` of a file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    write_bytes(path, b"old")
    write_bytes(path, b"new and longer")
    assert everything(tmp_path) == {"new/a.txt": b"new and longer"}
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_link_stays_and_the_file_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    for name in ("there.csv", "not-yet.csv"):
        (tmp_path / name).symlink_to(Path("shared") / name)
    (tmp_path / "shared" / "there.csv").write_bytes(b"old and long")
    for name in ("there.csv", "not-yet.csv"):
        write_bytes(tmp_path / name, b"new")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "shared" / name).read_bytes() == b"new"


@contextmanager
def read_from(pipe: Path) -> Iterator[list[bytes]]:
    """What comes out of a pipe while the block runs."""
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = Thread(target=lambda: found.append(pipe.read_bytes()), daemon=True)
    reader.start()
    yield found
    reader.join(10)


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    with read_from(pipe) as found:
        write_bytes(pipe, b"through")
    assert found == [b"through"]
    assert pipe.is_fifo()
    write_bytes(Path(os.devnull), b"nowhere")
    assert Path(os.devnull).is_char_device()


def test_a_full_disk_is_said_and_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")
    with pytest.raises(Broken, match="disk_write_failed") as caught, disk_full_after(1000):
        write_bytes(path, b"x" * 5000)
    assert caught.value.params == {"path": str(path), "reason": os.strerror(errno.EFBIG)}
    assert everything(tmp_path) == {"a.txt": b"old"}


def test_a_full_disk_leaves_no_half_record(files: Files) -> None:
    with pytest.raises(Broken, match="disk_write_failed"), disk_full_after(1000):
        files.put_record("d-1", {**FREEZE, "13-excluded.tsv": b"x" * 5000})
    assert not files.record("d-1").exists()
    files.put_record("d-1", FREEZE)
    assert record(files) == FREEZE


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_bytes(b"a file where the data directory should be")
    with pytest.raises(Broken, match="disk_write_failed"):
        Files(tmp_path / "var", SEALING).put_paper(b"%PDF", "pdf")
    with pytest.raises(Broken, match="disk_write_failed"):
        Files(tmp_path / "var", SEALING).put_record("d-1", FREEZE)


def test_a_paper_is_found_by_its_digest_and_kept_once(files: Files) -> None:
    digest = files.put_paper(b"%PDF-1", "pdf")
    assert digest == sha256(b"%PDF-1").hexdigest()
    first = files.paper(digest, "pdf").stat()
    assert files.put_paper(b"%PDF-1", "pdf") == digest
    assert files.paper(digest, "pdf").stat().st_ino == first.st_ino
    assert files.paper(digest, "pdf").relative_to(files.root).parts[:3] == ("papers", digest[:2], digest[2:4])


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_an_unknown_paper_is_missing(files: Files, digest: str) -> None:
    with pytest.raises(Missing, match="paper_unknown"):
        files.paper(digest, "pdf")


@pytest.mark.parametrize("extension", ["", "exe", "../pdf"])
def test_papers_are_of_known_types(files: Files, extension: str) -> None:
    with pytest.raises(Invalid, match="paper_extension_unknown"):
        files.put_paper(b"x", extension)


@pytest.mark.parametrize("draw_id", ["..", ".", "entries", "a/b", "", "a" * 65])
def test_a_draw_id_cannot_lead_out_of_the_records(files: Files, draw_id: str) -> None:
    with pytest.raises(Invalid, match="draw_id_unusable"):
        files.put_record(draw_id, FREEZE)


def test_a_record_grows_and_is_never_changed(files: Files) -> None:
    files.put_record("d-1", FREEZE)
    files.put_record("d-1", {**FREEZE, **CLOSE})
    files.put_record("d-1", {**FREEZE, **CLOSE})
    assert record(files) == {**FREEZE, **CLOSE}
    with pytest.raises(Conflict, match="record_file_differs") as caught:
        files.put_record("d-1", {"10-frame.tsv": b"other\n"})
    assert caught.value.params == {"path": str(files.record("d-1") / "10-frame.tsv")}
    assert record(files) == {**FREEZE, **CLOSE}
    assert set(everything(files.root)) == {f"records/d-1/{name}" for name in (*FREEZE, *CLOSE)}


def test_what_was_staged_is_seen_only_when_published(files: Files) -> None:
    staged = files.stage_record("d-1", FREEZE)
    assert not files.record("d-1").exists()
    staged.discard()
    assert everything(files.root) == {}
    files.stage_record("d-1", FREEZE).publish()
    assert record(files) == FREEZE


@pytest.mark.parametrize("moved", range(len(CLOSE) + 1))
@pytest.mark.parametrize("entered", [True, False])
def test_a_crash_between_commit_and_publish_is_settled(files: Files, moved: int, entered: bool) -> None:
    files.put_record("d-1", FREEZE)
    staged = files.stage_record("d-1", CLOSE)
    for name in sorted(CLOSE, key=lambda name: (name == "60-outcome.txt", name))[: moved if entered else 0]:
        os.rename(staged.source / name, staged.target / name)  # as far as publishing came
    hashes = {sha256(CLOSE["60-outcome.txt"]).hexdigest()} if entered else set()
    Files(files.root, SEALING).settle(hashes, abandoned_before=LATER)
    if entered:
        staged.publish()  # the door that was slower finds it done
    assert record(files) == ({**FREEZE, **CLOSE} if entered else FREEZE)
    assert list((files.root / "staged").iterdir()) == []


def test_two_may_stage_one_draw_and_one_of_them_commits(files: Files) -> None:
    first, second = files.stage_record("d-1", FREEZE), files.stage_record("d-1", {**FREEZE, "10-frame.tsv": b"x\n"})
    second.publish()
    first.discard()
    assert record(files) == {**FREEZE, "10-frame.tsv": b"x\n"}
    assert files.record("d-1").stat().st_mode & 0o777 == 0o755


def test_a_crash_while_staging_leaves_nothing(files: Files) -> None:
    staged = files.stage_record("d-1", FREEZE)
    (staged.source / "00-notice.txt").unlink()  # it is written last
    files.settle({sha256(FREEZE["00-notice.txt"]).hexdigest()}, abandoned_before=LATER)
    assert everything(files.root) == {}


def test_what_another_door_is_about_to_commit_is_left_alone(files: Files) -> None:
    staged = files.stage_record("d-1", FREEZE)
    files.settle(set(), abandoned_before=datetime(2020, 1, 1, tzinfo=UTC))
    staged.publish()
    assert record(files) == FREEZE


@pytest.mark.parametrize("stray", [".DS_Store", "d-1~backup", "#d-1~#", "notes.txt~", "..~x"])
def test_a_stray_file_among_the_staged_ones_is_passed_over(files: Files, stray: str) -> None:
    staged = files.stage_record("d-1", FREEZE)
    (files.root / "staged" / stray).write_bytes(b"\0\0\0\1Bud1")
    files.settle({sha256(FREEZE["00-notice.txt"]).hexdigest()}, abandoned_before=LATER)
    assert record(files) == FREEZE
    assert not staged.source.exists()
    assert (files.root / "staged" / stray).exists()


@pytest.mark.parametrize("begun", [False, True])
def test_a_stray_file_in_a_staged_folder_never_enters_the_record(files: Files, begun: bool) -> None:
    if begun:
        files.put_record("d-1", FREEZE)
    staged = files.stage_record("d-1", CLOSE if begun else FREEZE)
    (staged.source / ".DS_Store").write_bytes(b"Bud1")
    (staged.source / "__MACOSX").mkdir()
    staged.publish()
    assert record(files) == ({**FREEZE, **CLOSE} if begun else FREEZE)
    assert list((files.root / "staged").iterdir()) == []


FORKS = get_context("forkserver")


def close(number: int) -> dict[str, bytes]:
    return {**CLOSE, "60-outcome.txt": b"SSJ1 outcome %d\n" % number}


def take_part(root: Path, act: str, rounds: int, barrier: Barrier, said: "Queue[str]") -> None:
    """One process of several that end the same staged steps, each in its own way."""
    files = Files(root, SEALING)
    for number in range(rounds):
        hashes = {sha256(close(number)["60-outcome.txt"]).hexdigest()}
        staged = [Staged(source, files.record(f"d-{number}"), root / "sealed" / f"d-{number}")
                  for source in (root / "staged").glob(f"d-{number}~*")]  # fmt: skip
        barrier.wait()
        try:
            if act == "publish":
                staged[0].publish()
            else:
                files.settle(hashes, abandoned_before=datetime(2020, 1, 1, tzinfo=UTC))
        except (SamplerError, OSError) as error:  # what a door would have told its user
            said.put(f"{act}: {error!r}")
        barrier.wait()
    said.put("")


def test_whoever_ends_a_step_at_the_same_time_finds_it_done(files: Files) -> None:
    rounds, acts = 40, ("publish", "settle", "settle")
    for number in range(rounds):
        files.put_record(f"d-{number}", FREEZE)
        files.stage_record(f"d-{number}", close(number))
    barrier, said = FORKS.Barrier(len(acts), timeout=60), FORKS.Queue()
    doors = [
        FORKS.Process(target=take_part, args=(files.root, act, rounds, barrier, said), daemon=True) for act in acts
    ]
    for door in doors:
        door.start()
    heard = [said.get(timeout=60)]
    while heard.count("") < len(acts):
        heard.append(said.get(timeout=60))
    for door in doors:
        door.join(60)
    assert heard == [""] * len(acts)
    assert all(record(files, f"d-{number}") == {**FREEZE, **close(number)} for number in range(rounds))


SECRET = {"20-seed.txt": b"SSJ1|seed|...", "50-assignments.tsv": b"x\ty\n", "SHA256SUMS": b"sums\n"}
OPEN = {name: data for name, data in CLOSE.items() if name not in SECRET}


def sealed(files: Files) -> dict[str, bytes]:
    folder = files.root / "sealed" / "d-1"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def unsealed(files: Files) -> dict[str, bytes]:
    return {name: SEALING.unseal(data, of=f"d-1/{name}") for name, data in sealed(files).items()}


def test_the_shut_files_of_a_sealed_record_are_kept_from_everybody(files: Files) -> None:
    files.put_record("d-1", FREEZE)
    staged = files.stage_record("d-1", {**FREEZE, **CLOSE, **SECRET}, sealed=True)
    for path in staged.source.rglob("*"):
        open_to_all = path.name in OPEN
        assert bool(path.stat().st_mode & 0o077) is open_to_all, path
        assert path.is_dir() or (path.read_bytes() == CLOSE.get(path.name)) is open_to_all, path
    staged.publish()
    assert record(files) == {**FREEZE, **OPEN}
    assert unsealed(files) == SECRET
    assert not [name for name, data in sealed(files).items() if SECRET[name] in data]
    assert (files.root / "sealed").stat().st_mode & 0o777 == 0o700
    assert (files.root / "sealed" / "d-1").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (files.root / "sealed" / "d-1").iterdir()} == {0o600}
    assert files.read_record("d-1") == {**FREEZE, **CLOSE, **SECRET}
    with pytest.raises(Conflict, match="record_file_differs"):
        files.put_record("d-1", {"20-seed.txt": b"another"}, sealed=True)


def test_an_opening_moves_them_in(files: Files) -> None:
    files.put_record("d-1", {**FREEZE, **CLOSE, **SECRET}, sealed=True)
    files.open_record("d-1")
    files.open_record("d-1")
    assert record(files) == {**FREEZE, **CLOSE, **SECRET}
    assert {path.stat().st_mode & 0o777 for path in files.record("d-1").iterdir()} == {0o644}
    assert list((files.root / "sealed").iterdir()) == []
    files.open_record("d-2")  # a draw that has none


class Killed(BaseException):
    """The process is no more."""


def dying_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Of all that renames, the call with this number is not reached any more."""
    left = [step]

    def before(act: Callable[..., None]) -> Callable[..., None]:
        def counted(*given: object) -> None:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            act(*given)

        return counted

    for name in ("replace", "rename"):
        monkeypatch.setattr(os, name, before(getattr(os, name)))


def test_shut_files_open_under_an_old_key_and_under_no_other(files: Files) -> None:
    old, new = "old-" * 10, "new-" * 10
    Files(files.root, SealingKeys((old,), os.urandom)).put_record("d-1", {**FREEZE, **CLOSE, **SECRET}, sealed=True)
    for keys in ((new,), ()):
        with pytest.raises(Broken, match="sealing_key"):
            Files(files.root, SealingKeys(keys, os.urandom)).open_record("d-1")
    assert not set(record(files)) & set(SECRET)
    assert list((files.root / "staged").iterdir()) == []
    Files(files.root, SealingKeys((new, old), os.urandom)).open_record("d-1")
    assert record(files) == {**FREEZE, **CLOSE, **SECRET}


def test_without_a_key_no_shut_file_is_written(files: Files) -> None:
    with pytest.raises(Broken, match="sealing_key_missing"):
        Files(files.root, SealingKeys((), os.urandom)).put_record("d-1", {**CLOSE, **SECRET}, sealed=True)
    assert not files.root.exists() or everything(files.root) == {}


def test_two_doors_that_died_over_one_sealed_ceremony_are_settled(files: Files) -> None:
    """Either wrote the same texts, encrypted by a chance of its own."""
    files.put_record("d-1", FREEZE)
    for _ in range(2):
        files.stage_record("d-1", {**CLOSE, **SECRET}, sealed=True)
    files.settle({sha256(CLOSE["60-outcome.txt"]).hexdigest()}, abandoned_before=LATER)
    assert (record(files), unsealed(files)) == ({**FREEZE, **OPEN}, SECRET)
    assert list((files.root / "staged").iterdir()) == []


@pytest.mark.parametrize("moved", range(len(OPEN) + len(SECRET) + 1))
def test_a_sealed_ceremony_killed_between_two_moves_is_settled(
    files: Files, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    files.put_record("d-1", FREEZE)
    staged = files.stage_record("d-1", {**CLOSE, **SECRET}, sealed=True)
    with monkeypatch.context() as patch, suppress(Killed):
        dying_at(patch, moved)
        staged.publish()
    assert not set(record(files)) & set(SECRET)
    files.settle({sha256(CLOSE["60-outcome.txt"]).hexdigest()}, abandoned_before=LATER)
    assert record(files) == {**FREEZE, **OPEN}
    assert unsealed(files) == SECRET
    assert list((files.root / "staged").iterdir()) == []


@pytest.mark.parametrize("moved", range(len(SECRET) + 1))
def test_an_opening_killed_between_two_moves_is_ended_later(
    files: Files, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    files.put_record("d-1", {**FREEZE, **CLOSE, **SECRET}, sealed=True)
    with monkeypatch.context() as patch, suppress(Killed):
        dying_at(patch, moved)
        files.open_record("d-1")
    assert files.read_record("d-1") == {**FREEZE, **CLOSE, **SECRET}
    files.open_record("d-1")
    assert record(files) == {**FREEZE, **CLOSE, **SECRET}


def test_an_entry_is_written_once(files: Files) -> None:
    folder = files.put_entry(8, {"entry.txt": b"SSJ1 publication\n", "files.tsv": b""})
    files.put_entry(8, {"entry.txt": b"SSJ1 publication\n", "files.tsv": b""})
    assert folder == files.root / "records" / "entries" / "8"
    assert {path.name for path in folder.iterdir()} == {"entry.txt", "files.tsv"}
    with pytest.raises(Conflict, match="record_file_differs"):
        files.put_entry(8, {"entry.txt": b"SSJ1 correction\n"})


def test_what_a_freeze_wrote_is_kept_apart_until_nobody_speaks_of_it(files: Files) -> None:
    notice_hash = sha256(FREEZE["00-notice.txt"]).hexdigest()
    files.put_frozen(FREEZE)
    files.put_frozen(FREEZE)  # once more after a crash
    assert files.read_frozen(notice_hash) == FREEZE
    assert (files.root / "frozen").stat().st_mode & 0o077 == 0
    assert not files.record("d-1").exists()
    assert set(everything(files.root)) == {f"frozen/{notice_hash}/{name}" for name in FREEZE}
    for kept, before in (({notice_hash}, LATER), (set[str](), datetime(2020, 1, 1, tzinfo=UTC)), (set[str](), LATER)):
        assert files.read_frozen(notice_hash) == FREEZE
        files.forget_frozen(kept, abandoned_before=before)
    assert everything(files.root) == {}
