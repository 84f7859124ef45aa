"""A small authority whose database holds a draw in every state that a page can meet, made by the acts themselves."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from api.settings import Settings
from api.wiring import Wiring
from sampler.assignment import Duty
from sampler.ceremony import Frozen, Record, Terms, announce, complete, freeze, frozen_from_files
from sampler.entity import credit_code_check
from sampler.files import Files
from sampler.finding import Finding
from sampler.frame import Exclusions, Frame
from sampler.plan import Sizes
from sampler.publication import OPEN_DATA_NAME, RESULT_COLUMNS
from sampler.record import SAMPLE
from sampler.seed import parse_time, sha256_hex
from sampler.store import chain
from sampler.store.queries.papers import draw_basis
from sampler.store.session import Store
from sampler.store.tables import BureauRow, SnapshotRow
from sampler.store.tables.papers import PaperKind
from sampler.trail import Actor
from sampler.values import Hand
from sampler.work import ceremony, draws, findings, papers, publications, reviews, values
from tests.sampler.registry.making import registration_number
from tests.sealing import SEALING

AUTHORITY = "410212"
OPERATOR, FIRST, SECOND, THIRD = (Actor(name=name) for name in ("zhang", "li", "wang", "zhao"))
NOTARY = Actor(name="qian")
SNAPSHOT = sha256_hex(b"an invented registry")
SALT = sha256_hex(b"an invented salt")
BUREAUS = {"410212101": "陈留市场监管所", "410212106": "朱仙镇市场监管所"}
KINDS = {"enterprise": ("91", 40), "individual": ("92", 90), "cooperative": ("93", 20)}
PDF = b"%PDF-1.4 an invented paper"

# where each draw of the site stands
RELEASED = "410212-2026-10-001"
VOID = "410212-2026-10-002"
CALLED_OFF = "410212-2026-10-003"  # void before its ceremony
ANNOUNCED = "410212-2026-11-001"
SEALED = "410212-2026-11-002"
REHEARSAL = "410212-2026-11-003"
FROZEN = "410212-2026-11-004"
PUBLIC = (RELEASED, VOID, CALLED_OFF, ANNOUNCED, SEALED, REHEARSAL)


def credit_code(prefix: str, number: int) -> str:
    """An invented code: its subject number begins 0000, which no real one does."""
    body = f"{prefix}{AUTHORITY}0000{number:05d}"
    return body + credit_code_check(body)


def codes_of(kind: str) -> list[str]:
    """Codes; one individual has its registration number still."""
    prefix, count = KINDS[kind]
    own = [REGISTERED] if kind == "individual" else []
    return [credit_code(prefix, number) for number in range(count - len(own))] + own


REGISTERED = f"R:{registration_number(1, seventh='6')}"
EXCLUDED = credit_code("91", 90_001)
UNKNOWN = credit_code("91", 90_002)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Site:
    """What a page is made from, and the records behind it by draw_id."""

    wiring: Wiring
    maker: "Maker"
    records: dict[str, Record]
    packet: str
    frame: Frame

    @property
    def released(self) -> Record:
        return self.records[RELEASED]

    def drawn(self, draw_id: str) -> str:
        """A code that was drawn."""
        return self.records[draw_id].drawn.targets[0].id

    def not_drawn(self, draw_id: str) -> str:
        """A code of the frame that was not."""
        drawn = {target.id for target in self.records[draw_id].drawn.targets}
        return next(code for code in codes_of("individual") if code not in drawn)


def frame() -> Frame:
    bureaus = list(BUREAUS)
    rows = [(code, kind, bureaus[i % 2]) for kind in KINDS for i, code in enumerate(codes_of(kind))]
    return Frame.from_columns(*(list(column) for column in zip(*rows, strict=True)))


def duty() -> Duty:
    inspectors = tuple((f"I{i:02d}", bureau) for i, bureau in enumerate(sorted([*BUREAUS] * 3)))
    return Duty(inspectors=inspectors, recusals=(("I00", codes_of("enterprise")[0], "亲属"),))


def build_site(store: Store, data: Path, settings: Settings) -> Site:
    """Every draw of the site, in the order of its chain."""
    maker = Maker(store=store, files=Files(data, SEALING))
    maker.found()
    records = {RELEASED: maker.hold(RELEASED, "2026-10-01", demo=True)}
    packet = maker.release(records[RELEASED])
    records[VOID] = maker.hold(VOID, "2026-10-20")
    maker.void(VOID, "2026-10-21")
    maker.announce(CALLED_OFF, "2026-10-25")
    maker.void(CALLED_OFF, "2026-10-26")
    maker.announce(ANNOUNCED, "2026-11-01", redraw_of=records[VOID].frozen.notice_hash)
    records[SEALED] = maker.hold(SEALED, "2026-11-05", salt=SALT, open_by="2026-12-01T00:00:00Z")
    records[REHEARSAL] = maker.hold(REHEARSAL, "2026-11-08", seed_format="rehearsal", public_value="practice")
    maker.freeze(FROZEN, "2026-11-10")
    wiring = Wiring(settings=settings, store=store, files=maker.files)
    return Site(wiring=wiring, maker=maker, records=records, packet=packet, frame=frame())


def at(day: str, hour: int) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Performs the acts, a transaction each, as a door does."""

    store: Store
    files: Files

    def found(self) -> None:
        """The bureaus and the snapshot that every draw is made from."""
        with self.store.transaction() as session:
            session.add_all(BureauRow(code=c, name=n, aliases=[], parent=None) for c, n in BUREAUS.items())
            session.add(
                SnapshotRow(
                    digest=SNAPSHOT,
                    source="registry.csv",
                    rows=151,
                    entities=151,
                    rejected=0,
                    problems={},
                    mended={},
                    at=at("2026-09-30", 1),
                    actor=OPERATOR.name,
                )
            )

    def freeze(self, draw_id: str, day: str, *, demo: bool = False, **terms: str) -> Frozen:
        with self.store.transaction() as session:
            place = chain.next_place(session, AUTHORITY)
            decided = Terms(
                draw_id=draw_id,
                at=text(at(day, 1)),
                seed_at=text(at(day, 2)),
                sizes=Sizes.parse(["1/10"]),
                team_size=2,
                **terms,
            )
            frozen = freeze(frame(), Exclusions(rows=((EXCLUDED, "注销"),)), duty(), decided, place)
            title = f"{day[:7]} 双随机抽查 <{draw_id[-3:]}>"
            draws.freeze(session, OPERATOR, at(day, 1), frozen, title=title, snapshot=SNAPSHOT, demo=demo)
        self.files.put_frozen(frozen.files)
        return frozen

    def announce(self, draw_id: str, day: str, *, demo: bool = False, **terms: str) -> Frozen:
        return self.enter(self.freeze(draw_id, day, demo=demo, **terms))

    def enter(self, frozen: Frozen) -> Frozen:
        """Announce what was frozen, in the hour of its freeze."""
        with self.store.transaction() as session:
            announced = announce(frozen, chain.next_place(session, AUTHORITY), at=frozen.notice.at)
            draws.announce(session, OPERATOR, parse_time(frozen.notice.at), announced)
        self.files.put_record(frozen.notice.draw_id, announced.files)
        return announced

    def enter_frozen(self) -> Frozen:
        """Announce the one that is frozen and not announced."""
        with self.store.reading() as session:
            notice_hash = draw_basis(session, FROZEN).notice_hash
        return self.enter(frozen_from_files(self.files.read_frozen(notice_hash)))

    def hold(
        self, draw_id: str, day: str, *, demo: bool = False, public_value: str = "31415926535897932384", **terms: str
    ) -> Record:
        frozen = self.announce(draw_id, day, demo=demo, **terms)
        with self.store.transaction() as session:
            place = chain.next_place(session, AUTHORITY)
            moment = at(day, 2)
            record = complete(frozen, public_value, at=text(moment), salt=terms.get("salt", ""), place=place)
            for hand, person in ((Hand.OPERATOR, OPERATOR), (Hand.WITNESS, NOTARY)):
                values.type_value(session, person, moment, draw_id, hand, public_value)
            ceremony.hold_ceremony(session, OPERATOR, moment, record)
        self.files.put_record(draw_id, record.files, sealed=record.frozen.notice.sealed)
        return record

    def void(self, draw_id: str, day: str) -> None:
        with self.store.transaction() as session:
            entered = draws.void(session, OPERATOR, at(day, 3), draw_id, reason="名录有误", approved_by=THIRD.name)
        assert entered is not None  # it was announced
        self.files.open_record(draw_id)
        self.files.put_entry(entered.number, entered.files)

    def reveal(self, draw_id: str, day: str) -> None:
        with self.store.transaction() as session:
            entered = ceremony.reveal(session, OPERATOR, at(day, 3), draw_id, salt=SALT)
        self.files.open_record(draw_id)
        self.files.put_entry(entered.number, entered.files)

    def release(self, record: Record) -> str:
        """From the dispatch to the publication; returns the digest of a packet, which is nobody's to see."""
        draw_id = record.frozen.notice.draw_id
        found = [
            Finding(
                id=target.id,
                codes=frozenset({"unreachable" if rank == 1 else "none_found"}),
                finished_on=date(2026, 10, 12),
            )
            for rank, target in enumerate(record.drawn.targets)
        ]
        day = "2026-10-15"
        packet = self.paper(PaperKind.PACKET, "任务单 陈留.pdf", b"a packet with names")
        with self.store.transaction() as session:
            papers.register_papers(
                session, OPERATOR, at(day, 1), draw_id, [self.paper(PaperKind.NOTICE, "锁定公告.pdf", PDF), packet]
            )
            draws.dispatch(session, OPERATOR, at(day, 1), draw_id)
            findings.submit(session, OPERATOR, at(day, 1), draw_id, found)
            reviews.review_first(session, FIRST, at(day, 2), draw_id)
            reviews.review_second(session, SECOND, at(day, 3), draw_id)
            self.publish(session, draw_id, at(day, 4))
        return packet.sha256

    def publish(self, session: Session, draw_id: str, moment: datetime) -> None:
        made = [
            self.paper(PaperKind.PUBLICATION, "抽查结果公示.pdf", PDF + b" of results"),
            self.paper(PaperKind.OPEN_DATA, OPEN_DATA_NAME, self.rows(draw_id)),
        ]
        digest = publications.findings_digest(session, draw_id)
        entered = publications.release(session, THIRD, moment, draw_id, made, findings=digest)
        self.files.put_entry(entered.number, entered.files)

    def rows(self, draw_id: str) -> bytes:
        """What was found, as open data."""
        lines = (self.files.record(draw_id) / SAMPLE).read_text().splitlines()
        ids = [line.split("\t")[3] for line in lines]
        found = (f'{i},"公司 ""{i}"", 祥符",{entity_id},2026-10-12,未发现问题,' for i, entity_id in enumerate(ids, 1))
        return "\r\n".join(["\ufeff" + ",".join(RESULT_COLUMNS), *found, ""]).encode()

    def paper(self, kind: PaperKind, name: str, data: bytes) -> papers.Paper:
        digest = self.files.put_paper(data, name.rpartition(".")[2])
        return papers.Paper(kind=kind, name=name, bytes=len(data), sha256=digest)
