"""How a long act is performed: at once while somebody waits for it, or as a job that goes on where a worker was killed.

An act is written once, against `Run`: what it changes in the database it changes inside `save`, what it has written so
far it reads from `checkpoint`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import TypeVar

from sqlalchemy.orm import Session

from api.wiring import Wiring
from sampler.errors import Broken
from sampler.progress import Progress, no_progress
from sampler.store import jobs
from sampler.store.jobs import Claim, Plain, Reached
from sampler.trail import Actor

TOLD_EVERY = timedelta(milliseconds=500)
FAREWELL = timedelta(seconds=10)  # for a step under way when the worker is told to leave

Clock = Callable[[], datetime]
Item = TypeVar("Item")


class Leave(Exception):
    """The worker was told to leave, and the job stands at a checkpoint, or will begin its step anew."""


@dataclass(slots=True, kw_only=True)
class Run:
    """An act performed at once: it is never interrupted, and tells `tell` how far it is."""

    wiring: Wiring
    actor: Actor
    now: Clock
    tell: Progress = no_progress
    checkpoint: Plain | None = None

    @contextmanager
    def save(self, checkpoint: Plain, *, done: int | None = None, total: int | None = None) -> Iterator[Session]:
        """The transaction of one step: what is changed in it, and the checkpoint after it, are committed together."""
        with self.wiring.store.transaction() as session:
            yield session
        self.checkpoint = checkpoint
        if done is not None:
            self.tell(done, done if total is None else total)

    def progress(self, done: int, total: int) -> None:
        """How far a step is that has no checkpoints of its own."""
        self.tell(done, total)

    def say(self, step: str) -> None:
        """What is being done now, by its code (`kinds.STEPS`)."""

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, one step each: between two of them a worker may leave."""
        yield from items


@dataclass(slots=True, kw_only=True)
class JobRun(Run):
    """An act performed as a job, under a claim that another worker may have taken over meanwhile."""

    claim: Claim
    lease: timedelta
    leaving: Event
    told_at: datetime | None = field(default=None, init=False)
    left_at: datetime | None = field(default=None, init=False)

    @contextmanager
    def save(self, checkpoint: Plain, *, done: int | None = None, total: int | None = None) -> Iterator[Session]:
        """Raises `Conflict("lease_lost")`, `Conflict("job_cancelled")` before anything is changed."""
        reached = Reached(checkpoint=checkpoint, done=done, total=total)
        with self.wiring.store.transaction() as session:
            jobs.checkpoint(session, self.now(), self.claim, self.lease, reached)
            yield session
        self.checkpoint = checkpoint

    def progress(self, done: int, total: int) -> None:
        """Tells the database now and then; here a long step learns that it is cancelled, or must leave."""
        at = self.now()
        if self.told_at is None or at - self.told_at >= TOLD_EVERY or done >= total:
            self.told_at = at
            with suppress(Broken):  # a busy database can be told a little later
                self._tell(at, Reached(done=min(done, total), total=total))
        if self.leaving.is_set():
            self.left_at = self.left_at or at
            if at - self.left_at >= FAREWELL:
                raise Leave

    def say(self, step: str) -> None:
        self._tell(self.now(), Reached(step=step))

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            if self.leaving.is_set():
                raise Leave
            yield item

    def _tell(self, at: datetime, reached: Reached) -> None:
        with self.wiring.store.transaction() as session:
            jobs.checkpoint(session, at, self.claim, self.lease, reached)
