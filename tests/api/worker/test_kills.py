"""Workers are killed, stopped and woken too late; every effect happens once."""

import os
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from api.jobs.draws import freeze_request
from api.jobs.notices import announce_request
from api.jobs.packets import packets_request
from api.jobs.registry import import_of, import_request
from api.jobs.releases import release_request
from api.worker import Worker
from sampler import verify
from sampler.ceremony import frozen_from_files
from sampler.registry import ImportOptions
from sampler.store import trail
from sampler.store.jobs import Request
from sampler.store.queries.jobs import JobLine, job_result
from sampler.store.queries.packets import packets
from sampler.store.queries.papers import draw_basis
from sampler.store.queries.snapshots import snapshots
from sampler.store.tables import BureauRow, EntryRow, PaperRow, PublicationRow
from sampler.store.tables.jobs import JobState
from sampler.trail import verify_trail
from tests.api.worker.authority import AUTHORITY, DEADLINE, DRAW_ID, HEADING, Authority, inspect, registry, terms
from tests.api.worker.processes import Crew, kill, wait_for, work_and_die_before_publishing

KILLS = 20
LONG = timedelta(minutes=1)
SECOND = "410212-2026-11-002"  # a draw beside the authority's first


def acts(authority: Authority) -> Counter[str]:
    """How often the trail tells of each act; the trail holds."""
    with authority.wiring.store.reading() as session:
        entries = list(trail.entries(session))
    assert verify_trail(entries).ok
    return Counter(entry.act for entry in entries)


def ask_for_packets(authority: Authority) -> int:
    return authority.ask(packets_request(DRAW_ID, deadline=DEADLINE, heading=HEADING, roster=authority.roster))


def ended(authority: Authority, job: int) -> JobLine | None:
    line = authority.line(job)
    return line if line.finished else None


def require_every_packet_once(authority: Authority, before: Counter[str]) -> None:
    with authority.wiring.store.reading() as session:
        lines = packets(session, DRAW_ID)
        papers = session.execute(select(PaperRow.name, PaperRow.version, PaperRow.sha256)).all()
    assert {line.bureau for line in lines} == authority.bureaus
    assert all(len(line.papers) == 2 for line in lines)
    assert len(papers) == 2 * len(lines)
    assert {paper.version for paper in papers} == {1}
    for paper in papers:
        authority.wiring.files.paper(paper.sha256, paper.name.rpartition(".")[2])
    made = acts(authority)
    assert made["register_papers"] - before["register_papers"] == len(lines)


@pytest.mark.parametrize("bureaus", [40])
def test_killed_twenty_times_every_packet_is_made_once(authority: Authority, crew: Crew) -> None:
    before, chance = acts(authority), Random(20)
    total = len(authority.bureaus)
    job = ask_for_packets(authority)
    for attempt in range(1, KILLS + 1):
        worker = crew.start()
        at = wait_for(lambda attempt=attempt: _of_attempt(authority.line(job), attempt))
        if attempt % 2:  # some are killed before they come far, some when a step or two is done
            wait_for(lambda at=at: authority.line(job).done > at.done)
        time.sleep(chance.random() * 0.1)
        kill(worker)
        assert not authority.line(job).finished
    crew.start()
    line = wait_for(lambda: ended(authority, job))
    assert (line.state, line.done, line.total) == (JobState.DONE, total, total)
    assert line.attempts == KILLS + 1
    require_every_packet_once(authority, before)


def _of_attempt(line: JobLine, attempt: int) -> JobLine | None:
    return line if line.attempts == attempt else None


def test_who_sleeps_past_the_lease_finds_another_at_work(authority: Authority, crew: Crew) -> None:
    before = acts(authority)
    job = ask_for_packets(authority)
    sleeper = crew.start()
    wait_for(lambda: authority.line(job).done >= 2)
    other = crew.start()
    for _ in range(20):  # asleep in the middle of a transaction, it would keep the database to itself
        assert sleeper.pid
        os.kill(sleeper.pid, signal.SIGSTOP)
        try:
            wait_for(lambda: authority.line(job).attempts >= 2, patience=5)
            break
        except TimeoutError:
            os.kill(sleeper.pid, signal.SIGCONT)
            time.sleep(0.03)
    done = authority.line(job).done
    wait_for(lambda: authority.line(job).done > done)
    os.kill(sleeper.pid, signal.SIGCONT)
    line = wait_for(lambda: ended(authority, job))
    assert line.state is JobState.DONE
    wait_for(lambda: "lease_lost" in crew.log(sleeper))
    assert "done" in crew.log(other)
    require_every_packet_once(authority, before)


def test_two_workers_share_thirty_jobs(authority: Authority, crew: Crew) -> None:
    total = 5
    jobs = [
        authority.ask(Request(kind="count", subject=f"count:{number}", params={"total": total, "pause": 0.01}))
        for number in range(30)
    ]
    workers = {str(crew.start(lease=LONG).pid) for _ in range(2)}
    for job in jobs:
        assert wait_for(lambda job=job: ended(authority, job)).state is JobState.DONE
    with authority.wiring.store.reading() as session:
        rows = session.execute(select(BureauRow.code, BureauRow.parent).where(BureauRow.code.contains("-"))).all()
    assert {row.code for row in rows} == {f"{job}-{number}" for job in jobs for number in range(1, total + 1)}
    assert {row.parent for row in rows} == workers
    assert {authority.line(job).attempts for job in jobs} == {1}


