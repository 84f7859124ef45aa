"""What a worker does with a job that fails, is cancelled, may not be done, or outlives its database."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from api.access import SHELL
from api.cli.following import follow
from api.jobs.kinds import Kind
from api.jobs.notices import papers_request
from api.jobs.packets import packets_request
from api.jobs.run import JobRun
from api.worker import Worker, working
from sampler.errors import Missing, Refused
from sampler.store import trail
from sampler.store.jobs import Plain, Request
from sampler.store.queries.bureaus import bureaus
from sampler.store.queries.jobs import JobLine, job_result
from sampler.store.queries.papers import public_papers
from sampler.store.tables import BureauRow, JobRow, PaperRow
from sampler.store.tables.jobs import JobState
from sampler.store.tables.papers import PaperKind
from sampler.trail import Actor
from sampler.work.jobs import cancel_job, retry_job
from tests.api.people import create
from tests.api.worker.authority import AUTHORITY, DEADLINE, DRAW_ID, HEADING, Authority
from tests.api.worker.processes import LEASE, POLL, TRIALS, wait_for

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def worker_of(authority: Authority, perform: Callable[[JobRun], Plain] | None = None) -> Worker:
    """A worker; the kind `own` is performed by `perform`."""
    own = {"own": Kind(perform, "register_papers", "")} if perform else {}
    return Worker(authority.wiring, {**TRIALS, **own}, lease=LEASE, poll=POLL)


def ask(authority: Authority, kind: str, actor: Actor = SHELL, **params: object) -> int:
    return authority.ask(Request(kind=kind, subject="count:1", params=params), actor)


def perform(authority: Authority, job: int) -> JobLine:
    worker_of(authority).run(until_idle=True)
    return authority.line(job)


def counted(authority: Authority, job: int) -> list[str]:
    with authority.wiring.store.reading() as session:
        return sorted(bureau.code for bureau in bureaus(session) if bureau.code.startswith(f"{job}-"))


def test_a_running_job_is_cancelled_between_two_steps_and_goes_on_when_retried(authority: Authority) -> None:
    job = ask(authority, "count", total=60, pause=0.02)
    with working(worker_of(authority)):
        wait_for(lambda: authority.line(job).done >= 2)
        with authority.wiring.store.transaction() as session:
            cancel_job(session, SHELL, datetime.now(UTC), job)
        line = wait_for(lambda: found if (found := authority.line(job)).finished else None, patience=10)
    assert (line.state, line.error) == (JobState.CANCELLED, None)
    assert 2 <= line.done < 60
    assert len(counted(authority, job)) == line.done
    with authority.wiring.store.transaction() as session:
        retry_job(session, SHELL, datetime.now(UTC), job)
    line = perform(authority, job)
    assert (line.state, line.attempts) == (JobState.DONE, 1)
    assert len(counted(authority, job)) == 60


def test_what_can_not_go_well_fails_at_once_and_keeps_its_error(authority: Authority) -> None:
    line = perform(authority, ask(authority, "fail"))
    assert (line.state, line.attempts) == (JobState.FAILED, 1)
    assert line.error is not None
    assert (line.error.code, line.error.params) == ("file_damaged", {"file": "名录库.csv"})


def test_a_mistake_in_the_program_is_tried_again_and_told_without_what_was_worked_on(
    embedded: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    job = ask(embedded, "crash")
    with caplog.at_level(logging.INFO, "sampler.worker"):
        for _ in range(5):
            line = perform(embedded, job)
            assert line.error is not None
            assert line.error.code == "job_crashed"
            assert line.error.params["error"] == "ValueError"
            assert str(line.error.params["place"]).startswith("processes.py:")
            with embedded.wiring.store.transaction() as session:
                session.execute(update(JobRow).values(not_before=LONG_AGO))
    assert (line.state, line.attempts) == (JobState.FAILED, 5)
    assert "job_crashed" in caplog.text
    assert "张三" not in caplog.text + str(line.error)
    assert "13900001234" not in caplog.text + str(line.error)


def test_one_failure_does_not_end_the_worker(embedded: Authority) -> None:
    failing, fine = ask(embedded, "fail"), ask(embedded, "count", total=3)
    worker_of(embedded).run(until_idle=True)
    assert embedded.line(failing).state is JobState.FAILED
    assert embedded.line(fine).state is JobState.DONE
    assert len(counted(embedded, fine)) == 3


def test_a_refused_act_is_told_to_the_trail(authority: Authority) -> None:
    """The release of what nobody signed."""
    with pytest.raises(Refused, match="paper_without_release"):
        papers_request(DRAW_ID, [PaperKind.PUBLICATION], HEADING)
    job = authority.ask(Request(kind="release", subject=f"draw:{DRAW_ID}", params=_release_params()))
    line = perform(authority, job)
    assert (line.state, line.error and line.error.code) == (JobState.FAILED, "move_not_allowed")
    with authority.wiring.store.reading() as session:
        last = list(trail.entries(session))[-1]
    assert (last.act, last.object, last.result) == ("release", f"draw:{DRAW_ID}", "move_not_allowed")


def _release_params() -> dict[str, object]:
    nothing_found = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    return {"draw_id": DRAW_ID, "heading": HEADING.write(), "findings": nothing_found}


def test_who_asked_must_be_allowed_when_it_is_performed(authority: Authority) -> None:
    line = perform(authority, ask(authority, "count", Actor(name="nobody"), total=3))
    assert isinstance(line.error, Missing)
    assert line.error.code == "user_unknown"
    assert counted(authority, line.id) == []


def test_an_officer_of_the_authority_may_and_an_inspector_may_not(embedded: Authority) -> None:
    register_bureau(embedded, AUTHORITY)
    create(embedded.wiring, "li.na", f"operator@{AUTHORITY}", bureau=AUTHORITY)
    create(embedded.wiring, "zhang.wei", f"inspector@{AUTHORITY}", bureau=AUTHORITY)
    asked = papers_request(DRAW_ID, [PaperKind.NOTICE], HEADING)
    assert perform(embedded, embedded.ask(asked, Actor(name="li.na"))).state is JobState.DONE
    line = perform(embedded, embedded.ask(asked, Actor(name="zhang.wei", origin="192.0.2.7")))
    assert (line.state, line.error and line.error.code) == (JobState.FAILED, "act_not_allowed")
    with embedded.wiring.store.reading() as session:
        last = list(trail.entries(session))[-1]
    assert (last.actor, last.origin, last.result) == ("zhang.wei", "192.0.2.7", "act_not_allowed")


def register_bureau(authority: Authority, code: str) -> None:
    with authority.wiring.store.transaction() as session:
        session.add(BureauRow(code=code, name="祥符区市场监督管理局", aliases=[], parent=None))


def test_findings_that_changed_after_they_were_asked_to_be_released_are_not(authority: Authority) -> None:
    params = {**_release_params(), "findings": "00" * 32}
    line = perform(authority, authority.ask(Request(kind="release", subject=f"draw:{DRAW_ID}", params=params)))
    assert (line.state, line.error and line.error.code) == (JobState.FAILED, "findings_changed")


def test_public_papers_are_registered_in_the_order_asked_for(authority: Authority) -> None:
    asked = papers_request(DRAW_ID, [PaperKind.NOTICE, PaperKind.TARGET_LIST], HEADING)
    job = authority.ask(asked)
    assert authority.ask(asked) == job  # asked for twice, made once
    line = perform(authority, job)
    assert (line.state, line.done, line.total) == (JobState.DONE, 2, 2)
    with authority.wiring.store.reading() as session:
        papers = public_papers(session, DRAW_ID)
        assert job_result(session, job) == {"papers": ["notice", "target_list"]}
    assert [(paper.kind, paper.version) for paper in papers] == [(PaperKind.NOTICE, 1), (PaperKind.TARGET_LIST, 1)]


def test_a_second_attempt_makes_the_same_papers(embedded: Authority) -> None:
    """Its hour and the trail's head are those of the first, though the trail has gone on."""
    asked = packets_request(DRAW_ID, deadline=DEADLINE, roster=embedded.roster)
    job = embedded.ask(asked)
    worker = worker_of(embedded)
    with working(worker):
        wait_for(lambda: embedded.line(job).done >= 2)
        worker.leave()
    assert embedded.line(job).state is JobState.QUEUED
    with embedded.wiring.store.transaction() as session:
        session.execute(update(JobRow).values(checkpoint={**_checkpoint(embedded, job), "kept": 0}))
    line = perform(embedded, job)
    assert line.state is JobState.DONE
    with embedded.wiring.store.reading() as session:
        assert {row.version for row in session.query(PaperRow)} == {1}  # the bytes were those of the first attempt


