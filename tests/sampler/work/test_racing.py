"""Two operators race for one ceremony, in processes of their own, on both databases: it is held once."""

from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from sampler.ceremony import Frozen, complete
from sampler.errors import SamplerError
from sampler.seed import format_time, parse_time
from sampler.store import chain
from sampler.store.session import Store
from sampler.trail import Actor
from sampler.values import Hand
from sampler.work import ceremony, values
from tests.sampler.work.office import AUTHORITY, SEED_AT, VALUE, WITNESS, Office

ID = "410212-2026-11-001"
OPERATORS = ("operator-1", "operator-2")
Job = tuple[str, str, Frozen, str]  # the database, who, of which notice, at which second


def race(job: Job, gate: Barrier) -> str:
    """Everything that a door does: read the chain's head, compute the record, enter it."""
    url, name, frozen, at = job
    store, moment = Store(url), parse_time(at)
    with store.reading() as session:
        place = chain.next_place(session, AUTHORITY)
    record = complete(frozen, VALUE, at=at, place=place)
    gate.wait(30)
    try:
        with store.transaction() as session:
            ceremony.hold_ceremony(session, Actor(name=name), moment, record)
    except SamplerError as error:
        return error.code
    finally:
        store.close()
    return "held"


def type_it(job: Job, gate: Barrier) -> str:
    """The operator's first value, from two browsers at once."""
    url, name, frozen, at = job
    store = Store(url)
    gate.wait(30)
    try:
        with store.transaction() as session:
            values.type_value(session, Actor(name=name), parse_time(at), frozen.notice.draw_id, Hand.OPERATOR, VALUE)
    except SamplerError as error:
        return error.code
    finally:
        store.close()
    return "typed"


def run_both(work: Callable[[Job, Barrier], str], office: Office, at: str) -> Counter[str]:
    url = office.store.engine.url.render_as_string(hide_password=False)
    context = get_context("spawn")
    with context.Manager() as manager:
        gate = manager.Barrier(len(OPERATORS))
        jobs = [((url, name, office.frozen[ID], at), gate) for name in OPERATORS]
        with context.Pool(len(OPERATORS)) as pool:
            return Counter(pool.starmap(work, jobs))


def test_two_operators_racing(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    at = format_time(office.tick(SEED_AT))
    typed = run_both(type_it, office, at)
    assert typed == {"typed": 1, "value_typed_already": 1}
    with office.store.transaction() as session:
        values.type_value(session, WITNESS, office.now, ID, Hand.WITNESS, VALUE)
    held = run_both(race, office, at)
    assert held["held"] == 1
    assert set(held) <= {"held", "move_not_allowed"}
    with office.store.reading() as session:
        kinds = [row.kind for row in chain.entries(session, ID)]
    assert kinds == ["draw", "ceremony", "outcome"]
    acts = [act for act, _subject, _result in office.trail()]
    assert acts.count("hold_ceremony") == 1
    assert office.verified().ok