def kill_thrice(authority: Authority, crew: Crew, job: int) -> JobLine:
    """Kill three workers somewhere on their way, let the fourth end it; a job may be done before."""
    chance = Random(3)
    for attempt in range(1, 4):
        worker = crew.start()
        wait_for(lambda attempt=attempt: authority.line(job).attempts == attempt or ended(authority, job))
        time.sleep(chance.random() * 0.25)
        kill(worker)
    crew.start()
    line = wait_for(lambda: ended(authority, job))
    assert line.state is JobState.DONE, line.error
    return line


def test_an_import_is_registered_once(authority: Authority, crew: Crew) -> None:
    before = acts(authority)
    source = authority.data / "新名录库.csv"
    source.write_bytes(registry(8, 20_000))
    upload = authority.wiring.intake.put_file(source)
    job = authority.ask(import_request(upload, ImportOptions()))
    assert kill_thrice(authority, crew, job).attempts > 1
    with authority.wiring.store.reading() as session:
        result = job_result(session, job)
        made = import_of(result)
        assert [line.digest for line in snapshots(session)].count(made.snapshot) == 1
    assert (made.rows, made.accepted, made.rejected, made.file) == (20_001, 20_000, 1, "新名录库.csv")
    assert made.first_problems
    assert acts(authority)["register_snapshot"] - before["register_snapshot"] == 1
    assert [path.name for path in authority.wiring.files.snapshots.glob("*.parquet")].count(
        f"{made.snapshot}.parquet"
    ) == 1


def ask_for_freeze(authority: Authority) -> int:
    soon = datetime.now(UTC) + timedelta(hours=1)
    return authority.ask(
        freeze_request(
            terms(SECOND, frozen_at=soon),
            authority=AUTHORITY,
            title="第二次抽查",
            snapshot=authority.snapshot,
            roster=authority.roster,
        )
    )


def require_frozen_once(authority: Authority, before: Counter[str]) -> None:
    assert acts(authority)["freeze"] - before["freeze"] == 1
    wiring = authority.wiring
    with wiring.store.reading() as session:
        notice_hash = draw_basis(session, SECOND).notice_hash
    assert frozen_from_files(wiring.files.read_frozen(notice_hash)).notice_hash == notice_hash
    assert not wiring.files.record(SECOND).exists()


def require_announced_once(authority: Authority, before: Counter[str]) -> None:
    made = acts(authority) - before
    assert (made["freeze"], made["announce"], made["register_papers"]) == (1, 1, 1)
    with authority.wiring.store.reading() as session:
        kinds = session.scalars(select(EntryRow.kind).order_by(EntryRow.number)).all()
    assert kinds == ["draw", "ceremony", "outcome", "draw"]
    files = authority.wiring.files
    verdict = verify.verify([files.record(SECOND)], chain=files.chain)
    assert verdict.ok, verdict.failures


def test_a_freeze_is_kept_once_and_its_announcement_entered_once(authority: Authority, crew: Crew) -> None:
    before = acts(authority)
    kill_thrice(authority, crew, ask_for_freeze(authority))
    require_frozen_once(authority, before)
    kill_thrice(authority, crew, authority.ask(announce_request(SECOND, HEADING)))
    require_announced_once(authority, before)


def test_killed_between_the_commit_and_the_files_the_record_is_whole_in_the_end(
    authority: Authority, crew: Crew
) -> None:
    before = acts(authority)
    ask_for_freeze(authority)
    Worker(authority.wiring).run(until_idle=True)
    job = authority.ask(announce_request(SECOND, HEADING))
    crew.start(work_and_die_before_publishing).join()
    assert not authority.wiring.files.record(SECOND).exists()
    assert acts(authority)["announce"] - before["announce"] == 1
    crew.start()
    line = wait_for(lambda: ended(authority, job))
    assert (line.state, line.attempts) == (JobState.DONE, 2)
    require_announced_once(authority, before)


def test_a_release_is_published_once(authority: Authority, crew: Crew) -> None:
    inspect(authority)
    with authority.wiring.store.reading() as session:
        asked = release_request(session, DRAW_ID, HEADING)
    kill_thrice(authority, crew, authority.ask(asked))
    assert acts(authority)["release"] == 1
    with authority.wiring.store.reading() as session:
        assert session.scalars(select(PublicationRow.version)).all() == [1]
        assert {row.version for row in session.scalars(select(PaperRow))} == {1}
    files = authority.wiring.files
    assert (files.entry(4) / "entry.txt").exists()
    assert verify.verify([files.record(DRAW_ID)], chain=files.chain).ok


def test_told_to_leave_a_worker_ends_its_step_and_gives_the_job_back(authority: Authority, crew: Crew) -> None:
    before = acts(authority)
    job = ask_for_packets(authority)
    worker = crew.start()
    wait_for(lambda: authority.line(job).done >= 1)
    assert worker.pid
    os.kill(worker.pid, signal.SIGTERM)
    worker.join(20)
    assert worker.exitcode == 0
    line = authority.line(job)
    assert (line.state, line.attempts) == (JobState.QUEUED, 1)
    assert 1 <= line.done < len(authority.bureaus)
    crew.start()
    assert wait_for(lambda: ended(authority, job)).attempts == 2
    require_every_packet_once(authority, before)
