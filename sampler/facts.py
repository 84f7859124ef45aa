"""The facts of each paper, gathered from what the steps before it put down: record, snapshot, roster, findings.

Each function is an arrow of the procedure: the same inputs give the same facts, and so the same paper.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sampler.allocation import allocate
from sampler.ceremony import Frozen, Record
from sampler.codes import disposals, finding_codes
from sampler.codes.personal import refuse_private
from sampler.day import day_in_china
from sampler.entity import Kind, kind_of_stratum
from sampler.errors import Invalid
from sampler.finding import Finding, in_order
from sampler.plan import Sizes
from sampler.publication import (
    FileFact,
    Head,
    MinutesFacts,
    NoticeFacts,
    PacketFacts,
    PacketInspector,
    PacketTarget,
    PublicationFacts,
    PublishedResult,
    StratumFigure,
    TargetLine,
    TargetListFacts,
    public_name,
)
from sampler.record import FREEZE_FILES, SEED, Notice, parse_duty, parse_exclusions
from sampler.seed import parse_time, sha256_hex
from sampler.values import Round

LEGAL_BASIS = ("《企业信息公示暂行条例》", "《企业公示信息抽查办法》")
ITEMS = ("年度报告公示信息", "即时公示信息", "登记事项（名称、住所、法定代表人、注册资本、经营范围）")
UNDIRECTED = "不定向"
PACKET_COLUMNS = (
    "name", "kind", "status", "address", "representative", "contact", "phone", "industry", "established", "risk",
    "last_inspected",
)  # fmt: skip

LONGEST_SAID: Mapping[str, int] = MappingProxyType({"place": 200, "present": 500, "remarks": 4000})  # characters

Entities = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What the authority says of the papers of one draw. `task` ends in 双随机抽查: titles are built on it, in the
    language of `words`."""

    authority_name: str
    task: str
    document_number: str
    issued_on: date
    plan: str = ""
    items: tuple[str, ...] = ITEMS
    verify_url: str = ""
    trail_head: str = ""
    demo: bool = False
    red_head: str = ""
    words: Callable[[str], str] = str

    def __post_init__(self) -> None:
        for name in ("authority_name", "task", "document_number", "plan"):
            refuse_private(name, getattr(self, name))

    def head(self, notice: Notice, title: str) -> Head:
        """The head of a paper; in its title `%s` is the task."""
        return Head(
            authority_name=self.authority_name,
            document_number=self.document_number,
            title=title % self.task,
            issued_on=self.issued_on,
            draw_id=notice.draw_id,
            red_head=self.red_head,
            legal_basis=LEGAL_BASIS,
            verify_url=self.verify_url,
            trail_head=self.trail_head,
            demo=self.demo,
            rehearsal=notice.rehearsal,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What people say of a ceremony beside what its record says: where it was, who else was there, remarks in lines."""

    place: str = ""
    present: str = ""
    remarks: str = ""

    def __post_init__(self) -> None:
        for name, longest in LONGEST_SAID.items():
            said = getattr(self, name)
            refuse_private(name, said)
            if len(said) > longest:
                raise Invalid("words_too_long", name=name, longest=longest)


def notice_facts(frozen: Frozen, occasion: Occasion) -> NoticeFacts:
    """锁定公告: the commitment."""
    notice, files = frozen.notice, frozen.files
    return NoticeFacts(
        head=occasion.head(notice, occasion.words("%s锁定公告")),
        notice=notice,
        notice_hash=frozen.notice_hash,
        cut_off=day_in_china(parse_time(notice.at)),
        strata=strata_announced(notice),
        exclusions=parse_exclusions(files).by_reason(),
        inspectors_count=len(parse_duty(files).inspectors),
        files=tuple(
            FileFact(name=name, bytes=len(files[name]), sha256=sha256_hex(files[name])) for name in FREEZE_FILES
        ),
    )


def strata_announced(notice: Notice) -> tuple[StratumFigure, ...]:
    """N, size and n of each stratum, before there is a cutoff."""
    places = allocate(notice.counts, Sizes(default=1, by_name=notice.sizes), notice.min_per_stratum)
    return tuple(
        StratumFigure(name=name, entities=notice.counts[name], size=str(notice.sizes[name]), places=places[name])
        for name in sorted(notice.counts, key=_by_kind)
    )


def target_list_facts(
    record: Record, entities: Entities, bureaus: Mapping[str, str], occasion: Occasion
) -> TargetListFacts:
    """抽查名单公告: targets bureau by bureau, enterprises first, then by rank. `bureaus`: names by code."""
    notice = record.frozen.notice
    targets = sorted(record.drawn.targets, key=lambda target: (target.bureau.encode(), *_by_kind(target.stratum)))
    return TargetListFacts(
        head=occasion.head(notice, occasion.words("%s名单公告")),
        notice_hash=record.frozen.notice_hash,
        record_hash=record.record_hash,
        seed=record.seed,
        seed_text=record.files[SEED].decode(),
        public_value=record.public_value,
        drawn_at=parse_time(record.at),
        strata=strata_drawn(record),
        targets=tuple(
            TargetLine(
                id=target.id,
                name=public_name(_text(entities[target.id], "name")),
                kind=kind_of_stratum(target.stratum),
                bureau=bureaus.get(target.bureau, target.bureau),
                stratum=target.stratum,
            )
            for target in targets
        ),
    )


def strata_drawn(record: Record) -> tuple[StratumFigure, ...]:
    """N, size, n and cutoff of each stratum."""
    sizes = record.frozen.notice.sizes
    return tuple(
        StratumFigure(name=s.name, entities=s.entities, size=str(sizes[s.name]), places=s.places, cutoff=s.cutoff)
        for s in sorted(record.drawn.strata, key=lambda stratum: _by_kind(stratum.name))
    )


def minutes_facts(
    record: Record,
    rounds: Sequence[Round],
    sitting: Sitting,
    occasion: Occasion,
    *,
    announced_at: datetime,
    sealed: bool,
) -> MinutesFacts:
    """会议记录. While the draw is `sealed` nothing is told of what its record keeps shut."""
    notice = record.frozen.notice
    return MinutesFacts(
        head=occasion.head(notice, occasion.words("%s摇号会议记录")),
        notice=notice,
        notice_hash=record.frozen.notice_hash,
        record_hash=record.record_hash,
        announced_at=announced_at,
        held_at=parse_time(record.at),
        rounds=tuple(known for known in rounds if known.whole),
        public_value=record.public_value,
        strata=strata_announced(notice) if sealed else strata_drawn(record),
        sealed=sealed,
        seed="" if sealed else record.seed,
        seed_text="" if sealed else record.files[SEED].decode(),
        place=sitting.place,
        present=sitting.present,
        remarks=sitting.remarks,
    )


def packet_facts(
    record: Record,
    entities: Entities,
    bureaus: Mapping[str, str],
    inspectors: Mapping[str, PacketInspector],
    occasion: Occasion,
    deadline: date,
) -> tuple[PacketFacts, ...]:
    """任务单: one a bureau, its targets in visiting order. An inspector who is not in `inspectors` keeps the number."""
    by_bureau: dict[str, list[PacketTarget]] = defaultdict(list)
    kinds = {target.id: kind_of_stratum(target.stratum) for target in record.drawn.targets}
    for assignment in record.assignments:
        team = tuple(
            inspectors.get(number, PacketInspector(number=number, name=number)) for number in assignment.inspectors
        )
        target = _packet_target(assignment.id, kinds[assignment.id], team, entities[assignment.id])
        by_bureau[assignment.bureau].append(target)
    return tuple(
        PacketFacts(
            head=occasion.head(record.frozen.notice, occasion.words("%s任务单")),
            task=occasion.task,
            bureau=bureau,
            bureau_name=bureaus.get(bureau, bureau),
            deadline=deadline,
            record_hash=record.record_hash,
            items=occasion.items,
            findings=tuple(code.name for code in finding_codes()),
            disposals=tuple(disposal.name for disposal in disposals()),
            targets=tuple(by_bureau[bureau]),
        )
        for bureau in sorted(by_bureau, key=str.encode)
    )


def _packet_target(
    entity_id: str, kind: Kind, team: Sequence[PacketInspector], entity: Mapping[str, str | None]
) -> PacketTarget:
    known = {name: _text(entity, name) for name in PACKET_COLUMNS if name != "kind"}
    return PacketTarget(id=entity_id, kind=kind, inspectors=tuple(team), **known)


def publication_facts(
    record: Record,
    entities: Entities,
    findings: Iterable[Finding],
    occasion: Occasion,
    *,
    version: int = 1,
    reason: str = "",
) -> PublicationFacts:
    """抽查结果公示: one row a finding; enterprises first, in each stratum by rank."""
    refuse_private("reason", reason)
    found = {finding.id: finding for finding in findings}
    names = {code.code: code.name for code in finding_codes()}
    return PublicationFacts(
        head=occasion.head(record.frozen.notice, occasion.words("%s结果公示")),
        plan=occasion.plan,
        task=occasion.task,
        draw_type=UNDIRECTED,
        notice_hash=record.frozen.notice_hash,
        record_hash=record.record_hash,
        results=tuple(
            PublishedResult(
                id=target.id,
                name=public_name(_text(entities[target.id], "name")),
                kind=kind_of_stratum(target.stratum),
                finished_on=found[target.id].finished_on,
                findings=tuple(names[code] for code in in_order(found[target.id].codes)),
                remark=found[target.id].note,
            )
            for target in sorted(record.drawn.targets, key=lambda target: _by_kind(target.stratum))
            if target.id in found
        ),
        version=version,
        reason=reason,
    )


def _by_kind(stratum: str) -> tuple[int, bytes]:
    """Strata as people list them: 企业, 个体工商户, 农民专业合作社. In a record they stand by their bytes."""
    return list(Kind).index(kind_of_stratum(stratum)), stratum.encode()


def _text(entity: Mapping[str, str | None], name: str) -> str:
    return entity.get(name) or ""
