"""The main job on invented data, from the registry file to the published result; every time is fixed, so that the
demo's record is always the same. It performs the acts that people perform, as six invented persons.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from api.jobs import ceremony, draws, releases
from api.jobs.notices import announce_draw
from api.jobs.packets import by_number
from api.jobs.papers import Press, Rendered
from api.jobs.registry import import_file
from api.jobs.run import Run
from api.progress_words import Step
from api.wiring import Wiring
from api.words import Words
from reports.fonts import Fonts
from sampler.ceremony import Frozen, Record, Terms
from sampler.day import day_in_china
from sampler.disk import write_bytes
from sampler.facts import PACKET_COLUMNS, Entities, Occasion, Sitting
from sampler.finding import read_findings
from sampler.plan import Sizes
from sampler.progress import Progress, Unit, no_progress
from sampler.registry import ImportOptions, open_snapshot, unit_of
from sampler.roster import Bureaus, Roster, read_bureaus, read_recusals, read_roster
from sampler.seed import format_time, parse_time
from sampler.store import trail
from sampler.store.queries.ceremonies import rounds_of
from sampler.synthetic import (
    demo_bureaus,
    demo_recusals,
    demo_registry,
    demo_roster,
    invented_findings,
    write_findings,
)
from sampler.trail import Actor
from sampler.values import Hand
from sampler.work import draws as draw_acts
from sampler.work import findings as finding_acts
from sampler.work import reviews, values
from sampler.work.bureaus import register_bureaus

AUTHORITY = "410212"
AUTHORITY_NAME = "开封市祥符区市场监督管理局"
DRAW_ID = "410212-2026-demo"
TASK = "2026年度市场主体双随机抽查"
DOCUMENT_NUMBER = "祥市监双随机〔2026〕演示1号"
PUBLIC_VALUE = "20260902050418739261"  # invented throws of 20 ten-sided dice
IMPORTED_AT = parse_time("2026-08-31T08:00:00Z")
FROZEN_AT = parse_time("2026-09-01T01:00:00Z")
SEED_AT = parse_time("2026-09-02T02:00:00Z")
HELD_AT = parse_time("2026-09-02T02:05:00Z")
DISPATCHED_AT = parse_time("2026-09-03T01:00:00Z")
CHECKED = (date(2026, 9, 7), date(2026, 9, 30))
SUBMITTED_AT = parse_time("2026-10-10T08:00:00Z")
REVIEWED_AT = parse_time("2026-10-14T08:00:00Z")
RELEASED_AT = parse_time("2026-10-16T01:00:00Z")

OPERATOR, WITNESS = Actor(name="demo-operator"), Actor(name="demo-witness")
PEOPLE = {OPERATOR.name: "演示操作员", WITNESS.name: "演示见证人"}
SITTING = Sitting(place="三楼会议室", present="演示人0001、演示人0002", remarks="全程录像")
INSPECTOR, FIRST, SECOND, THIRD = (Actor(name=f"demo-{role}") for role in ("inspector", "first", "second", "release"))

Steps = Callable[[str], AbstractContextManager[Step]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The files that an operator would have been given."""

    registry: Path
    bureaus: Path
    roster: Path
    recusals: Path
    findings: Path

    @classmethod
    def under(cls, folder: Path) -> "Inputs":
        names = ("registry", "bureaus", "roster", "recusals", "findings")
        return cls(**{name: folder / f"{name}.csv" for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """One run: where it works, how it says what it is doing. `papers` is a folder of the papers by their names."""

    wiring: Wiring
    inputs: Inputs
    papers: Path
    site: str
    words: Words
    fonts: Fonts
    steps: Steps

    def run(self) -> Record:
        """The whole month; returns the record."""
        self.write_inputs()
        bureaus = read_bureaus(self.inputs.bureaus)
        roster = read_roster(self.inputs.roster, bureaus, on=day_in_china(SEED_AT))
        snapshot = self.load(bureaus)
        self.freeze(snapshot, roster)
        record = self.draw()
        entities = self.entities(snapshot, record)
        self.dispatch(record, entities, bureaus, roster)
        self.inspect(record)
        self.publish(record, entities)
        return record

    def write_inputs(self) -> None:
        """Invent the registry, the bureaus, the roster and the recusals."""
        self.inputs.registry.parent.mkdir(parents=True, exist_ok=True)
        with self.steps(self.words("编造名录库")) as step:
            demo_registry(self.inputs.registry, progress=partial(step, unit=Unit.ROWS))
        demo_bureaus(self.inputs.bureaus)
        demo_roster(self.inputs.roster)
        demo_recusals(self.inputs.recusals)

    def load(self, bureaus: Bureaus) -> str:
        """Import the registry; returns the snapshot's digest."""
        with self.wiring.store.transaction() as session:
            register_bureaus(session, OPERATOR, IMPORTED_AT, bureaus)
        with self.steps(self.words("读取名录库")) as step:
            options = ImportOptions(bureaus=bureaus)
            rejects = self.inputs.registry.with_name("rejects.csv")
            run = self.acting(OPERATOR, IMPORTED_AT, partial(step, unit=unit_of(self.inputs.registry)))
            found = import_file(run, self.inputs.registry, options, rejects=rejects)
        assert found.snapshot is not None  # the demo's registry is ours
        return found.snapshot

    def freeze(self, snapshot: str, roster: Roster) -> Frozen:
        """Freeze and announce, with the notice's paper."""
        task = draws.Task(
            authority=AUTHORITY,
            title=TASK,
            snapshot=snapshot,
            roster=roster,
            recusals=read_recusals(self.inputs.recusals, roster),
        )
        terms = Terms(
            draw_id=DRAW_ID,
            at=format_time(FROZEN_AT),
            seed_at=format_time(SEED_AT),
            sizes=Sizes.parse([]),
            team_size=2,
        )
        with self.steps(self.words("锁定并公告")):
            acting = self.acting(OPERATOR, FROZEN_AT)
            draws.freeze_draw(acting, task, terms)
            announced, made = announce_draw(acting, DRAW_ID, self.press(FROZEN_AT), {})
            self.copy(made)
        return announced

    def draw(self) -> Record:
        """Hold the ceremony, with its minutes."""
        with self.steps(self.words("摇号并派发")):
            with self.wiring.store.transaction() as session:
                for hand, person in ((Hand.OPERATOR, OPERATOR), (Hand.WITNESS, WITNESS)):
                    values.type_value(session, person, HELD_AT, DRAW_ID, hand, PUBLIC_VALUE)
            record = ceremony.hold_ceremony(self.acting(OPERATOR, HELD_AT), DRAW_ID)
            with self.wiring.store.reading() as session:
                rounds = [known.named(PEOPLE) for known in rounds_of(session, DRAW_ID)]
            press = self.press(HELD_AT)
            self.put(HELD_AT, press.minutes(record, rounds, SITTING, announced_at=FROZEN_AT, sealed=False))
        return record

    def entities(self, snapshot: str, record: Record) -> Entities:
        """What the snapshot knows of the drawn."""
        ids = (target.id for target in record.drawn.targets)
        return open_snapshot(self.wiring.files.snapshot(snapshot)).rows_of(ids, PACKET_COLUMNS)

    def dispatch(self, record: Record, entities: Entities, bureaus: Bureaus, roster: Roster) -> None:
        """The list of targets, a packet for each bureau, and the dispatch."""
        names = {bureau.code: bureau.name for bureau in bureaus.entries}
        press = self.press(DISPATCHED_AT)
        made = list(press.target_list(record, entities, names))
        with self.steps(self.words("生成任务单")) as step:
            made += press.packets(
                record, entities, names, by_number(roster), CHECKED[1], partial(step, unit=Unit.PACKETS)
            )
        self.put(DISPATCHED_AT, made)
        with self.wiring.store.transaction() as session:
            draw_acts.dispatch(session, OPERATOR, DISPATCHED_AT, DRAW_ID)

    def inspect(self, record: Record) -> None:
        """Invented findings, submitted and reviewed twice."""
        with self.steps(self.words("录入检查结果，初审、审核")) as step:
            ids = [target.id for target in record.drawn.targets]
            write_findings(self.inputs.findings, invented_findings(ids, first=CHECKED[0], last=CHECKED[1]))
            findings = read_findings(self.inputs.findings)
            with self.wiring.store.transaction() as session:
                finding_acts.submit(session, INSPECTOR, SUBMITTED_AT, DRAW_ID, findings)
            step(1, 3)
            with self.wiring.store.transaction() as session:
                reviews.review_first(session, FIRST, REVIEWED_AT, DRAW_ID)
            step(2, 3)
            with self.wiring.store.transaction() as session:
                reviews.review_second(session, SECOND, REVIEWED_AT, DRAW_ID)
            step(3, 3)

    def publish(self, record: Record, entities: Entities) -> None:
        """The third signature and the published result."""
        with self.steps(self.words("审发并公示结果")):
            press = self.press(RELEASED_AT)
            made = press.publication(record, entities, read_findings(self.inputs.findings))
            releases.release(self.acting(THIRD, RELEASED_AT), record, entities, press)
            self.copy(made)

    def acting(self, actor: Actor, at: datetime, tell: Progress = no_progress) -> Run:
        """An act of one of the persons, at its time."""
        return Run(wiring=self.wiring, actor=actor, now=lambda: at, tell=tell)

    def press(self, at: datetime) -> Press:
        """The press of a day, with the head of the trail at that hour."""
        with self.wiring.store.reading() as session:
            head = trail.head(session)
        occasion = Occasion(
            authority_name=AUTHORITY_NAME,
            task=TASK,
            document_number=DOCUMENT_NUMBER,
            issued_on=day_in_china(at),
            verify_url=self.site + f"draws/{DRAW_ID}",
            trail_head=head,
            demo=True,
        )
        return Press(occasion=occasion, words=self.words, fonts=self.fonts)

    def put(self, at: datetime, made: list[Rendered] | tuple[Rendered, ...]) -> None:
        """Register papers, and lay them out by name."""
        releases.register(self.acting(OPERATOR, at), DRAW_ID, made, {})
        self.copy(made)

    def copy(self, made: list[Rendered] | tuple[Rendered, ...]) -> None:
        for paper in made:
            write_bytes(self.papers / paper.name, paper.data)
