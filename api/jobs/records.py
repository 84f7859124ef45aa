"""The chain folder as the database says it should be, whatever moment a crash chose."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from api.wiring import Wiring
from sampler.errors import Broken, SamplerError
from sampler.intake import sweep
from sampler.record import CEREMONY
from sampler.staged import Staged
from sampler.store import chain
from sampler.store.queries.draws import frozen_notices
from sampler.store.queries.trail import thawed

ABANDONED = timedelta(days=1)  # no door takes that long between staging a record and its commit


@contextmanager
def staged_with(staged: Staged) -> Iterator[None]:
    """Record files appear in the record when the act beside them is committed, and are forgotten when it is refused.

    Where the environment fails nobody knows whether it was committed: the files stay until `settle_records` does.
    """
    try:
        yield
    except SamplerError as error:
        if not isinstance(error, Broken):
            staged.discard()
        raise
    staged.publish()


def settle_records(wiring: Wiring, at: datetime) -> None:
    """Publish record files whose act was committed, forget those whose act was not, open the records that were opened,
    write entries that are missing; take away what a killed import left half-written, and freezes that are none any
    more: what was thawed stays, as far as the trail tells of it.
    """
    with wiring.store.reading() as session:
        entered = chain.hashes(session)
        entries = chain.entries(session)
        later = [chain.entered(row) for row in entries if row.kind not in chain.IN_A_RECORD]
        drawn = {row.draw_id for row in entries if row.kind == "outcome"}
        undrawn = [row for row in entries if row.kind == "ceremony" and row.draw_id not in drawn]
        opened = {row.draw_id for row in entries if row.kind in chain.OPENING}
        frozen = frozen_notices(session) | thawed(session)
    wiring.files.settle(entered, abandoned_before=at - ABANDONED)
    wiring.files.forget_frozen(frozen, abandoned_before=at - ABANDONED)
    for row in undrawn:  # void, with the value that two people had agreed on
        wiring.files.put_record(row.draw_id, {CEREMONY: row.text})
    for draw_id in opened:
        wiring.files.open_record(draw_id)
    for entry in later:
        wiring.files.put_entry(entry.number, entry.files)
    sweep(wiring.files.snapshots, ".import-*", at - ABANDONED)
    wiring.intake.sweep(at - ABANDONED)
