"""A command that waits for a job: asks for it, lends it a worker, and shows how far it is, whoever performs it."""

import time
from collections.abc import Mapping
from typing import Any

from api.access import acting
from api.cli.console import Console
from api.jobs.kinds import unit_of_step
from api.progress_words import Step
from api.wiring import Wiring, now
from api.worker import Worker, working
from sampler.errors import Conflict
from sampler.store import jobs
from sampler.store.jobs import Request
from sampler.store.queries.jobs import JobLine, job_line, job_result
from sampler.store.tables.jobs import JobState
from sampler.trail import Actor
from sampler.work.jobs import cancel_job, subject

LOOK_EVERY = 0.1  # seconds


def perform(console: Console, wiring: Wiring, actor: Actor, request: Request, title: str) -> Mapping[str, Any]:
    """The job's result; its error is raised as the act itself would have raised it. Ctrl-C cancels the job."""
    with wiring.store.transaction() as session:
        job = jobs.enqueue(session, now(), actor, request)
    with console.progress(title) as step, working(Worker(wiring), only=job):
        try:
            line = follow(wiring, job, step)
        except KeyboardInterrupt:
            with acting(wiring, actor, "cancel_job", subject(job)) as session:
                cancel_job(session, actor, now(), job)
            raise
        if line.state is JobState.CANCELLED:
            raise Conflict("job_cancelled", job=job)
        if line.state is JobState.FAILED and line.error:
            raise line.error
    with wiring.store.reading() as session:
        return job_result(session, job)


def follow(wiring: Wiring, job: int, step: Step) -> JobLine:
    """Wait until the job has ended."""
    while True:
        with wiring.store.reading() as session:
            line = job_line(session, job)
        if line.total is not None:
            step(line.done, line.total, unit_of_step(line.step))
        if line.finished:
            return line
        time.sleep(LOOK_EVERY)
