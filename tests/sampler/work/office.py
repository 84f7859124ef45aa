"""A small office that draws: each act in a transaction of its own, as a door would perform it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from sampler.assignment import Duty
from sampler.ceremony import Frozen, Record, Terms, announce, complete, freeze
from sampler.chain import Place
from sampler.files import Files
from sampler.finding import Finding
from sampler.frame import Exclusions, Frame
from sampler.plan import Sizes
from sampler.registry import Import
from sampler.seed import format_time, parse_time, sha256_hex
from sampler.store import chain, trail
from sampler.store.chain import Entered
from sampler.store.queries.draws import DrawDetail, draw_detail
from sampler.store.queries.findings import current_findings
from sampler.store.session import Store
from sampler.store.tables.papers import PaperKind
from sampler.trail import Actor, TrailCheck, verify_trail
from sampler.values import Hand
from sampler.work import ceremony, draws, findings, papers, publications, reviews, values
from sampler.work.papers import Paper
from sampler.work.snapshots import register_snapshot
from sampler.work.users import NewUser, create_user

CONSOLE = Actor(name="console")
OPERATOR = Actor(name="operator-1")
INSPECTOR = Actor(name="inspector-1", origin="192.0.2.7")
FIRST, SECOND, THIRD = Actor(name="first-1"), Actor(name="second-1"), Actor(name="leader-1")
APPROVER = "approver-1"
WITNESS = Actor(name="witness-1")
VALUE = "31415926535897932384"
AUTHORITY = "410212"
SNAPSHOT = "5a" * 32
SALT = "00112233445566778899aabbccddeeff" * 2
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SEED_AT = timedelta(hours=1)
KINDS = {"1": "enterprise", "2": "individual", "3": "cooperative"}
BUREAUS = ("410212101", "410212102")


def ids(count: int) -> list[str]:
    return [f"9{1 + number % 3}410212{number:09d}X" for number in range(count)]


def frame(count: int) -> Frame:
    entities = ids(count)
    strata = [KINDS[entity_id[1]] for entity_id in entities]
    return Frame.from_columns(entities, strata, [BUREAUS[number % 2] for number in range(count)])


def duty() -> Duty:
    return Duty(inspectors=tuple((f"{bureau}-{number}", bureau) for bureau in BUREAUS for number in range(3)))


@dataclass
class Office:
    """`now` moves on a minute with every act."""

    store: Store
    files: Files | None = None
    now: datetime = START
    frozen: dict[str, Frozen] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)

    def tick(self, by: timedelta = timedelta(minutes=1)) -> datetime:
        self.now += by
        return self.now

    def register(self) -> None:
        found = Import(
            file="registry.csv",
            rows=14,
            accepted=13,
            rejected=1,
            problems={"id_malformed": 1},
            mended={},
            notes={},
            first_problems=(),
            snapshot=SNAPSHOT,
        )
        with self.store.transaction() as session:
            register_snapshot(session, OPERATOR, self.tick(), found, source="registry.csv")

    def hire(self, name: str, full_name: str) -> None:
        new = NewUser(name=name, full_name=full_name)
        with self.store.transaction() as session:
            create_user(session, CONSOLE, self.tick(), new, "$argon2id$ of a password")

    def terms(self, draw_id: str, **changed: object) -> Terms:
        terms = Terms(
            draw_id=draw_id,
            at=format_time(self.now),
            seed_at=format_time(self.now + SEED_AT),
            sizes=Sizes.parse(["1/4"]),
            team_size=2,
        )
        return replace(terms, **changed)  # type: ignore[arg-type]

    def prepare(self, draw_id: str, *, count: int = 12, place: Place | None = None, **changed: object) -> Frozen:
        """Compute a freeze at the chain's next place, as a door does before its transaction."""
        if place is None:
            with self.store.reading() as session:
                place = chain.next_place(session, AUTHORITY)
        exclusions = Exclusions(rows=(("91410212000009991R", "注销"),))
        return freeze(frame(count), exclusions, duty(), self.terms(draw_id, **changed), place)

    def freeze(self, draw_id: str, *, count: int = 12, **changed: object) -> Frozen:
        self.tick()
        frozen = self.prepare(draw_id, count=count, **changed)
        self.enter(frozen)
        return frozen

    def enter(self, frozen: Frozen) -> None:
        if self.files is not None:
            self.files.put_frozen(frozen.files)
        with self.store.transaction() as session:
            draws.freeze(session, OPERATOR, self.now, frozen, title="年度抽查", snapshot=SNAPSHOT)
        self.frozen[frozen.notice.draw_id] = frozen

    def announce(self, draw_id: str) -> Frozen:
        self.tick()
        announced = self.place(draw_id)
        self.enter_notice(announced)
        return announced

    def place(self, draw_id: str) -> Frozen:
        """Bring a frozen draw to the chain's next place, as a door does before its transaction."""
        with self.store.reading() as session:
            draws.require_move(session, draw_id, "announce")
            place = chain.next_place(session, AUTHORITY)
        return announce(self.frozen[draw_id], place, at=format_time(self.now))

    def enter_notice(self, announced: Frozen) -> None:
        with self.store.transaction() as session:
            draws.announce(session, OPERATOR, self.now, announced)
        if self.files is not None:
            self.files.put_record(announced.notice.draw_id, announced.files)
        self.frozen[announced.notice.draw_id] = announced

    def complete(self, draw_id: str, *, salt: str = "") -> Record:
        """Compute a ceremony, as a door does before its transaction."""
        with self.store.reading() as session:
            draws.require_move(session, draw_id, "hold_ceremony")
        frozen = self.frozen[draw_id]
        self.now = max(self.tick(), parse_time(frozen.notice.seed_at))
        value = "rehearsal-1" if frozen.notice.rehearsal else VALUE
        with self.store.reading() as session:
            place = chain.next_place(session, AUTHORITY)
        return complete(frozen, value, at=format_time(self.now), salt=salt, place=place)

    def hold_ceremony(self, draw_id: str, *, salt: str = "") -> Record:
        record = self.complete(draw_id, salt=salt)
        with self.store.transaction() as session:
            self.type_twice(session, draw_id)
            ceremony.hold_ceremony(session, OPERATOR, self.now, record)
        if self.files is not None:
            self.files.put_record(draw_id, record.files, sealed=record.frozen.notice.sealed)
        self.records[draw_id] = record
        return record

    def type_twice(self, session: Session, draw_id: str) -> None:
        """Operator and witness type what both saw."""
        value = "rehearsal-1" if self.frozen[draw_id].notice.rehearsal else VALUE
        for hand, person in ((Hand.OPERATOR, OPERATOR), (Hand.WITNESS, WITNESS)):
            values.type_value(session, person, self.now, draw_id, hand, value)

    def dispatch(self, draw_id: str) -> None:
        with self.store.transaction() as session:
            draws.dispatch(session, OPERATOR, self.tick(), draw_id)

    def drawn(self, draw_id: str) -> list[str]:
        return sorted(target.id for target in self.records[draw_id].drawn.targets)

    def finding(self, entity_id: str, *codes: str, **changed: object) -> Finding:
        given = {"id": entity_id, "codes": frozenset(codes or ("none_found",)), "finished_on": self.now.date()}
        return Finding(**{**given, **changed})  # type: ignore[arg-type]

    def submit(self, draw_id: str, found: Iterable[Finding] | None = None) -> None:
        self.tick(timedelta(days=1))
        chosen = [self.finding(entity_id) for entity_id in self.drawn(draw_id)] if found is None else list(found)
        with self.store.transaction() as session:
            findings.submit(session, INSPECTOR, self.now, draw_id, chosen)

    def review_first(self, draw_id: str, chosen: Collection[str] | None = None, *, by: Actor = FIRST) -> int:
        with self.store.transaction() as session:
            return reviews.review_first(session, by, self.tick(), draw_id, chosen)

    def review_second(self, draw_id: str, chosen: Collection[str] | None = None, *, by: Actor = SECOND) -> int:
        with self.store.transaction() as session:
            return reviews.review_second(session, by, self.tick(), draw_id, chosen)

    def send_back(self, draw_id: str, chosen: Collection[str], *, by: Actor = FIRST, reason: str = "照片缺失") -> None:
        with self.store.transaction() as session:
            reviews.send_back(session, by, self.tick(), draw_id, chosen, reason=reason)

    def result_papers(self, draw_id: str) -> tuple[tuple[Paper, ...], str]:
        """The papers of a release and the digest of the findings that they were made from."""
        with self.store.reading() as session:
            digest = publications.findings_digest(session, draw_id)
            text = repr(current_findings(session, draw_id)).encode()
        made = (
            Paper(kind=PaperKind.PUBLICATION, name="publication.pdf", bytes=len(text), sha256=sha256_hex(text)),
            Paper(kind=PaperKind.OPEN_DATA, name="publication.csv", bytes=5, sha256=sha256_hex(b"rows\n")),
        )
        return made, digest

    def release(self, draw_id: str, *, by: Actor = THIRD) -> Entered:
        made, digest = self.result_papers(draw_id)
        with self.store.transaction() as session:
            entered = publications.release(session, by, self.tick(), draw_id, made, findings=digest)
        return self.keep(entered)

    def register_papers(self, draw_id: str, *made: Paper) -> None:
        with self.store.transaction() as session:
            papers.register_papers(session, OPERATOR, self.tick(), draw_id, made)

    def close(self, draw_id: str) -> None:
        with self.store.transaction() as session:
            draws.close(session, OPERATOR, self.tick(), draw_id)

    def void(
        self, draw_id: str, *, approved_by: str = APPROVER, reason: str = "骰子落地", salt: str = ""
    ) -> Entered | None:
        with self.store.transaction() as session:
            entered = draws.void(
                session, OPERATOR, self.tick(), draw_id, reason=reason, approved_by=approved_by, salt=salt
            )
        return self.opened(draw_id, entered)

    def thaw(self, draw_id: str) -> None:
        with self.store.transaction() as session:
            draws.thaw(session, OPERATOR, self.tick(), draw_id)

    def reveal(self, draw_id: str, *, salt: str = SALT) -> Entered:
        with self.store.transaction() as session:
            entered = ceremony.reveal(session, OPERATOR, self.tick(), draw_id, salt=salt)
        self.opened(draw_id, entered)
        return entered

    def publish(self, draw_id: str, **changed: object) -> None:
        """The whole way from a freeze to a release."""
        self.freeze(draw_id, **changed)  # type: ignore[arg-type]
        self.announce(draw_id)
        self.hold_ceremony(draw_id)
        self.dispatch(draw_id)
        self.submit(draw_id)
        self.review_first(draw_id)
        self.review_second(draw_id)
        self.release(draw_id)

    def opened(self, draw_id: str, entered: Entered | None) -> Entered | None:
        """What a door does after an opening or a void."""
        if self.files is not None:
            self.files.open_record(draw_id)
        return entered and self.keep(entered)

    def keep(self, entered: Entered) -> Entered:
        """Write an entry's files, where this office has a disk."""
        if self.files is not None:
            self.files.put_entry(entered.number, entered.files)
        return entered

    def detail(self, draw_id: str) -> DrawDetail:
        with self.store.reading() as session:
            return draw_detail(session, draw_id)

    def trail(self) -> list[tuple[str, str, str]]:
        """(act, object, result) of every entry, in order."""
        with self.store.reading() as session:
            return [(entry.act, entry.object, entry.result) for entry in trail.entries(session)]

    def verified(self) -> TrailCheck:
        with self.store.reading() as session:
            return verify_trail(trail.entries(session))

    def today(self) -> date:
        return self.now.date()
