"""Freezing a draw and holding its ceremony, with the record on disk before the act is committed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from api.wiring import Wiring
from sampler.assignment import duty_of
from sampler.ceremony import Frozen, Record, Terms, complete, freeze, frozen_from_files
from sampler.files import Staged
from sampler.frame import FRAME_COLUMNS, build_frame
from sampler.record import read_record
from sampler.registry.snapshot import open_snapshot
from sampler.roster import Recusal, Roster
from sampler.seed import format_time
from sampler.store import chain
from sampler.trail import Actor
from sampler.work import ceremony, draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be drawn from: a registered snapshot in strata, with these inspectors."""

    authority: str
    title: str
    snapshot: str
    roster: Roster
    recusals: Sequence[Recusal] = ()
    by: Sequence[str] = ("type",)
    demo: bool = False


@contextmanager
def staged_with(staged: Staged) -> Iterator[None]:
    """Record files appear in the record when the act beside them is committed, and are forgotten when it is not."""
    try:
        yield
    except BaseException:
        staged.discard()
        raise
    staged.publish()


def freeze_draw(wiring: Wiring, actor: Actor, task: Task, terms: Terms, at: datetime) -> Frozen:
    """Freeze at the chain's next place; `Conflict("chain_moved_on")` where somebody took it meanwhile."""
    snapshot = open_snapshot(wiring.files.snapshot(task.snapshot))
    batches = (batch.to_pydict() for batch in snapshot.batches(FRAME_COLUMNS))
    frame, exclusions = build_frame(batches, task.by)
    duty = duty_of(task.roster, task.recusals, frame, exclusions)
    with wiring.store.reading() as session:
        place = chain.next_place(session, task.authority)
    frozen = freeze(frame, exclusions, duty, replace(terms, at=format_time(at)), place)
    staged = wiring.files.stage_record(terms.draw_id, frozen.files)
    with staged_with(staged), wiring.store.transaction() as session:
        draws.freeze(session, actor, at, frozen, title=task.title, snapshot=task.snapshot, demo=task.demo)
    return frozen


def hold_ceremony(
    wiring: Wiring,
    actor: Actor,
    draw_id: str,
    public_value: str,
    at: datetime,
    *,
    witness: str,
    salt: str = "",
) -> Record:
    """Draw from the announced notice; the ceremony's entry takes the chain's next place."""
    frozen = frozen_from_files(read_record(wiring.files.record(draw_id)))
    with wiring.store.reading() as session:
        place = chain.next_place(session, frozen.notice.authority)
    record = complete(frozen, public_value, at=format_time(at), salt=salt, place=place)
    staged = wiring.files.stage_record(draw_id, record.files)
    with staged_with(staged), wiring.store.transaction() as session:
        ceremony.hold_ceremony(session, actor, at, record, witness=witness)
    return record
