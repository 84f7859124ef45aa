"""What was done long ago is forgotten by an idle worker; what is not ended, or still spoken of, stays."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from api.jobs.leftovers import forget_leftovers
from api.jobs.requests import write_upload
from api.wiring import Wiring
from api.worker import Worker, working
from sampler.intake import Upload
from sampler.store import jobs
from sampler.store.jobs import Request
from sampler.store.session import Store
from sampler.store.tables import JobRow, SnapshotRow
from sampler.trail import Actor
from tests.api.people import wired
from tests.api.worker.processes import wait_for

NOW = datetime.now(UTC)
OLD = NOW - timedelta(days=100)
WHO = Actor(name="console")


@pytest.fixture
def wiring(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    with wired(database, tmp_path) as made:
        yield made


def hand_in(wiring: Wiring, name: str, content: bytes, at: datetime) -> Upload:
    upload = wiring.intake.put(BytesIO(content), name)
    os.utime(wiring.intake.path(upload), (at.timestamp(), at.timestamp()))
    return upload


def ask(wiring: Wiring, key: str, upload: Upload | None = None, *, ended: datetime | None = None) -> int:
    with wiring.store.transaction() as session:
        request = Request(kind="count", subject=f"upload:{key}", params={"upload": write_upload(upload)})
        job = jobs.enqueue(session, OLD, WHO, request)
    if ended is not None:
        with wiring.store.transaction() as session:
            jobs.stop(session, ended, session.get_one(JobRow, job))
    return job


def left(wiring: Wiring) -> set[int]:
    with wiring.store.reading() as session:
        return set(session.scalars(select(JobRow.id)))


def files(wiring: Wiring) -> set[str]:
    return {path.name for path in wiring.intake.root.glob("*/*")}


def test_only_what_ended_long_ago_is_forgotten(wiring: Wiring) -> None:
    mine = {name: hand_in(wiring, name, name.encode(), OLD) for name in ("waits.csv", "done.csv", "recent.csv")}
    waiting = ask(wiring, "waits", mine["waits.csv"])
    recent = ask(wiring, "recent", mine["recent.csv"], ended=NOW - timedelta(days=89))
    ask(wiring, "done", mine["done.csv"], ended=OLD)
    hand_in(wiring, "nobody.csv", b"x", OLD)
    hand_in(wiring, "today.csv", b"y", NOW)
    forget_leftovers(wiring, NOW)
    assert left(wiring) == {waiting, recent}
    assert files(wiring) == {"waits.csv", "recent.csv", "today.csv"}
    assert len(list(wiring.intake.root.iterdir())) == 3  # no empty folders


def test_a_running_job_stays_however_old(wiring: Wiring) -> None:
    job = ask(wiring, "runs")
    with wiring.store.transaction() as session:
        claim = jobs.claim(session, OLD, owner="w", lease=timedelta(days=1), kinds=["count"])
    assert claim is not None
    forget_leftovers(wiring, NOW)
    assert left(wiring) == {job}


def test_a_file_that_a_snapshot_names_stays(wiring: Wiring) -> None:
    hand_in(wiring, "名录库.csv", b"x", OLD)
    row = SnapshotRow(
        digest="ab" * 32, source="名录库.csv", rows=1, entities=1, rejected=0, problems={}, mended={}, at=OLD, actor="x"
    )
    with wiring.store.transaction() as session:
        session.add(row)
    forget_leftovers(wiring, NOW)
    assert files(wiring) == {"名录库.csv"}


def test_the_same_bytes_under_a_recent_name_stay(wiring: Wiring) -> None:
    hand_in(wiring, "old.csv", b"same", OLD)
    hand_in(wiring, "new.csv", b"same", NOW)
    forget_leftovers(wiring, NOW)
    assert files(wiring) == {"new.csv"}


def test_how_long_is_a_setting(database: Store, tmp_path: Path) -> None:
    with wired(database, tmp_path, SAMPLER_JOB_DAYS="120") as wiring:
        job = ask(wiring, "done", ended=OLD)
        forget_leftovers(wiring, NOW)
        assert left(wiring) == {job}


def test_an_idle_worker_does_it(wiring: Wiring) -> None:
    ask(wiring, "done", ended=OLD)
    with working(Worker(wiring, poll=timedelta(milliseconds=20))):
        wait_for(lambda: not left(wiring))
