"""Every move that is not in the tables is refused: by trying all of them, and by wandering about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import SamplerError
from sampler.plan import TARGET_MOVES, TASK_MOVES, TargetState, TaskState
from sampler.store.session import Store
from sampler.store.tables import DrawRow, TargetRow
from tests.sampler.work.office import Office

ID = "410212-2026-11-001"
TASK_ACTS = ("freeze", "thaw", "announce", "hold_ceremony", "dispatch", "void", "close")
TARGET_ACTS = ("submit", "review_first", "review_second", "send_back")
WAY = ("freeze", "announce", "hold_ceremony", "dispatch", "submit", "review_first", "review_second", "release", "close")
CHECKING = (TaskState.DISPATCHED, TaskState.INSPECTING, TaskState.INSPECTED)


def perform(office: Office, act: str, chosen: list[str]) -> None:
    """One act on the draw, on these of its targets where it asks for them."""
    if act == "submit":
        office.submit(ID, [office.finding(entity_id) for entity_id in chosen])
    elif act in TARGET_ACTS:
        getattr(office, act)(ID, chosen)
    else:
        getattr(office, act)(ID)


def read_states(store: Store) -> tuple[TaskState, dict[str, TargetState]]:
    """The draw's state and its targets' as the database has them; a draw that isn't there is a draft."""
    with store.reading() as session:
        task = session.scalar(select(DrawRow.state).where(DrawRow.draw_id == ID))
        targets = session.execute(select(TargetRow.entity_id, TargetRow.state).where(TargetRow.draw_id == ID))
        return task or TaskState.DRAFT, {row.entity_id: row.state for row in targets}


class Model:
    """What the tables of moves say must come of an act."""

    def __init__(self) -> None:
        self.task = TaskState.DRAFT
        self.targets: dict[str, TargetState] = {}

    def allows(self, act: str, chosen: list[str]) -> bool:
        if act == "release":
            waiting = all((state, "release") in TARGET_MOVES for state in self.targets.values())
            return (self.task, act) in TASK_MOVES and waiting
        if act in TARGET_ACTS:
            known = bool(chosen) and all(
                (self.targets.get(entity_id, TargetState.RELEASED), act) in TARGET_MOVES for entity_id in chosen
            )
            return known and (act != "submit" or self.task in CHECKING)
        return (self.task, act) in TASK_MOVES

    def apply(self, act: str, chosen: list[str], drawn: Callable[[], list[str]]) -> None:
        if act in TARGET_ACTS or act == "release":
            for entity_id in list(self.targets) if act == "release" else chosen:
                self.targets[entity_id] = TARGET_MOVES[self.targets[entity_id], act]
        if act == "submit":
            self._check()
        elif act not in TARGET_ACTS:
            self.task = TASK_MOVES[self.task, act]
        if act == "hold_ceremony":
            self.targets = dict.fromkeys(drawn(), TargetState.OPEN)

    def _check(self) -> None:
        if self.task is TaskState.DISPATCHED:
            self.task = TASK_MOVES[self.task, "first_finding"]
        if self.task is TaskState.INSPECTING and TargetState.OPEN not in self.targets.values():
            self.task = TASK_MOVES[self.task, "last_finding"]


