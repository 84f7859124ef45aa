"""Workers in processes of their own, that can be killed.

A fork server that has imported the program already gives each one in milliseconds: the process is real, and so is
SIGKILL.
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TypeVar

from sqlalchemy import insert

from api.jobs.kinds import KINDS, Kind, Kinds
from api.jobs.run import JobRun
from api.worker import Worker
from sampler.errors import Invalid
from sampler.staged import Staged
from sampler.store.jobs import Plain
from sampler.store.tables import BureauRow
from tests.api.worker.authority import Authority, wiring_of

LEASE, POLL = timedelta(milliseconds=400), timedelta(milliseconds=50)
PATIENCE = 60  # seconds; the machine may be busy with other things
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["__main__", __name__])

Seen = TypeVar("Seen")


def count(run: JobRun) -> Plain:
    """A job for tests: numbers written down one by one, each with the process that wrote it."""
    params = run.claim.params
    done = (run.checkpoint or {"done": 0})["done"]
    for number in run.each(range(done + 1, params["total"] + 1)):
        time.sleep(params.get("pause", 0))
        with run.save({"done": number}, done=number, total=params["total"]) as session:
            name = f"{run.claim.id}-{number}"
            session.execute(insert(BureauRow).values(code=name, name=name, aliases=[], parent=str(os.getpid())))
    return {"counted": params["total"]}


def fail(run: JobRun) -> Plain:
    raise Invalid("file_damaged", file="名录库.csv")


def crash(run: JobRun) -> Plain:
    raise ValueError("张三 13900001234")


TRIALS: Kinds = {
    **KINDS,
    "count": Kind(count, "register_papers", ""),
    "fail": Kind(fail, "register_papers", ""),
    "crash": Kind(crash, "register_papers", ""),
}


def work(url: str, data: str, lease: timedelta) -> None:
    """A worker until SIGTERM; what it says goes to a file of its own."""
    logging.basicConfig(filename=Path(data) / f"worker-{os.getpid()}.log", level=logging.INFO)
    worker = Worker(wiring_of(url, Path(data)), TRIALS, lease=lease, poll=POLL)
    signal.signal(signal.SIGTERM, lambda *_: worker.leave())
    worker.run()
    worker.wiring.store.close()


def work_and_die_before_publishing(url: str, data: str, lease: timedelta) -> None:
    """A worker that is killed when its act is committed and the record's files are not yet in their place."""
    Staged.publish = lambda _: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
    work(url, data, lease)


class Crew:
    """The workers of one authority."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.workers: list[ForkServerProcess] = []

    def start(
        self, target: Callable[[str, str, timedelta], None] = work, *, lease: timedelta = LEASE
    ) -> ForkServerProcess:
        process = FORKS.Process(target=target, args=(self.authority.url, str(self.authority.data), lease))
        process.start()
        self.workers.append(process)
        return process

    def log(self, worker: ForkServerProcess) -> str:
        return (self.authority.data / f"worker-{worker.pid}.log").read_text(encoding="utf-8")


def kill(worker: ForkServerProcess) -> None:
    worker.kill()
    worker.join(PATIENCE)


@contextmanager
def crew_of(authority: Authority) -> Iterator[Crew]:
    crew = Crew(authority)
    try:
        yield crew
    finally:
        for worker in crew.workers:
            kill(worker)
            worker.close()


def wait_for(look: Callable[[], Seen | None], *, patience: float = PATIENCE) -> Seen:
    """What `look` sees at last."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if seen := look():
            return seen
        time.sleep(0.01)
    raise TimeoutError
