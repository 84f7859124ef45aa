"""After a crash the chain folder is brought to what the database holds."""

import shutil
from datetime import UTC, datetime

from api.jobs.records import settle_records
from sampler import verify
from sampler.work import ceremony
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