class Wandering(RuleBasedStateMachine):
    """Acts in any order on one draw; the database must agree with the model after each."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.office = Office(store)
        self.office.register()
        self.model = Model()
        self.acts = 1

    def attempt(self, act: str, chosen: list[str]) -> None:
        before = self.office.now
        if self.model.allows(act, chosen):
            perform(self.office, act, chosen)
            self.model.apply(act, chosen, lambda: self.office.drawn(ID))
            self.acts += 3 if act == "hold_ceremony" else 1  # its value was typed by two people
        else:
            with pytest.raises((SamplerError, KeyError)):  # KeyError: there is no notice to complete
                perform(self.office, act, chosen)
            self.office.now = before

    @rule(act=st.sampled_from([*TASK_ACTS, "release"]))
    def try_on_task(self, act: str) -> None:
        self.attempt(act, [])

    @precondition(lambda self: self.model.targets)
    @rule(act=st.sampled_from(TARGET_ACTS), data=st.data())
    def try_on_targets(self, act: str, data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(sorted(self.model.targets)), min_size=1, unique=True))
        self.attempt(act, chosen)

    @precondition(lambda self: self.model.task is not TaskState.VOID)
    @rule()
    def go_on(self) -> None:
        """The first act of the usual way that is allowed now, so that the wandering comes far."""
        for act in WAY:
            able = [entity_id for entity_id, state in self.model.targets.items() if (state, act) in TARGET_MOVES]
            if self.model.allows(act, able):
                self.attempt(act, able)
                return

    @invariant()
    def the_database_agrees(self) -> None:
        assert read_states(self.office.store) == (self.model.task, self.model.targets)
        check = self.office.verified()
        assert check.ok
        assert check.rows == self.acts

    def teardown(self) -> None:
        self.office.store.close()


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 25), ("postgresql", 5)])
def test_wandering_finds_no_other_move(fresh: Callable[[str], Store], kind: str, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Wandering(fresh(kind)),
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )


class Undone(Exception):
    """An act was let through, and taken back."""


class Trial:
    """A store whose acts are tried and never committed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reading = store.reading

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with self._store.transaction() as session:
            yield session
            session.flush()
            raise Undone


def is_let_through(office: Office, act: str, chosen: list[str]) -> bool:
    """Whether the act is performed; it leaves nothing. A refusal for any other reason than the move fails the test."""
    trial = replace(office, store=Trial(office.store))  # type: ignore[arg-type]
    with pytest.raises((Undone, SamplerError)) as caught:
        perform(trial, act, chosen)
    if isinstance(caught.value, Undone):
        return True
    assert str(caught.value).startswith(("move_not_allowed", "draw_id_taken"))
    return False


def bring_to(office: Office, state: TaskState) -> None:
    """The draw in `state`, by the usual way."""
    way = ("freeze", "announce", "void") if state is TaskState.VOID else WAY
    for act in way:
        if read_states(office.store)[0] is state:
            return
        ids = office.drawn(ID) if act in TARGET_ACTS else []
        perform(office, act, ids[:1] if state is TaskState.INSPECTING else ids)


@pytest.mark.parametrize("state", [state for state in TaskState if state is not TaskState.DRAFT])
def test_a_task_makes_no_other_move(office: Office, state: TaskState) -> None:
    bring_to(office, state)
    if state is TaskState.INSPECTED:
        office.review_first(ID)
        office.review_second(ID)
    before = read_states(office.store)
    assert before[0] is state
    tried = {act: is_let_through(office, act, []) for act in (*TASK_ACTS, "release")}
    assert tried == {act: (state, act) in TASK_MOVES for act in tried}
    assert read_states(office.store) == before


@pytest.mark.parametrize("state", list(TargetState))
def test_a_target_makes_no_other_move(office: Office, state: TargetState) -> None:
    bring_to(office, TaskState.DISPATCHED)
    one, *others = office.drawn(ID)
    if state is not TargetState.OPEN:
        office.submit(ID)
    if state is TargetState.SENT_BACK:
        office.send_back(ID, [one])
    if state in (TargetState.REVIEWED_FIRST, TargetState.REVIEWED_SECOND, TargetState.RELEASED):
        office.review_first(ID)
    if state in (TargetState.REVIEWED_SECOND, TargetState.RELEASED):
        office.review_second(ID)
    if state is TargetState.RELEASED:
        office.release(ID)
    assert read_states(office.store)[1][one] is state
    tried = {act: is_let_through(office, act, [one]) for act in (*TARGET_ACTS, "release")}
    assert tried == {act: (state, act) in TARGET_MOVES for act in tried}
    assert others
