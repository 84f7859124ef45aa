"""Acts on the database from a shell: the parts plugged together, the embedded database ready for use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from api.jobs.records import settle_records
from api.settings import read_settings
from api.wiring import Wiring, now, wire


@contextmanager
def open_wiring() -> Iterator[Wiring]:
    """The wiring of the environment's settings.

    The embedded SQLite database follows the program; another one is upgraded by its operator (`sampler db upgrade`),
    and is `Broken("database_not_upgraded")` until then.
    """
    wiring = wire(read_settings(os.environ))
    try:
        if wiring.store.embedded:
            wiring.store.upgrade()
        wiring.store.check()
        settle_records(wiring, now())
        yield wiring
    finally:
        wiring.store.close()
