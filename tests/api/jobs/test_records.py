"""What is on disk when an act is refused or nobody knows whether it was committed, and after a crash."""

import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.jobs.records import ABANDONED, settle_records, staged_with
from sampler import verify
from sampler.errors import Broken, Conflict, SamplerError
from sampler.files import Files
from sampler.record import read_record
from sampler.seed import sha256_hex
from sampler.staged import Staged
from sampler.store.queries.papers import draw_basis
from sampler.work import ceremony, draws
from tests.sealing import SEALING
from tests.site import FROZEN, OPERATOR, RELEASED, SALT, SEALED, Site

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_an_entry_that_was_committed_but_not_written_is_written(fresh_site):
    files = fresh_site.wiring.files
    folder = files.chain / "entries"
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    assert before
    shutil.rmtree(folder)
    settle_records(fresh_site.wiring, NOW)
    assert {path: path.read_bytes() for path in before} == before
    verdict = verify.verify([files.record(RELEASED)], chain=files.chain, now="2026-11-23T00:00:00Z")
    assert {check.name for check in verdict.failures} <= {"outcome_in_time"}  # some of the site's draws are late


def test_settling_twice_changes_nothing(fresh_site):
    folder = fresh_site.wiring.files.chain
    before = {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}
    settle_records(fresh_site.wiring, NOW)
    settle_records(fresh_site.wiring, NOW)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_an_opening_that_was_committed_is_ended(fresh_site):
    """The process was killed between the commit of the reveal and the moving of the files."""
    files, maker = fresh_site.wiring.files, fresh_site.maker
    with maker.store.transaction() as session:
        ceremony.reveal(session, OPERATOR, datetime(2026, 11, 20, tzinfo=UTC), SEALED, salt=SALT)
    assert not (files.record(SEALED) / "20-seed.txt").exists()
    settle_records(fresh_site.wiring, NOW)
    assert files.read_record(SEALED) == {p.name: p.read_bytes() for p in files.record(SEALED).iterdir()}
    assert verify.verify([files.record(SEALED)]).ok
    assert list((files.root / "sealed").iterdir()) == []


def test_what_was_frozen_stays_as_long_as_the_trail_tells_of_it(fresh_site):
    files, store = fresh_site.wiring.files, fresh_site.maker.store
    frozen = {folder.name: read_record(folder) for folder in (files.root / "frozen").iterdir()}
    with store.reading() as session:
        notice_hash = draw_basis(session, FROZEN).notice_hash
    with store.transaction() as session:
        draws.thaw(session, OPERATOR, datetime(2026, 11, 20, tzinfo=UTC), FROZEN)
    settle_records(fresh_site.wiring, datetime.now(UTC) + 2 * ABANDONED)
    assert len(frozen) > 1  # the others are records by now
    assert {folder.name for folder in (files.root / "frozen").iterdir()} == {notice_hash}
    assert files.read_frozen(notice_hash) == frozen[notice_hash]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from api.jobs.notices import announce_draw
from api.jobs.run import Run
from sampler.files import Files
from sampler.staged import Staged
from sampler.store.session import Store
from sampler.trail import Actor
from tests.sealing import SEALING
Staged.publish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
wiring = SimpleNamespace(store=Store(sys.argv[1]), files=Files(Path(sys.argv[2]), SEALING))
run = Run(wiring=wiring, actor=Actor(name="console"), now=lambda: datetime(2026, 11, 10, 1, 30, tzinfo=UTC))
announce_draw(run, sys.argv[3], SimpleNamespace(notice=lambda _: ()), {})
"""


def test_a_door_that_is_killed_behind_the_commit_of_an_announcement(fresh_site):
    files, url = fresh_site.wiring.files, fresh_site.wiring.store.engine.url
    arguments = [url.render_as_string(hide_password=False), str(files.root), FROZEN]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not files.record(FROZEN).exists()
    settle_records(fresh_site.wiring, NOW)
    with fresh_site.maker.store.reading() as session:
        notice_hash = draw_basis(session, FROZEN).notice_hash
    assert sha256_hex((files.record(FROZEN) / "00-notice.txt").read_bytes()) == notice_hash
    assert verify.verify([files.record(FROZEN)]).ok


@pytest.fixture
def staged(tmp_path: Path) -> Staged:
    return Files(tmp_path, SEALING).stage_record("d-1", {"00-notice.txt": b"SSJ1 draw\n"})


def fail_with(staged: Staged, error: SamplerError) -> None:
    with pytest.raises(type(error)), staged_with(staged):
        raise error


def test_what_was_refused_is_forgotten(staged: Staged) -> None:
    fail_with(staged, Conflict("chain_moved_on", expected="1", found="2"))
    assert not staged.source.exists()
    assert not staged.target.exists()


def test_what_may_have_been_committed_is_kept(staged: Staged) -> None:
    """The connection was lost in the commit: `settle_records` looks it up later."""
    fail_with(staged, Broken("database_failed", reason="the connection was lost"))
    assert (staged.source / "00-notice.txt").exists()


def test_settling_takes_away_what_killed_imports_left(fresh_site: Site) -> None:
    scratch = fresh_site.wiring.files.snapshots / ".import-killed"
    upload = fresh_site.wiring.intake.root / ".part-killed"
    scratch.mkdir(parents=True)
    upload.mkdir(parents=True)
    (scratch / "spool").write_bytes(b"half")
    settle_records(fresh_site.wiring, datetime.fromtimestamp(scratch.stat().st_mtime, NOW.tzinfo))
    assert scratch.exists()
    later = datetime.fromtimestamp(scratch.stat().st_mtime, NOW.tzinfo) + ABANDONED + timedelta(minutes=1)
    settle_records(fresh_site.wiring, later)
    assert not scratch.exists()
    assert not upload.exists()
