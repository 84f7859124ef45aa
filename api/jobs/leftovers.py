"""What was done long ago: ended jobs, and the files that were handed in for them."""

import logging
from datetime import datetime

from api.wiring import Wiring
from sampler.store import jobs
from sampler.store.queries.jobs import files_in_use
from sampler.store.queries.snapshots import snapshots

log = logging.getLogger("sampler.worker")


def forget_leftovers(wiring: Wiring, at: datetime) -> None:
    """Forget the jobs that ended longer ago than the settings say, and the files that no job speaks of any more.

    A file stays whose name an accepted snapshot gives as its source.
    """
    before, store = at - wiring.settings.jobs_kept, wiring.store
    with store.reading() as session:
        old = jobs.has_old(session, before)
    forgotten = 0
    if old:
        with store.transaction() as session:
            forgotten = jobs.forget(session, before)
    with store.reading() as session:
        used, named = files_in_use(session), {line.source for line in snapshots(session)}
    files = wiring.intake.forget(before, used, named)
    if forgotten or files:
        log.info("forgot %d old jobs and %d files", forgotten, files)
