"""Stopping a job and having it tried again are acts like any other: they are told to the trail."""

from datetime import timedelta

import pytest

from sampler.errors import Broken, Missing, Refused
from sampler.store import jobs
from sampler.store.jobs import Request
from sampler.store.queries.jobs import JobLine, job_line
from sampler.store.tables.jobs import JobState
from sampler.work.jobs import cancel_job, retry_job
from tests.sampler.work.office import OPERATOR, Office


def enqueue(office: Office) -> int:
    with office.store.transaction() as session:
        return jobs.enqueue(session, office.tick(), OPERATOR, Request(kind="packets", subject="draw:1"))


def line(office: Office, job: int) -> JobLine:
    with office.store.reading() as session:
        return job_line(session, job)


def fail(office: Office) -> None:
    with office.store.transaction() as session:
        claim = jobs.claim(session, office.now, owner="one", lease=timedelta(seconds=30), kinds=["packets"])
        assert claim is not None
        jobs.fail(session, office.now, claim, Broken("disk_failed", reason="full"), again=False)


def test_a_cancelled_job_and_its_retry_are_in_the_trail(office: Office) -> None:
    job = enqueue(office)
    before = office.trail()
    with office.store.transaction() as session:
        cancel_job(session, OPERATOR, office.tick(), job)
    assert line(office, job).state is JobState.CANCELLED
    with office.store.transaction() as session:
        retry_job(session, OPERATOR, office.tick(), job)
    assert line(office, job).state is JobState.QUEUED
    assert office.trail() == [*before, ("cancel_job", f"job:{job}", "done"), ("retry_job", f"job:{job}", "done")]
    assert office.verified().ok


def test_a_failed_job_is_tried_again_by_an_operator(office: Office) -> None:
    job = enqueue(office)
    fail(office)
    assert line(office, job).state is JobState.FAILED
    with office.store.transaction() as session:
        retry_job(session, OPERATOR, office.tick(), job)
    assert (line(office, job).state, line(office, job).error) == (JobState.QUEUED, None)


def test_what_can_not_be_is_refused_and_leaves_nothing(office: Office) -> None:
    job = enqueue(office)
    before = office.trail()
    with pytest.raises(Refused, match="job_not_ended"), office.store.transaction() as session:
        retry_job(session, OPERATOR, office.tick(), job)
    for act in (cancel_job, retry_job):
        with pytest.raises(Missing, match="job_unknown"), office.store.transaction() as session:
            act(session, OPERATOR, office.tick(), job + 1)
    assert office.trail() == before
