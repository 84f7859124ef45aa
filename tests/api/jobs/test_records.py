"""After a crash the chain folder is brought to what the database holds."""

import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime

from api.jobs.records import settle_records
from sampler import verify
from sampler.record import read_record
from sampler.work import ceremony, draws
from tests.site import FROZEN, OPERATOR, RELEASED, SALT, SEALED

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
    maker.thaw(FROZEN, "2026-11-20")
    with maker.store.transaction() as session:
        ceremony.reveal(session, OPERATOR, datetime(2026, 11, 20, tzinfo=UTC), SEALED, salt=SALT)
    assert not (files.record(SEALED) / "20-seed.txt").exists()
    settle_records(fresh_site.wiring, NOW)
    assert files.read_record(SEALED) == {p.name: p.read_bytes() for p in files.record(SEALED).iterdir()}
    assert verify.verify([files.record(SEALED)]).ok
    assert list((files.root / "sealed").iterdir()) == []


def is_withdrawn(files, frozen):
    return not files.record(FROZEN).exists() and read_record(next((files.root / "thawed").iterdir())) == frozen


def test_a_thaw_that_was_committed_is_ended(fresh_site):
    files, store = fresh_site.wiring.files, fresh_site.maker.store
    frozen = read_record(files.record(FROZEN))
    with store.transaction() as session:
        draws.thaw(session, OPERATOR, datetime(2026, 11, 20, tzinfo=UTC), FROZEN)
    assert files.record(FROZEN).exists()
    settle_records(fresh_site.wiring, NOW)
    assert is_withdrawn(files, frozen)
    fresh_site.maker.freeze(FROZEN, "2026-11-21")  # the draw_id is free again, and stays its new record's
    settle_records(fresh_site.wiring, NOW)
    assert files.record(FROZEN).exists()


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from api.jobs.ceremony import thaw
from api.jobs.run import Run
from sampler.files import Files
from sampler.store.session import Store
from sampler.trail import Actor
from tests.sealing import SEALING
Files.withdraw_record = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
wiring = SimpleNamespace(store=Store(sys.argv[1]), files=Files(Path(sys.argv[2]), SEALING))
thaw(Run(wiring=wiring, actor=Actor(name="console"), now=lambda: datetime(2026, 11, 20, tzinfo=UTC)), sys.argv[3])
"""


def test_a_door_that_is_killed_behind_the_commit_of_a_thaw(fresh_site):
    files, url = fresh_site.wiring.files, fresh_site.wiring.store.engine.url
    frozen = read_record(files.record(FROZEN))
    arguments = [url.render_as_string(hide_password=False), str(files.root), FROZEN]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert files.record(FROZEN).exists()
    settle_records(fresh_site.wiring, NOW)
    assert is_withdrawn(files, frozen)