def _checkpoint(authority: Authority, job: int) -> dict[str, object]:
    with authority.wiring.store.reading() as session:
        return dict(session.get_one(JobRow, job).checkpoint or {})


def rename(authority: Authority, before: str, after: str) -> None:
    with authority.wiring.store.transaction() as session:
        session.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


def test_the_heartbeat_outlives_a_database_that_fails_for_a_while(embedded: Authority) -> None:
    """The table of jobs is taken away and brought back while a job is at work: its lease is renewed again."""
    store = embedded.wiring.store

    def lease_until() -> datetime | None:
        with store.reading() as session:
            return session.get_one(JobRow, job).lease_until

    def outlast(run: JobRun) -> Plain:
        rename(embedded, "job", "away")
        over = datetime.now(UTC) + 2 * LEASE
        wait_for(lambda: datetime.now(UTC) > over)
        rename(embedded, "away", "job")
        before = lease_until()
        wait_for(lambda: lease_until() != before)
        return {}

    job = ask(embedded, "own")
    worker_of(embedded, outlast).run(until_idle=True)
    line = embedded.line(job)
    assert (line.state, line.attempts) == (JobState.DONE, 1)


def test_a_worker_outlives_a_database_that_is_not_there(embedded: Authority, caplog: pytest.LogCaptureFixture) -> None:
    job = ask(embedded, "count", total=2)
    rename(embedded, "job", "away")
    with caplog.at_level(logging.WARNING, "sampler.worker"), working(worker_of(embedded)):
        wait_for(lambda: "looking for work failed" in caplog.text)
        rename(embedded, "away", "job")
        wait_for(lambda: found if (found := embedded.line(job)).finished else None)
    assert embedded.line(job).state is JobState.DONE
    assert caplog.text.count("looking for work failed") == 1


