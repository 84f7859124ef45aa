"""What each paper says, as facts: nothing here knows how a paper looks, and no paper knows where its facts came from.

Rules of privacy (DOMAIN 7): resident-ID numbers and phone numbers never reach the public; a cell that holds one refuses
the paper, and the refusal names row and column but not the number. A trade name is public, its operator's ID never.

An entity's registered name may itself hold a mobile number. Nobody at the authority can mend it, and to leave the
entity out would take a drawn target from the denominator: so a name is published with a mark in the place of each
digit (`public_name`), and the paper says so. Words that people of the authority wrote can be mended: they refuse.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sampler.codes.personal import MASK, masked, private_number
from sampler.entity import Kind, is_credit_code, printed
from sampler.errors import Invalid
from sampler.formula import harmless
from sampler.record import Notice
from sampler.values import Round

NO_PROBLEM = "未发现问题"
METHODS = ("书面检查", "实地核查", "网络监测")
RESULT_COLUMNS = ("序号", "市场主体名称", "统一社会信用代码/注册号", "检查完成日期", "检查结果", "备注")
FINDING_SEPARATOR = "；"
OPEN_DATA_NAME = "publication.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the head of every paper. `verify_url`: the page where a reader checks it; `trail_head`: the last
    entry of the trail when the paper was made; `red_head`: what stands at the top in red, if not the name."""

    authority_name: str
    document_number: str
    title: str
    issued_on: date
    draw_id: str
    red_head: str = ""
    legal_basis: tuple[str, ...] = ()
    verify_url: str = ""
    trail_head: str = ""
    demo: bool = False
    rehearsal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumFigure:
    """A stratum: N entities, the size as the notice writes it, n places, and the cutoff once there is one.

    `label` is its name in words; where it is empty the paper words the name itself.
    """

    name: str
    entities: int
    size: str
    places: int
    cutoff: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """A file that belongs to a paper, by digest."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """锁定公告: what will be drawn, fixed before the seed exists. `cut_off`: the day that the registry shows."""

    head: Head
    notice: Notice
    notice_hash: str
    cut_off: date
    strata: tuple[StratumFigure, ...]
    exclusions: tuple[tuple[str, int], ...]
    inspectors_count: int
    files: tuple[FileFact, ...]
    ceremony_place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesFacts:
    """会议记录: how a ceremony was held. People in `rounds` stand by their names; in the last they agreed.

    While the draw is sealed seed, its text and the cutoffs are empty; so are what nobody said of place, people and
    remarks, which the paper leaves room for.
    """

    head: Head
    notice: Notice
    notice_hash: str
    record_hash: str
    announced_at: datetime
    held_at: datetime
    rounds: tuple[Round, ...]
    public_value: str
    strata: tuple[StratumFigure, ...]
    sealed: bool
    seed: str = ""
    seed_text: str = ""
    place: str = ""
    present: str = ""
    remarks: str = ""

    @property
    def operator(self) -> str:
        typed = self.rounds[-1].operator
        return typed.person if typed else ""

    @property
    def witness(self) -> str:
        typed = self.rounds[-1].witness
        return typed.person if typed else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """One drawn entity as the public sees it before it is inspected. `bureau`: the bureau's name."""

    id: str
    name: str
    kind: Kind
    bureau: str
    stratum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetListFacts:
    """抽查名单公告: who was drawn, and how anyone computes it again. Targets stand bureau by bureau."""

    head: Head
    notice_hash: str
    record_hash: str
    seed: str
    seed_text: str
    public_value: str
    drawn_at: datetime
    strata: tuple[StratumFigure, ...]
    targets: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketInspector:
    """An inspector as the bureau needs to know him: the packet is no public paper."""

    number: str
    name: str
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketTarget:
    """A target with what an inspector needs at the door; what the registry doesn't say is empty."""

    id: str
    name: str
    kind: Kind
    inspectors: tuple[PacketInspector, ...]
    status: str = ""
    address: str = ""
    representative: str = ""
    contact: str = ""
    phone: str = ""
    industry: str = ""
    established: str = ""
    risk: str = ""
    last_inspected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketFacts:
    """任务单: one bureau's targets and teams, and a record sheet for each. Words of findings and disposals are the
    authority's own lists."""

    head: Head
    task: str
    bureau: str
    bureau_name: str
    deadline: date
    record_hash: str
    items: tuple[str, ...]
    findings: tuple[str, ...]
    disposals: tuple[str, ...]
    targets: tuple[PacketTarget, ...]
    methods: tuple[str, ...] = METHODS


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedResult:
    """One row of the result; `findings` are words, a set in the order of the code list."""

    id: str
    name: str
    kind: Kind
    finished_on: date
    findings: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationFacts:
    """抽查结果公示. From version 2 on it corrects the one before, and says why."""

    head: Head
    plan: str
    task: str
    draw_type: str
    notice_hash: str
    record_hash: str
    results: tuple[PublishedResult, ...]
    version: int = 1
    reason: str = ""
    no_problem: str = NO_PROBLEM


