"""A small authority with a real draw, whose steps are jobs: registry, snapshot, record and papers are all there."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from api.access import SHELL
from api.jobs.ceremony import hold_ceremony
from api.jobs.desk import Heading
from api.jobs.draws import Task, freeze_draw
from api.jobs.registry import import_file
from api.jobs.run import Run
from api.settings import read_settings
from api.wiring import Wiring, wire
from sampler.ceremony import Record, Terms, announce
from sampler.entity import credit_code_check
from sampler.finding import Finding
from sampler.intake import Upload
from sampler.plan import Sizes
from sampler.registry import ImportOptions
from sampler.roster import Bureau, Bureaus, read_roster
from sampler.seed import format_time
from sampler.store import chain, jobs
from sampler.store.jobs import Request
from sampler.store.queries.jobs import JobLine, job_line
from sampler.store.session import Store
from sampler.trail import Actor
from sampler.values import Hand
from sampler.work import draws, findings, reviews, values
from sampler.work.bureaus import register_bureaus

AUTHORITY = "410212"
DRAW_ID = "410212-2026-11-001"
VALUE = "31415926535897932384"
# in the past, so that the real clock is always later than what was done before
FROZEN_AT = datetime(2026, 9, 1, 1, tzinfo=UTC)
SEED_AT = FROZEN_AT + timedelta(hours=1)
HEADING = Heading(document_number="祥市监抽查〔2026〕1号", issued_on=date(2026, 9, 2))
DEADLINE = date(2026, 9, 30)


def bureaus(count: int) -> Bureaus:
    return Bureaus(tuple(Bureau(code=f"{AUTHORITY}{100 + n}", name=f"第{n + 1}市场监管所") for n in range(count)))


def registry(count: int, entities: int) -> bytes:
    """A registry file; entities are spread over the bureaus."""
    lines = ["统一社会信用代码,市场主体名称,登记状态,属地监管所,住所"]
    for number in range(entities):
        body = f"91{AUTHORITY}0000{number:05d}"
        lines.append(f"{body}{credit_code_check(body)},编造企业{number}号,存续,第{number % count + 1}市场监管所,编造路")
    return "\n".join([*lines, "不是代码,缺名,存续,,\n"]).encode()


def roster(count: int) -> bytes:
    lines = ["编号,姓名,单位,执法证号"]
    lines += [f"I{n:03d}-{i},检查员{n}{i},第{n + 1}市场监管所,Z{n}{i}" for n in range(count) for i in range(2)]
    return ("\n".join(lines) + "\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """`DRAW_ID` is drawn; `bureaus` are those that have targets."""

    wiring: Wiring
    roster: Upload
    snapshot: str
    record: Record

    @property
    def url(self) -> str:
        return self.wiring.store.engine.url.render_as_string(hide_password=False)

    @property
    def data(self) -> Path:
        return self.wiring.files.root

    @property
    def bureaus(self) -> set[str]:
        return {target.bureau for target in self.record.drawn.targets}

    def ask(self, request: Request, actor: Actor = SHELL) -> int:
        with self.wiring.store.transaction() as session:
            return jobs.enqueue(session, datetime.now(UTC), actor, request)

    def line(self, job: int) -> JobLine:
        with self.wiring.store.reading() as session:
            return job_line(session, job)


def wiring_of(url: str, data: Path) -> Wiring:
    return wire(read_settings({"SAMPLER_DATABASE_URL": url, "SAMPLER_DATA": str(data)}))


def found(store: Store, data: Path, *, count: int) -> Authority:
    """From the registry to the ceremony, each step performed at once."""
    wiring = wiring_of(store.engine.url.render_as_string(hide_password=False), data)

    def acting(at: datetime) -> Run:
        return Run(wiring=wiring, actor=SHELL, now=lambda: at)

    listed = bureaus(count)
    with wiring.store.transaction() as session:
        register_bureaus(session, SHELL, FROZEN_AT, listed)
    source = wiring.intake.put(io.BytesIO(registry(count, 10 * count)), "名录库.csv")
    imported = import_file(acting(FROZEN_AT), wiring.intake.path(source), ImportOptions(bureaus=listed))
    people = wiring.intake.put(io.BytesIO(roster(count)), "人员.csv")
    assert imported.snapshot
    task = Task(
        authority=AUTHORITY,
        title="2026年度双随机抽查",
        snapshot=imported.snapshot,
        roster=read_roster(wiring.intake.path(people), listed, on=FROZEN_AT.date()),
    )
    frozen = freeze_draw(acting(FROZEN_AT), task, terms(DRAW_ID))
    with wiring.store.transaction() as session:
        announced = announce(frozen, chain.next_place(session, AUTHORITY), at=frozen.notice.at)
        draws.announce(session, SHELL, FROZEN_AT, announced)
        for hand, person in ((Hand.OPERATOR, SHELL), (Hand.WITNESS, Actor(name="notary"))):
            values.type_value(session, person, SEED_AT, DRAW_ID, hand, VALUE)
    wiring.files.put_record(DRAW_ID, announced.files)
    record = hold_ceremony(acting(SEED_AT), DRAW_ID)
    return Authority(wiring=wiring, roster=people, snapshot=imported.snapshot, record=record)


def terms(draw_id: str, *, frozen_at: datetime = FROZEN_AT) -> Terms:
    return Terms(
        draw_id=draw_id,
        at=format_time(frozen_at),
        seed_at=format_time(frozen_at + timedelta(hours=1)),
        sizes=Sizes.parse(["1/2"]),
        team_size=2,
    )


def inspect(authority: Authority) -> None:
    """Every target found in order, and signed twice."""
    checked = [
        Finding(id=target.id, codes=frozenset({"none_found"}), finished_on=date(2026, 9, 10))
        for target in authority.record.drawn.targets
    ]
    at = SEED_AT + timedelta(days=20)
    first, second, inspector = (Actor(name=name) for name in ("first", "second", "inspector"))
    with authority.wiring.store.transaction() as session:
        draws.dispatch(session, SHELL, at, DRAW_ID)
        findings.submit(session, inspector, at, DRAW_ID, checked)
        reviews.review_first(session, first, at, DRAW_ID)
        reviews.review_second(session, second, at, DRAW_ID)
