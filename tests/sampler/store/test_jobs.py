"""The ledger of jobs: nobody else's claim counts, and whatever happens each effect happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select, update

from sampler.errors import Broken, Conflict, Invalid, Missing, Refused
from sampler.store import jobs
from sampler.store.jobs import MOST_FRUITLESS, Claim, Reached, Request
from sampler.store.queries.jobs import JobLine, job_line, job_lines, job_result, jobs_of
from sampler.store.session import Store
from sampler.store.tables import BureauRow, JobRow
from sampler.store.tables.jobs import JobState
from sampler.trail import Actor

LEASE = timedelta(seconds=30)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ACTOR = Actor(name="li.na", origin="192.0.2.7")
KINDS = frozenset({"count"})


def now() -> datetime:
    """PostgreSQL has its own clock, so the tests take the real one."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Ledger:
    """The ledger's functions, a transaction each."""

    store: Store

    def enqueue(self, subject: str = "draw:1", **changed: object) -> int:
        request = Request(kind="count", subject=subject, params={"名称": "草"})
        with self.store.transaction() as session:
            return jobs.enqueue(session, now(), ACTOR, replace(request, **changed))  # type: ignore[arg-type]

    def claim(self, owner: str = "one", *, only: int | None = None) -> Claim | None:
        with self.store.transaction() as session:
            return jobs.claim(session, now(), owner=owner, lease=LEASE, kinds=KINDS, only=only)

    def claimed(self, owner: str = "one") -> Claim:
        claim = self.claim(owner)
        assert claim is not None
        return claim

    def step(self, claim: Claim, number: int) -> None:
        """A checkpoint with an effect beside it: a row that can be there only once."""
        with self.store.transaction() as session:
            reached = Reached(checkpoint={"number": number}, done=number, total=1000)
            jobs.checkpoint(session, now(), claim, LEASE, reached)
            session.add(BureauRow(code=f"{claim.id}-{number}", name=f"{claim.id}-{number}", aliases=[]))

    def renew(self, claim: Claim) -> None:
        with self.store.transaction() as session:
            jobs.renew(session, now(), claim, LEASE)

    def finish(self, claim: Claim) -> None:
        with self.store.transaction() as session:
            jobs.finish(session, now(), claim, {"made": 3})

    def fail(self, claim: Claim, *, again: bool = True) -> bool:
        with self.store.transaction() as session:
            return jobs.fail(session, now(), claim, Broken("disk_failed", reason="full"), again=again)

    def give_back(self, claim: Claim) -> None:
        with self.store.transaction() as session:
            jobs.give_back(session, now(), claim)

    def reap(self) -> int:
        with self.store.transaction() as session:
            return jobs.reap(session, now())

    def stop(self, job: int) -> None:
        with self.store.transaction() as session:
            jobs.stop(session, now(), session.get_one(JobRow, job))

    def restart(self, job: int) -> None:
        with self.store.transaction() as session:
            jobs.restart(session, now(), session.get_one(JobRow, job))

    def expire(self, job: int) -> None:
        """Let the job's lease or waiting time run out."""
        with self.store.transaction() as session:
            session.execute(update(JobRow).where(JobRow.id == job).values(not_before=LONG_AGO))
            running = (JobRow.id == job, JobRow.state == JobState.RUNNING)
            session.execute(update(JobRow).where(*running).values(lease_until=LONG_AGO))

    def line(self, job: int) -> JobLine:
        with self.store.reading() as session:
            return job_line(session, job)

    def waits(self) -> bool:
        with self.store.reading() as session:
            return jobs.is_waiting(session, now(), KINDS)

    def effects(self) -> set[str]:
        with self.store.reading() as session:
            return set(session.scalars(select(BureauRow.code)))


@pytest.fixture
def ledger(database: Store) -> Ledger:
    return Ledger(database)