Published = TargetListFacts | PublicationFacts


def by_kind(kinds: Iterable[Kind]) -> Mapping[Kind, int]:
    """How many there are of each kind, the three that are drawn always, in their order.

    >>> [f"{kind}: {count}" for kind, count in by_kind([Kind.COOPERATIVE, Kind.ENTERPRISE, Kind.COOPERATIVE]).items()]
    ['enterprise: 1', 'individual: 0', 'cooperative: 2']
    """
    counts = Counter(kinds)
    return {kind: counts[kind] for kind in Kind if counts[kind] or kind is not Kind.OTHER}


def by_finding(results: Iterable[PublishedResult]) -> Mapping[str, Mapping[Kind, int]]:
    """Finding → kind → how many: the most frequent first. A target with two findings counts under both."""
    pairs = Counter((finding, result.kind) for result in results for finding in result.findings)
    totals: Counter[str] = Counter()
    for (finding, _), count in pairs.items():
        totals[finding] += count
    order = sorted(totals, key=lambda finding: (-totals[finding], finding))
    return {finding: {kind: pairs[finding, kind] for kind in Kind} for finding in order}


def result_row(number: int, result: PublishedResult) -> tuple[str, ...]:
    """The cells of `RESULT_COLUMNS`, the code as people know it."""
    findings = FINDING_SEPARATOR.join(result.findings)
    return (str(number), result.name, printed(result.id), result.finished_on.isoformat(), findings, result.remark)


def open_data(facts: PublicationFacts) -> bytes:
    """The rows as CSV (RFC 4180, UTF-8 with BOM so that spreadsheets read it). Its digest stands on the paper.

    What a spreadsheet would run as a formula, such as a name that begins with `@`, gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(RESULT_COLUMNS)
    rows = (result_row(number, result) for number, result in enumerate(facts.results, 1))
    writer.writerows(map(harmless, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def public_name(name: str) -> str:
    """An entity's registered name as the public reads it.

    >>> public_name("顺风跑腿13800000001（演示）")
    '顺风跑腿＊＊＊＊＊＊＊＊＊＊＊（演示）'
    """
    return masked(name)


def names_masked(facts: Published) -> bool:
    """Whether a name on the paper has marks in it, which the paper then explains."""
    rows = facts.targets if isinstance(facts, TargetListFacts) else facts.results
    return any(MASK in row.name for row in rows)


def check_publishable(facts: Published) -> None:
    """`Invalid("private_data_in_paper")` with every cell that holds a resident-ID or a mobile number."""
    cells = [
        {"row": row, "column": column, "kind": str(kind)}
        for row, column, text in _public_cells(facts)
        if (kind := private_number(text)) and not (column == RESULT_COLUMNS[2] and is_credit_code(text))
    ]
    if cells:
        raise Invalid("private_data_in_paper", cells=cells, count=len(cells))


def _public_cells(facts: Published) -> Iterable[tuple[int, str, str]]:
    """(row, column, text) of every cell that people wrote."""
    _, name, entity_id, _, findings, remark = RESULT_COLUMNS
    if isinstance(facts, TargetListFacts):
        for row, target in enumerate(facts.targets, 1):
            yield from ((row, name, target.name), (row, entity_id, target.id), (row, "监管所", target.bureau))
    else:
        for row, result in enumerate(facts.results, 1):
            _, title, code, _, found, note = result_row(row, result)
            yield from ((row, name, title), (row, entity_id, code), (row, findings, found), (row, remark, note))
