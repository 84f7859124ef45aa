"""`sampler jobs`: what waits, runs, failed; try one again, or stop it."""

from datetime import datetime

import click

from api.access import acting, ask, ask_somewhere
from api.cli.console import Console
from api.cli.options import TranslatedGroup, actor_option, json_option
from api.cli.wired import open_wiring
from api.code_words import JOB_STATES
from api.jobs.kinds import KINDS, bureau_of_job, seen_by, unit_of_step
from api.messages import message
from api.progress_words import reached, time_left
from api.wiring import Wiring, now
from api.words import Words
from sampler.store.queries.jobs import JobLine, job_line, job_lines
from sampler.trail import Actor
from sampler.work.jobs import cancel_job, retry_job, subject


@click.group(cls=TranslatedGroup, help="作业：查看、重试、取消")
def jobs() -> None:
    pass


@jobs.command("list", help="列出作业，新的在前")
@actor_option
@json_option
@click.pass_obj
def list_command(console: Console, actor: str) -> None:
    with open_wiring() as wiring:
        reach = ask_somewhere(wiring, Actor(name=actor), "see_jobs")
        with wiring.store.reading() as session:
            lines = job_lines(session, seen_by(session, reach))
    console.answer(
        {"jobs": [plain(line, now()) for line in lines]}, [text(line, now(), console.words) for line in lines]
    )


@jobs.command(help="让失败或取消的作业从中断处继续")
@click.argument("job", type=click.IntRange(1))
@actor_option
@json_option
@click.pass_obj
def retry(console: Console, job: int, actor: str) -> None:
    with open_wiring() as wiring:
        person = ask_about(wiring, actor, "retry_job", job)
        with acting(wiring, person, "retry_job", subject(job)) as session:
            retry_job(session, person, now(), job)
        with wiring.store.reading() as session:
            tell(console, job_line(session, job))


@jobs.command(help="取消作业：排队的立即取消，进行中的做完当前一步即停")
@click.argument("job", type=click.IntRange(1))
@actor_option
@json_option
@click.pass_obj
def cancel(console: Console, job: int, actor: str) -> None:
    with open_wiring() as wiring:
        person = ask_about(wiring, actor, "cancel_job", job)
        with acting(wiring, person, "cancel_job", subject(job)) as session:
            cancel_job(session, person, now(), job)
        with wiring.store.reading() as session:
            tell(console, job_line(session, job))


def ask_about(wiring: Wiring, actor: str, act: str, job: int) -> Actor:
    """The actor, who may do this to that job."""
    with wiring.store.reading() as session:
        bureau = bureau_of_job(session, job)
    return ask(wiring, Actor(name=actor), act, bureau)


def tell(console: Console, line: JobLine) -> None:
    """One job."""
    console.answer(plain(line, now()), [text(line, now(), console.words)])


def plain(line: JobLine, at: datetime) -> dict[str, object]:
    """A job as `--json` gives it."""
    left = line.time_left(at)
    return {
        "id": line.id,
        "kind": line.kind,
        "subject": line.subject,
        "file": line.file,
        "actor": line.actor,
        "state": str(line.state),
        "cancelling": line.cancelling,
        "attempts": line.attempts,
        "done": line.done,
        "total": line.total,
        "unit": unit_of_step(line.step),
        "seconds_left": None if left is None else round(left.total_seconds()),
        "error": line.error and {"code": line.error.code, "params": line.error.params},
        "created_at": line.created_at.isoformat(),
        "finished_at": line.finished_at and line.finished_at.isoformat(),
    }


def text(line: JobLine, at: datetime, words: Words) -> str:
    """A job as one line for people."""
    name = words(KINDS[line.kind].name) if line.kind in KINDS else line.kind
    parts = [str(line.id), words(JOB_STATES[line.state]), name, line.about]
    if line.total:
        parts.append(reached(line.done, line.total, unit_of_step(line.step), words))
    if left := line.time_left(at):
        parts.append(time_left(left, words))
    if line.error:
        parts.append(message(line.error, words))
    return "  ".join(parts)