def test_a_job_from_its_queue_to_its_end(ledger: Ledger) -> None:
    job = ledger.enqueue()
    assert ledger.waits()
    claim = ledger.claimed()
    assert (claim.id, claim.params, claim.actor, claim.checkpoint) == (job, {"名称": "草"}, ACTOR, None)
    assert ledger.claim("two") is None
    assert not ledger.waits()
    ledger.step(claim, 1)
    line = ledger.line(job)
    assert (line.state, line.done, line.total, line.attempts) == (JobState.RUNNING, 1, 1000, 1)
    ledger.finish(claim)
    line = ledger.line(job)
    assert (line.state, line.done, line.total, line.finished) == (JobState.DONE, 1000, 1000, True)
    with ledger.store.reading() as session:
        assert job_result(session, job) == {"made": 3}
        assert [found.id for found in job_lines(session)] == [job]
        assert job_lines(session, lambda kind, params: "名称" not in params) == ()
        assert [found.id for found in jobs_of(session, "draw:1")] == [job]
        with pytest.raises(Missing, match="job_unknown"):
            job_line(session, job + 1)


def test_one_job_of_a_subject_runs_at_a_time_the_oldest_first(ledger: Ledger) -> None:
    first, second, other = ledger.enqueue(), ledger.enqueue(), ledger.enqueue("draw:2")
    one, two = ledger.claimed(), ledger.claimed()
    assert (one.id, two.id) == (first, other)
    assert ledger.claim() is None
    ledger.finish(one)
    assert ledger.claimed().id == second


def test_a_kind_that_a_worker_does_not_know_is_left_to_others(ledger: Ledger) -> None:
    ledger.enqueue(kind="newer")
    assert not ledger.waits()
    assert ledger.claim() is None


def test_the_same_asked_for_again_is_one_job_until_it_is_finished(ledger: Ledger) -> None:
    job = ledger.enqueue(dedupe="a")
    assert ledger.enqueue(dedupe="a") == job
    assert ledger.enqueue(dedupe="b") != job
    assert ledger.enqueue() != ledger.enqueue()
    ledger.finish(ledger.claimed())
    assert ledger.enqueue(dedupe="a") != job


def test_many_who_ask_for_the_same_at_once_get_one_job(ledger: Ledger) -> None:
    start = Barrier(8)

    def ask(_: int) -> list[int]:
        start.wait()
        return [ledger.enqueue(dedupe=f"same-{number}") for number in range(10)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert all(answer == answers[0] for answer in answers)
    with ledger.store.reading() as session:
        assert len(job_lines(session)) == 10


def test_a_job_that_ends_while_it_is_asked_for_again_makes_room(ledger: Ledger) -> None:
    """Whoever asks gets a job that is unfinished at that moment, never none and never an error."""
    over = Event()

    def end_all() -> None:
        while not over.is_set():
            if claim := ledger.claim():
                ledger.finish(claim)

    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(end_all)
        try:
            numbers = [ledger.enqueue(dedupe="same") for _ in range(40)]
        finally:
            over.set()
        worker.result()
    assert numbers == sorted(numbers)


def test_two_jobs_of_a_subject_are_not_claimed_at_once(postgresql_database: Store) -> None:
    """One worker holds the first, not yet committed; another goes for the second and is told that it was too late."""
    ledger = Ledger(postgresql_database)
    first, second = ledger.enqueue(), ledger.enqueue()
    with ThreadPoolExecutor(1) as pool:
        with ledger.store.transaction() as session:
            one = jobs.claim(session, now(), owner="one", lease=LEASE, kinds=KINDS)
            late = pool.submit(ledger.claim, "two", only=second)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.3)  # it waits for the first one's commit
        with pytest.raises(Conflict, match="entered_by_another"):
            late.result(timeout=10)
    assert one is not None
    assert one.id == first
    assert ledger.line(second).state is JobState.QUEUED


def test_workers_do_not_wait_for_each_other(postgresql_database: Store) -> None:
    ledger = Ledger(postgresql_database)
    ledger.enqueue("draw:1"), ledger.enqueue("draw:2")
    with ledger.store.transaction() as session:
        one = jobs.claim(session, now(), owner="one", lease=LEASE, kinds=KINDS)
        two = ledger.claimed("two")  # while the first is not committed
    assert one is not None
    assert one.id != two.id


