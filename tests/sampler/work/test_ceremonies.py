"""Ceremonies in any order by anybody: what the model does not allow is refused, and the chain stays what it must be."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from sampler.ceremony import complete
from sampler.errors import Missing, SamplerError
from sampler.files import Files
from sampler.plan import TASK_MOVES, TaskState
from sampler.record import CEREMONY
from sampler.seed import format_time, parse_time
from sampler.store import chain
from sampler.store.queries.draws import draw_detail
from sampler.store.queries.entries import public_entries
from sampler.store.session import Store
from sampler.store.tables import DrawRow
from sampler.trail import Actor
from sampler.values import Hand
from sampler.verify import verify
from sampler.work import ceremony, values, voids
from tests.sampler.work.office import AUTHORITY, OPERATOR, SALT, VALUE, WITNESS, Office
from tests.sealing import SEALING

ID = "410212-2026-11-001"
OTHER = "27182818284590452353"
APPROVER = Actor(name="leader-1")
PEOPLE = st.sampled_from([OPERATOR, WITNESS, APPROVER])
REASON = "骰子落地"
MINUTE = timedelta(minutes=1)  # how far the office's clock goes with an act
OPEN_BY = "2026-12-24T00:00:00Z"


class Ceremonies(RuleBasedStateMachine):
    """One draw after another under one id; the model knows who typed what, who asked for a void, whether the hour came.

    A void uses its id up: the wandering then ends.
    """

    def __init__(self, store: Store, files: Files) -> None:
        super().__init__()
        self.files = files
        self.office = Office(store, files)
        self.office.register()
        self.state = TaskState.DRAFT
        self.forget()

    def forget(self) -> None:
        self.sealed = False
        self.typed: list[dict[Hand, tuple[str, str]]] = [{}]
        self.asked: str | None = None
        self.announced = False
        self.thrown_away = False

    def attempt(self, allowed: bool, perform: Callable[[], object]) -> bool:
        """Perform it, or see it refused; says whether it was performed."""
        if allowed:
            perform()
        else:
            with pytest.raises(SamplerError):
                perform()
        return allowed

    def may(self, act: str) -> bool:
        return (self.state, act) in TASK_MOVES

    @property
    def salt(self) -> str:
        return SALT if self.office.frozen[ID].notice.sealed else ""

    @property
    def early(self) -> bool:
        return self.office.now < parse_time(self.office.frozen[ID].notice.seed_at)

    @property
    def agreed(self) -> bool:
        last = self.typed[-1]
        return len(last) == 2 and last[Hand.OPERATOR][1] == last[Hand.WITNESS][1]

    @rule(sealed=st.booleans())
    def freeze(self, sealed: bool) -> None:
        secret = {"salt": SALT, "open_by": OPEN_BY} if sealed else {}
        if self.attempt(self.may("freeze"), lambda: self.office.freeze(ID, **secret)):
            self.forget()
            self.sealed, self.state = sealed, TaskState.FROZEN

    @precondition(lambda self: self.state is not TaskState.DRAFT)
    @rule()
    def thaw(self) -> None:
        if self.attempt(self.may("thaw"), lambda: self.office.thaw(ID)):
            self.forget()
            self.state = TaskState.DRAFT

    @precondition(lambda self: self.state is not TaskState.DRAFT)
    @rule()
    def announce(self) -> None:
        early = self.office.now + MINUTE < parse_time(self.office.frozen[ID].notice.seed_at)
        if self.attempt(self.may("announce") and early, lambda: self.office.announce(ID)):
            self.state, self.announced = TaskState.ANNOUNCED, True

    @precondition(lambda self: self.state is TaskState.ANNOUNCED)
    @rule()
    def let_the_hour_come(self) -> None:
        self.office.now = max(self.office.now, parse_time(self.office.frozen[ID].notice.seed_at))

    @precondition(lambda self: self.state is not TaskState.DRAFT)
    @rule(hand=st.sampled_from(Hand), person=PEOPLE, value=st.sampled_from([VALUE, VALUE, OTHER]))
    def type_value(self, hand: Hand, person: Actor, value: str) -> None:
        at = self.office.tick()
        over = len(self.typed[-1]) == 2 and not self.agreed
        slots = {} if over else self.typed[-1]
        other = Hand.WITNESS if hand is Hand.OPERATOR else Hand.OPERATOR
        both = any(known.get(other, ("",))[0] == person.name for known in self.typed)
        same = slots.get(hand, (person.name, value)) == (person.name, value)
        allowed = self.state is TaskState.ANNOUNCED and not self.early and not both and same

        def perform() -> None:
            with self.office.store.transaction() as session:
                values.type_value(session, person, at, ID, hand, value)

        if self.attempt(allowed, perform):
            if over:
                self.typed.append({})
            self.typed[-1][hand] = (person.name, value)

    @precondition(lambda self: self.state is not TaskState.DRAFT)
    @rule(person=PEOPLE)
    def hold_ceremony(self, person: Actor) -> None:
        frozen = self.office.frozen[ID]
        at = format_time(max(self.office.tick(), parse_time(frozen.notice.seed_at)))
        with self.office.store.reading() as session:
            place = chain.next_place(session, AUTHORITY) if self.announced else None
        value = self.typed[-1][Hand.OPERATOR][1] if self.agreed else VALUE
        witness = self.typed[-1][Hand.WITNESS][0] if self.agreed else ""
        record = complete(frozen, value, at=at, salt=self.salt, place=place)

        def perform() -> None:
            with self.office.store.transaction() as session:
                ceremony.hold_ceremony(session, person, parse_time(at), record)

        allowed = self.state is TaskState.ANNOUNCED and self.agreed and person.name != witness
        if self.attempt(allowed, perform):
            self.files.put_record(ID, record.files, sealed=frozen.notice.sealed)
            self.state = TaskState.DRAWN
            self.office.now = parse_time(at)

    @precondition(lambda self: self.state is not TaskState.DRAFT)
    @rule()
    def dispatch(self) -> None:
        if self.attempt(self.may("dispatch"), lambda: self.office.dispatch(ID)):
            self.state = TaskState.DISPATCHED

    @precondition(lambda self: self.state is not TaskState.DRAFT)
    @rule()
    def reveal(self) -> None:
        allowed = self.sealed and self.state in (TaskState.DRAWN, TaskState.DISPATCHED)
        if self.attempt(allowed, lambda: self.office.reveal(ID)):
            self.sealed = False

    @precondition(lambda self: self.state is not TaskState.DRAFT)
    @rule(person=PEOPLE)
    def ask_void(self, person: Actor) -> None:
        def perform() -> None:
            with self.office.store.transaction() as session:
                voids.ask_void(session, person, self.office.tick(), ID, reason=REASON)

        if self.attempt(self.may("void"), perform):
            self.asked = person.name

    @precondition(lambda self: self.asked is not None)
    @rule(person=PEOPLE)
    def approve_void(self, person: Actor) -> None:
        def perform() -> None:
            at = self.office.tick()
            with self.office.store.transaction() as session:
                entered = voids.approve_void(session, person, at, ID, reason=REASON, salt=self.salt)
            if thrown_away:
                self.files.put_record(ID, {CEREMONY: self.ceremony_entry()})
            self.office.opened(ID, entered)

        thrown_away = self.state is TaskState.ANNOUNCED and self.agreed
        if self.attempt(self.may("void") and person.name != self.asked, perform):
            self.thrown_away = thrown_away
            self.state, self.asked, self.sealed = TaskState.VOID, None, False

    def ceremony_entry(self) -> bytes:
        with self.office.store.reading() as session:
            return next(entry.text for entry in chain.entries(session) if entry.kind == "ceremony")

    @invariant()
    def the_database_agrees(self) -> None:
        with self.office.store.reading() as session:
            row = session.scalar(select(DrawRow).where(DrawRow.draw_id == ID))
            entries = chain.entries(session)
            public = public_entries(session)
        assert (row.state if row else TaskState.DRAFT) is self.state
        assert (row.sealed if row else False) is self.sealed
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        kinds = [entry.kind for entry in entries]
        assert all(kinds.count(kind) <= 1 for kind in kinds)
        assert ("ceremony" in kinds) is ("outcome" in kinds or self.thrown_away)
        assert [entry.prev for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
        assert len(public) == len(entries)
        assert bool(public) is self.announced
        assert self.office.verified().ok

    @invariant()
    def nothing_is_public_before_its_time(self) -> None:
        if not self.announced:
            with pytest.raises(Missing), self.office.store.reading() as session:
                draw_detail(session, ID)
        elif self.sealed:
            shown = self.office.detail(ID)
            assert shown.seed is None
            assert all(stratum.cutoff is None for stratum in shown.strata)
            assert not {"20-seed.txt", "40-sample.tsv"} & {file.name for file in shown.files}

    def teardown(self) -> None:
        if self.announced:
            self.hold_the_files_to_the_rules()
        self.office.store.close()

    def hold_the_files_to_the_rules(self) -> None:
        """What lies on the disk, as a stranger checks it: then, and a year later, when nothing may still be owed."""
        owed = {"outcome_in_time"} if self.state is TaskState.ANNOUNCED else set()
        shut = {"opened_in_time"} if self.sealed else set()
        assert self.faults(self.office.now) == set()
        if self.thrown_away:
            assert " thrown away: " in self.said_of_the_void()
        assert self.faults(self.office.now + timedelta(days=365)) == owed | shut

    def said_of_the_void(self) -> str:
        verdict = verify([self.files.record(ID)], chain=self.files.chain, now=format_time(self.office.now))
        return next(caution.detail for caution in verdict.cautions if caution.name == "voided_late")

    def faults(self, at: datetime) -> set[str]:
        verdict = verify([self.files.record(ID)], chain=self.files.chain, now=format_time(at))
        assert verdict.checks
        return {check.name for check in verdict.failures}


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 12), ("postgresql", 3)])
def test_no_ceremony_but_the_allowed(fresh: Callable[[str], Store], tmp_path: Path, kind: str, examples: int) -> None:
    offices = count()
    run_state_machine_as_test(
        lambda: Ceremonies(fresh(kind), Files(tmp_path / f"office-{next(offices)}", SEALING)),
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
