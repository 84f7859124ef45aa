"""`/staff/jobs`: what waits, runs, failed; how far it is; try one again, or stop it."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.jobs.kinds import bureau_of_job, seen_by
from api.messages import message
from api.pages.staff import staff_blueprint, staff_page
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.caution import Caution
from sampler.errors import Conflict, Refused
from sampler.store.queries.jobs import job_line, job_lines, job_result
from sampler.store.tables.jobs import JobState
from sampler.work import jobs as acts

jobs = staff_blueprint("jobs")


@jobs.get("/staff/jobs")
def listed() -> str:
    visitor = current_visitor()
    with current_wiring().store.reading() as session:
        lines = job_lines(session, seen_by(session, partial(visitor.may_on, "see_jobs")))
    return staff_page("jobs.html", jobs=lines, at=now())


@jobs.get("/staff/jobs/<int:job>")
def show(job: int) -> str:
    with current_wiring().store.reading() as session:
        line, result, bureau = job_line(session, job), job_result(session, job), bureau_of_job(session, job)
    may = {act for act in ("cancel_job", "retry_job") if current_visitor().may_on(act, bureau)}
    cautions = [Caution.of(plain) for plain in result.get("cautions", ())]
    return staff_page(
        "job.html", job=line, cautions=cautions, may=may, at=now(), live=not line.finished, STATES=JobState
    )


def act_on(job: int, act: Callable[..., None], done: str) -> Answer:
    """Perform an act on a job, then show it again with what came of it."""
    actor = current_visitor().actor
    try:
        with acting(current_wiring(), actor, act.__name__, acts.subject(job)) as session:
            act(session, actor, now(), job)
    except (Refused, Conflict) as error:
        flash(message(error, _), "wrong")
    else:
        flash(done)
    return redirect(url_for("jobs.show", job=job), 303)


@jobs.post("/staff/jobs/<int:job>/retry")
def retry(job: int) -> Answer:
    return act_on(job, acts.retry_job, _("已经重新排队。"))


@jobs.post("/staff/jobs/<int:job>/cancel")
def cancel(job: int) -> Answer:
    return act_on(job, acts.cancel_job, _("已经取消；正在进行的，做完当前一步即停。"))