def test_who_lost_the_lease_changes_nothing(ledger: Ledger) -> None:
    job = ledger.enqueue()
    stale = ledger.claimed("one")
    ledger.step(stale, 1)
    ledger.expire(job)
    assert ledger.waits()
    assert ledger.reap() == 1
    fresh = ledger.claimed("two")
    assert (fresh.checkpoint, fresh.fence) == ({"number": 1}, stale.fence + 1)
    for act in (lambda: ledger.step(stale, 2), lambda: ledger.renew(stale), lambda: ledger.finish(stale),
                lambda: ledger.fail(stale), lambda: ledger.give_back(stale)):  # fmt: skip
        with pytest.raises(Conflict, match="lease_lost"):
            act()
    ledger.step(fresh, 2)
    assert ledger.effects() == {f"{job}-1", f"{job}-2"}
    assert ledger.line(job).attempts == 2


def test_a_renewed_lease_is_not_reaped(ledger: Ledger) -> None:
    job = ledger.enqueue()
    claim = ledger.claimed()
    ledger.expire(job)
    ledger.renew(claim)
    assert ledger.reap() == 0
    ledger.step(claim, 1)


def test_the_database_s_clock_decides_on_postgresql(postgresql_database: Store) -> None:
    """A worker whose own clock is a year ahead takes nobody's job away."""
    ledger, ahead = Ledger(postgresql_database), now() + timedelta(days=366)
    ledger.enqueue()
    ledger.claimed()
    with ledger.store.transaction() as session:
        assert jobs.reap(session, ahead) == 0


def test_a_failure_is_tried_again_and_its_error_kept(ledger: Ledger) -> None:
    job = ledger.enqueue()
    for attempt in range(1, MOST_FRUITLESS + 1):
        claim = ledger.claimed()
        assert ledger.fail(claim) is (attempt == MOST_FRUITLESS)
        assert ledger.claim() is None  # it waits a while first
        ledger.expire(job)
    line = ledger.line(job)
    assert (line.state, line.attempts) == (JobState.FAILED, MOST_FRUITLESS)
    assert isinstance(line.error, Broken)
    assert (line.error.code, line.error.params) == ("disk_failed", {"reason": "full"})
    assert not ledger.waits()


def test_what_can_not_go_well_is_not_tried_again(ledger: Ledger) -> None:
    job = ledger.enqueue()
    claim = ledger.claimed()
    with ledger.store.transaction() as session:
        wrong = Invalid("file_problems", problems=[{"row": 2, "read": "草"}], path=object)
        assert jobs.fail(session, now(), claim, wrong, again=False)
    error = ledger.line(job).error
    assert isinstance(error, Invalid)
    assert error.params["problems"] == [{"row": 2, "read": "草"}]


def test_a_job_that_goes_on_is_never_given_up(ledger: Ledger) -> None:
    job = ledger.enqueue()
    for number in range(1, 3 * MOST_FRUITLESS):
        claim = ledger.claimed()
        ledger.step(claim, number)
        ledger.expire(job)
        ledger.reap()
    assert ledger.line(job).attempts == 3 * MOST_FRUITLESS - 1


def test_a_job_that_kills_its_workers_is_given_up(ledger: Ledger) -> None:
    job = ledger.enqueue()
    for _ in range(MOST_FRUITLESS):
        ledger.claimed()
        ledger.expire(job)
        assert ledger.reap() == 1
    line = ledger.line(job)
    assert line.state is JobState.FAILED
    assert line.error is not None
    assert (line.error.code, line.error.params) == ("job_gave_up", {"attempts": MOST_FRUITLESS})


def test_to_be_told_to_leave_is_no_fault_of_the_job(ledger: Ledger) -> None:
    job = ledger.enqueue()
    for _ in range(2 * MOST_FRUITLESS):
        ledger.give_back(ledger.claimed())
    line = ledger.line(job)
    assert (line.state, line.error) == (JobState.QUEUED, None)


def test_a_running_job_stops_at_its_next_checkpoint(ledger: Ledger) -> None:
    job = ledger.enqueue()
    claim = ledger.claimed()
    ledger.step(claim, 1)
    ledger.stop(job)
    assert ledger.line(job).cancelling
    ledger.renew(claim)
    with pytest.raises(Conflict, match="job_cancelled"):
        ledger.step(claim, 2)
    assert not ledger.fail(claim)
    line = ledger.line(job)
    assert (line.state, line.error, line.cancelling) == (JobState.CANCELLED, None, False)
    assert ledger.effects() == {f"{job}-1"}
    ledger.restart(job)
    again = ledger.claimed()
    assert (again.checkpoint, again.attempts) == ({"number": 1}, 1)


