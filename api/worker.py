"""The worker: takes jobs from the ledger and performs them, one at a time, until it is told to leave.

Any number of workers share the jobs of one database. `sampler worker` is one in a process of its own; on the embedded
database each process of `sampler serve` holds one in a thread. A worker that is killed is replaced by any other once
its lease has run out (sampler/store/jobs.py says why nothing is done twice).

Only here is every exception caught: a job may fail, its worker goes on. What is logged names the job, the error's code
or class and the place in the program, never what was being worked on.
"""

import logging
import os
import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread, get_ident

from api.access import ask, recording_refusals
from api.jobs.kinds import KINDS, Kinds
from api.jobs.leftovers import forget_leftovers
from api.jobs.run import FAREWELL, Clock, JobRun, Leave
from api.wiring import Wiring, now
from sampler.errors import Broken, Conflict, SamplerError
from sampler.store import jobs
from sampler.store.jobs import Claim, Plain

LEASE = timedelta(seconds=30)
POLL = timedelta(seconds=1)
TIDIED_EVERY = timedelta(hours=1)
BEATS = 3  # heartbeats a lease
# somebody else's act came between: the next attempt builds on it
WORTH_ANOTHER_TRY = frozenset({"chain_moved_on", "entered_by_another"})

log = logging.getLogger("sampler.worker")


class Worker:
    """`lease`: how long a silent worker is waited for; `poll`: how often an idle one looks for work."""

    def __init__(
        self,
        wiring: Wiring,
        kinds: Kinds = KINDS,
        *,
        clock: Clock = now,
        lease: timedelta = LEASE,
        poll: timedelta = POLL,
    ) -> None:
        self.wiring = wiring
        self.kinds = kinds
        self.clock = clock
        self.lease = lease
        self.poll = poll
        self.leaving = Event()
        self.tidied_at: datetime | None = None
        self.troubled = False  # the last look for work failed, and that was said

    def leave(self) -> None:
        """Finish the step under way, give the job back, and end `run`. May be called from a signal or a thread."""
        self.leaving.set()

    def run(self, *, only: int | None = None, until_idle: bool = False) -> None:
        """Perform jobs (`only`: that one, as often as it comes up) until told to leave, or until there is none."""
        while not self.leaving.is_set():
            if not self.perform_next(only):
                if until_idle:
                    return
                if only is None:
                    self.tidy()
                self.leaving.wait(self.poll.total_seconds())

    def tidy(self) -> None:
        """Now and then, with nothing else to do: forget what was done long ago."""
        at = self.clock()
        if self.tidied_at is not None and at - self.tidied_at < TIDIED_EVERY:
            return
        self.tidied_at = at
        try:
            forget_leftovers(self.wiring, at)
        except Exception as error:  # noqa: BLE001  # it can be done an hour later
            log.warning("forgetting old jobs failed: %s", _name(error))

    def perform_next(self, only: int | None = None) -> bool:
        """Perform the next job (`only`: that one); False where there is none, or the database can't be asked."""
        try:
            claim = self._claim(only)
        except Exception as error:  # noqa: BLE001  # the database is away: it is asked again
            if not self.troubled:
                log.warning("looking for work failed: %s", _name(error))
            self.troubled = True
            return False
        self.troubled = False
        if claim is None:
            return False
        with self._heartbeat(claim):
            self._perform(claim)
        return True

    def _claim(self, only: int | None) -> Claim | None:
        store = self.wiring.store
        with store.reading() as session:
            if not jobs.is_waiting(session, self.clock(), self.kinds):
                return None
        with store.transaction() as session:
            jobs.reap(session, self.clock())
        owner = f"{socket.gethostname()}:{os.getpid()}:{get_ident()}"
        with suppress(Conflict), store.transaction() as session:  # another worker took the same subject's job just now
            return jobs.claim(session, self.clock(), owner=owner, lease=self.lease, kinds=self.kinds, only=only)
        return None

    def _perform(self, claim: Claim) -> None:
        """Perform a job and note how it ended. Where even that fails the lease runs out, and the job goes on later."""
        log.info("job %d %s: attempt %d", claim.id, claim.kind, claim.attempts)
        try:
            self._end(claim)
        except Exception as error:  # noqa: BLE001  # see above
            log.warning("job %d %s: left to its lease: %s", claim.id, claim.kind, _name(error))

    def _end(self, claim: Claim) -> None:
        store = self.wiring.store
        try:
            result = self._result(claim)
        except Leave:
            with store.transaction() as session:
                jobs.give_back(session, self.clock(), claim)
            log.info("job %d %s: given back", claim.id, claim.kind)
        except SamplerError as error:
            with store.transaction() as session:
                failed = jobs.fail(session, self.clock(), claim, error, again=_is_passing(error))
            log.log(logging.ERROR if failed else logging.WARNING, "job %d %s: %s", claim.id, claim.kind, error.code)
        else:
            with store.transaction() as session:
                jobs.finish(session, self.clock(), claim, result)
            log.info("job %d %s: done", claim.id, claim.kind)

    def _result(self, claim: Claim) -> Plain:
        """What the job gives; a mistake in the program becomes `Broken("job_crashed")`."""
        kind = self.kinds[claim.kind]
        run = JobRun(
            wiring=self.wiring,
            actor=claim.actor,
            now=self.clock,
            checkpoint=claim.checkpoint,
            claim=claim,
            lease=self.lease,
            leaving=self.leaving,
        )
        try:
            with self.wiring.store.reading() as session:
                bureau = kind.bureau_of(session, claim.params)
            ask(self.wiring, claim.actor, kind.act, bureau)
            with recording_refusals(self.wiring, claim.actor, kind.act, claim.subject):
                return kind.perform(run)
        except (SamplerError, Leave):
            raise
        except Exception as error:
            raise Broken("job_crashed", error=_name(error), place=_place(error)) from error

    @contextmanager
    def _heartbeat(self, claim: Claim) -> Iterator[None]:
        """Renew the lease while the block runs, whatever the database answers meanwhile."""
        over = Event()
        heart = Thread(target=self._beat, args=(claim, over), name=f"job-{claim.id}-lease", daemon=True)
        heart.start()
        try:
            yield
        finally:
            over.set()
            heart.join()

    def _beat(self, claim: Claim, over: Event) -> None:
        while not over.wait(self.lease.total_seconds() / BEATS):
            try:
                with self.wiring.store.transaction() as session:
                    jobs.renew(session, self.clock(), claim, self.lease)
            except Conflict:
                return  # somebody else has the job, or it is over
            except Exception as error:  # noqa: BLE001  # a busy database must not end the heartbeat
                log.warning("job %d %s: heartbeat failed: %s", claim.id, claim.kind, _name(error))


@contextmanager
def working(worker: Worker, *, only: int | None = None) -> Iterator[Worker]:
    """The worker at work in a thread as long as the block runs, and for a last step after it."""
    thread = Thread(target=worker.run, kwargs={"only": only}, name="worker", daemon=True)
    thread.start()
    try:
        yield worker
    finally:
        worker.leave()
        thread.join(FAREWELL.total_seconds())


def _is_passing(error: SamplerError) -> bool:
    """Whether the same may go well later."""
    return isinstance(error, Broken) or error.code in WORTH_ANOTHER_TRY


def _name(error: Exception) -> str:
    return error.code if isinstance(error, SamplerError) else type(error).__name__


def _place(error: Exception) -> str:
    """Where in the program it happened."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{os.path.basename(last.filename)}:{last.lineno}"
