"""What is on disk when a freeze is refused or nobody knows whether it was committed, and what its job is told."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.jobs.draws import freeze_request, staged_with
from api.jobs.records import ABANDONED, settle_records
from sampler.ceremony import Terms
from sampler.errors import Broken, Conflict, Invalid, SamplerError
from sampler.files import Files
from sampler.plan import Sizes
from sampler.seed import salt_hash
from sampler.staged import Staged
from tests.api.jobs.test_records import NOW
from tests.sealing import SEALING
from tests.site import AUTHORITY, SALT, SNAPSHOT, Site


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


def terms(**changed: str) -> Terms:
    at = {"at": "2026-11-24T01:00:00Z", "seed_at": "2026-11-24T02:00:00Z", "open_by": "2026-12-24T02:00:00Z"}
    return Terms(draw_id="d-1", sizes=Sizes.parse(["1/10", "enterprise=5"]), **{**at, "salt": SALT, **changed})


def test_a_job_is_told_the_hash_of_a_salt_and_never_the_salt() -> None:
    asked = freeze_request(terms(), authority=AUTHORITY, title="密封抽取", snapshot=SNAPSHOT)
    text = json.dumps(asked.params)
    assert SALT not in text
    assert salt_hash(SALT) in text
    assert asked.params["terms"]["sizes"] == ["1/10", "enterprise=5"]


def test_terms_that_cannot_be_are_refused_when_they_are_asked_for() -> None:
    with pytest.raises(Invalid, match="sealed_needs_salt_and_open_by"):
        freeze_request(terms(salt=""), authority=AUTHORITY, title="密封抽取", snapshot=SNAPSHOT)
    with pytest.raises(Invalid, match="salt_malformed"):
        freeze_request(terms(salt="", salt_sha256="no hash"), authority=AUTHORITY, title="密封抽取", snapshot=SNAPSHOT)