def test_a_waiting_job_is_cancelled_at_once_and_a_dead_worker_s_by_the_reaper(ledger: Ledger) -> None:
    job = ledger.enqueue()
    ledger.stop(job)
    assert ledger.line(job).state is JobState.CANCELLED
    with pytest.raises(Refused, match="job_finished"):
        ledger.stop(job)
    dead = ledger.enqueue()
    ledger.claimed()
    ledger.stop(dead)
    ledger.expire(dead)
    ledger.reap()
    assert ledger.line(dead).state is JobState.CANCELLED


def test_trying_again_begins_a_new_count(ledger: Ledger) -> None:
    job = ledger.enqueue(dedupe="a")
    with pytest.raises(Refused, match="job_not_ended"):
        ledger.restart(job)
    ledger.fail(ledger.claimed(), again=False)
    other = ledger.enqueue(dedupe="a")
    with pytest.raises(Conflict, match="job_asked_again"):
        ledger.restart(job)
    ledger.stop(other)
    ledger.restart(job)
    line = ledger.line(job)
    assert (line.state, line.attempts, line.error, line.finished) == (JobState.QUEUED, 0, None, False)
    assert ledger.claimed().attempts == 1


def test_the_time_left_is_reckoned_from_the_present_attempt(ledger: Ledger) -> None:
    job = ledger.enqueue()
    ledger.step(ledger.claimed(), 400)
    ledger.expire(job)
    ledger.reap()
    claim = ledger.claimed()
    started = ledger.line(job).started_at
    assert started is not None
    assert ledger.line(job).time_left(started + timedelta(seconds=10)) is None  # nothing made yet
    ledger.step(claim, 500)
    assert ledger.line(job).time_left(started + timedelta(seconds=10)) == timedelta(seconds=50)
    ledger.finish(claim)
    assert ledger.line(job).time_left(started + timedelta(seconds=10)) is None


def test_a_step_that_begins_anew_is_reckoned_anew(ledger: Ledger) -> None:
    job = ledger.enqueue()
    ledger.step(ledger.claimed(), 400)
    ledger.expire(job)
    ledger.reap()
    claim = ledger.claimed()
    with ledger.store.transaction() as session:
        jobs.checkpoint(session, now(), claim, LEASE, Reached(done=10))
    assert (ledger.line(job).done, ledger.line(job).done_at_start) == (10, 10)