def test_a_long_step_is_given_some_time_when_the_worker_must_leave(embedded: Authority) -> None:
    """A step without checkpoints goes on for ten seconds of the worker's clock, then is left to be begun anew."""
    clock = iter(LONG_AGO + timedelta(seconds=number) for number in range(1000))
    steps = 0

    def read(run: JobRun) -> Plain:
        nonlocal steps
        worker.leave()
        for done in range(500):
            run.progress(done, 500)
            steps += 1
        raise AssertionError("it was not told to leave")

    job = ask(embedded, "own")
    with embedded.wiring.store.transaction() as session:
        session.execute(update(JobRow).values(not_before=LONG_AGO))
    worker = worker_of(embedded, read)
    worker.clock = lambda: next(clock)
    worker.perform_next()
    assert 8 <= steps <= 11
    assert embedded.line(job).state is JobState.QUEUED


def test_a_bar_follows_a_job_that_somebody_else_performs(embedded: Authority) -> None:
    job = ask(embedded, "count", total=20, pause=0.05)
    seen: list[tuple[int, int]] = []
    with working(worker_of(embedded)):
        line = follow(embedded.wiring, job, lambda done, total, unit: seen.append((done, total)))
    assert line.state is JobState.DONE
    assert seen == sorted(seen)
    assert seen[-1] == (20, 20)
    assert len(set(seen)) > 2