@dataclass
class Expected:
    """What the ledger must say of one job."""

    id: int
    subject: str
    dedupe: str | None
    state: JobState = JobState.QUEUED
    due: bool = True
    cancelling: bool = False
    attempts: int = 0
    fruitless: int = 0
    steps: int = 0
    expired: bool = False
    claims: list[Claim] = field(default_factory=list)

    @property
    def unfinished(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class Wandering(RuleBasedStateMachine):
    """Workers that die, come back late, fail and leave; operators who cancel and retry; in any order."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.ledger = Ledger(store)
        self.jobs: list[Expected] = []

    @rule(subject=st.sampled_from(["draw:1", "draw:2"]), dedupe=st.sampled_from([None, "a", "b"]))
    def enqueue(self, subject: str, dedupe: str | None) -> None:
        job = self.ledger.enqueue(subject, dedupe=dedupe)
        known = [one.id for one in self.jobs if one.unfinished and dedupe and one.dedupe == dedupe]
        if known:
            assert [job] == known
        else:
            self.jobs.append(Expected(id=job, subject=subject, dedupe=dedupe))

    @rule()
    def claim(self) -> None:
        busy = {one.subject for one in self.jobs if one.state is JobState.RUNNING}
        free = [one for one in self.jobs if one.state is JobState.QUEUED and one.due and one.subject not in busy]
        claim = self.ledger.claim()
        assert (claim and claim.id) == (free[0].id if free else None)
        if claim is not None:
            taken = free[0]
            taken.state, taken.expired = JobState.RUNNING, False
            taken.attempts += 1
            taken.fruitless += 1
            taken.claims.append(claim)
            assert (claim.checkpoint or {"number": 0})["number"] == taken.steps

    def some_claim(self, data: st.DataObject) -> tuple[Expected, Claim, bool]:
        """A claim, mostly one that was lost, and whether it holds."""
        one = data.draw(st.sampled_from([one for one in self.jobs if one.claims]))
        claim = data.draw(st.sampled_from(one.claims))
        return one, claim, one.state is JobState.RUNNING and claim is one.claims[-1]

    @precondition(lambda self: any(one.claims for one in self.jobs))
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        one, claim, holds = self.some_claim(data)
        if not holds:
            with pytest.raises(Conflict, match="lease_lost"):
                self.ledger.step(claim, one.steps + 1)
        elif one.cancelling:
            with pytest.raises(Conflict, match="job_cancelled"):
                self.ledger.step(claim, one.steps + 1)
        else:
            self.ledger.step(claim, one.steps + 1)
            one.steps += 1
            one.fruitless = 0
            one.expired = False

    @precondition(lambda self: any(one.claims for one in self.jobs))
    @rule(data=st.data(), how=st.sampled_from(["finish", "fail", "fail for good", "give back", "renew"]))
    def end(self, data: st.DataObject, how: str) -> None:
        one, claim, holds = self.some_claim(data)
        act: Callable[[], object] = {
            "finish": lambda: self.ledger.finish(claim),
            "fail": lambda: self.ledger.fail(claim),
            "fail for good": lambda: self.ledger.fail(claim, again=False),
            "give back": lambda: self.ledger.give_back(claim),
            "renew": lambda: self.ledger.renew(claim),
        }[how]
        if not holds:
            with pytest.raises(Conflict, match="lease_lost"):
                act()
            return
        act()
        if how == "renew":
            one.expired = False
        elif how == "finish":
            one.state = JobState.DONE
        elif how == "give back":
            one.state, one.due = JobState.QUEUED, True
            one.fruitless = max(one.fruitless - 1, 0)
        elif one.cancelling:
            one.state = JobState.CANCELLED
        elif how == "fail" and one.fruitless < MOST_FRUITLESS:
            one.state, one.due = JobState.QUEUED, False
        else:
            one.state = JobState.FAILED

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def let_time_pass(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.jobs))
        self.ledger.expire(one.id)
        one.due = True
        one.expired = one.state is JobState.RUNNING

    @rule()
    def reap(self) -> None:
        dead = [one for one in self.jobs if one.state is JobState.RUNNING and one.expired]
        assert self.ledger.reap() == len(dead)
        for one in dead:
            one.due = True
            if one.cancelling:
                one.state = JobState.CANCELLED
            else:
                one.state = JobState.FAILED if one.fruitless >= MOST_FRUITLESS else JobState.QUEUED

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.jobs))
        if not one.unfinished:
            with pytest.raises(Refused, match="job_finished"):
                self.ledger.stop(one.id)
            return
        self.ledger.stop(one.id)
        if one.state is JobState.QUEUED:
            one.state = JobState.CANCELLED
        else:
            one.cancelling = True

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def restart(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.jobs))
        again = any(other.unfinished and one.dedupe and other.dedupe == one.dedupe for other in self.jobs)
        if one.state not in (JobState.FAILED, JobState.CANCELLED):
            with pytest.raises(Refused, match="job_not_ended"):
                self.ledger.restart(one.id)
        elif again:
            with pytest.raises(Conflict, match="job_asked_again"):
                self.ledger.restart(one.id)
        else:
            self.ledger.restart(one.id)
            one.state, one.due, one.cancelling = JobState.QUEUED, True, False
            one.attempts = one.fruitless = 0

    @invariant()
    def the_ledger_agrees(self) -> None:
        with self.ledger.store.reading() as session:
            rows = session.scalars(select(JobRow).order_by(JobRow.id)).all()
            found = [(row.id, row.state, row.attempts, row.fruitless, row.done) for row in rows]
        done = {True: 1000, False: 0}  # a finished job's bar is full, if it had a total
        expected = [
            (one.id, one.state, one.attempts, one.fruitless,
             done[one.steps > 0] if one.state is JobState.DONE else one.steps)
            for one in self.jobs
        ]  # fmt: skip
        assert found == expected
        assert self.ledger.effects() == {f"{one.id}-{step + 1}" for one in self.jobs for step in range(one.steps)}

    def teardown(self) -> None:
        self.ledger.store.close()


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 25), ("postgresql", 6)])
def test_whatever_happens_each_effect_happens_once(fresh: Callable[[str], Store], kind: str, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Wandering(fresh(kind)),
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
