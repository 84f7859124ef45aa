"""What one inspection found (检查结果): a set of codes, the day the check ended, how it was done, what follows.

未发现问题 excludes every other code (DOMAIN 4). A file of findings is one row a target; all its bad cells are told at
once.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sampler.codes import disposal, finding_code, finding_codes
from sampler.codes.folding import fold_word
from sampler.codes.personal import refuse_private
from sampler.day import day_in_china
from sampler.entity import require_id
from sampler.errors import Invalid, Missing, SamplerError
from sampler.registry.columns import Field
from sampler.registry.ids import identified
from sampler.registry.problem import Problem
from sampler.registry.table import Row, Table, read_table
from sampler.registry.words import day_of


class Method(StrEnum):
    """How a target was checked (核查方式)."""

    DOCUMENTS = "documents"
    ON_SITE = "on_site"
    ONLINE = "online"
    DEPARTMENT = "department"
    TESTING = "testing"
    AGENCY = "agency"


METHOD_NAMES = {
    Method.DOCUMENTS: "书面检查",
    Method.ON_SITE: "实地核查",
    Method.ONLINE: "网络监测",
    Method.DEPARTMENT: "行政部门检查结果或专业意见",
    Method.TESTING: "检验检测",
    Method.AGENCY: "委托专业机构辅助",
}

FIELDS = (
    Field(
        name="id",
        aliases=(
            "统一社会信用代码",
            "统一社会信用代码/注册号",
            "社会信用代码",
            "注册号",
            "credit_code",
            "unified social credit code",
        ),
    ),
    Field(name="finished_on", aliases=("检查完成日期", "完成日期", "检查日期", "日期", "date")),
    Field(name="codes", aliases=("检查结果", "结果", "findings", "finding")),
    Field(name="method", aliases=("核查方式", "检查方式"), required=False),
    Field(name="disposal", aliases=("后续处置", "处置"), required=False),
    Field(name="note", aliases=("备注", "说明", "remark"), required=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found at one target. `codes` and `disposal` are codes of the lists in sampler/codes."""

    id: str
    codes: frozenset[str]
    finished_on: date
    method: Method = Method.ON_SITE
    disposal: str = "none"
    note: str = ""

    def __post_init__(self) -> None:
        require_id(self.id)
        check_codes(self.codes)
        if disposal(self.disposal) is None:
            raise Invalid("disposal_unknown", read=self.disposal)


def check_codes(codes: frozenset[str]) -> None:
    """At least one code, all known, and none beside one that excludes every other; else `Invalid`.

    >>> check_codes(frozenset({"none_found", "unreachable"}))
    Traceback (most recent call last):
    sampler.errors.Invalid: finding_codes_clash(code='none_found')
    """
    known = {code.code: code for code in finding_codes()}
    if not codes:
        raise Invalid("finding_codes_missing")
    for code in sorted(codes):
        if code not in known:
            raise Invalid("finding_code_unknown", read=code)
        if known[code].exclusive and len(codes) > 1:
            raise Invalid("finding_codes_clash", code=code)


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes in the order of the list, which papers follow."""
    given = set(codes)
    return tuple(code.code for code in finding_codes() if code.code in given)


def parse_codes(text: str) -> frozenset[str]:
    """Codes from words or codes joined by `；`, `;` or `、`; a name that holds a `、` itself is one.

    >>> sorted(parse_codes("注销；公示信息隐瞒真实情况、弄虚作假、unreachable"))
    ['deregistered', 'information_false', 'unreachable']
    """
    pieces = [piece for piece in re.split("[；;]", text) if piece.strip()]
    codes = frozenset(code for piece in pieces for code in _codes_of(piece))
    check_codes(codes)
    return codes


def _codes_of(piece: str) -> list[str]:
    """The codes of words joined by `、`: at each place the longest name that the list knows."""
    words = [word for word in piece.split("、") if word.strip()]
    codes = []
    while words:
        for end in range(len(words), 0, -1):
            if found := finding_code("、".join(words[:end])):
                break
        else:
            raise Invalid("finding_code_unknown", read=words[0].strip())
        codes.append(found.code)
        words = words[end:]
    return codes


def parse_day(text: str) -> date:
    """A day as people write it; else `Invalid("date_missing")`, `Invalid("date_malformed")`. None is guessed.

    >>> parse_day("2026年3月1日"), parse_day("20261130")
    (datetime.date(2026, 3, 1), datetime.date(2026, 11, 30))
    """
    if not text:
        raise Invalid("date_missing")
    day = None if text.isdigit() and len(text) != 8 else day_of(text)  # 2026111 is a day of January or of November
    if day is None:
        raise Invalid("date_malformed", read=text)
    return date.fromisoformat(day)


def parse_method(text: str) -> Method:
    """A method by its word or its name; nothing said means on site."""
    for method, name in METHOD_NAMES.items():
        if fold_word(text) in (method, fold_word(name)):
            return method
    if text:
        raise Invalid("method_unknown", read=text)
    return Method.ON_SITE


def parse_disposal(text: str) -> str:
    """A disposal by its code or its name; nothing said means none is needed."""
    if not text:
        return "none"
    if found := disposal(text):
        return found.code
    raise Invalid("disposal_unknown", read=text)


def parse_note(text: str) -> str:
    """A remark without the spaces around it; `Invalid("private_data_in_text")`: it will be published."""
    refuse_private("note", text)
    return text.strip()


def check_day(finding: Finding, *, drawn_at: datetime, now: datetime) -> None:
    """A check ends between the draw and today, by the calendar of China; else `Invalid`."""
    if finding.finished_on < day_in_china(drawn_at):
        raise Invalid("finished_before_draw", id=finding.id, read=finding.finished_on.isoformat())
    if finding.finished_on > day_in_china(now):
        raise Invalid("finished_in_future", id=finding.id, read=finding.finished_on.isoformat())


def check_complete(findings: Iterable[Finding], targets: Iterable[str]) -> None:
    """One finding for each target, and none for anybody else: a target that is left out would leave the denominator.

    Raises `Invalid("finding_given_twice")`, `Missing("target_unknown")`, `Invalid("findings_missing")`.
    """
    given = Counter(finding.id for finding in findings)
    wanted = set(targets)
    if twice := [entity_id for entity_id, times in given.items() if times > 1]:
        raise Invalid("finding_given_twice", id=twice[0])
    if foreign := sorted(given.keys() - wanted):
        raise Missing("target_unknown", ids=foreign, count=len(foreign))
    if lacking := sorted(wanted - given.keys()):
        raise Invalid("findings_missing", ids=lacking, count=len(lacking))


PARSERS: Mapping[str, Callable[[str], object]] = {
    "finished_on": parse_day,
    "codes": parse_codes,
    "method": parse_method,
    "disposal": parse_disposal,
    "note": parse_note,
}


def read_findings(path: Path) -> tuple[Finding, ...]:
    """The findings of a file, in its order; every bad cell at once as `Invalid("file_problems")`."""
    table = read_table(path, FIELDS)
    ids = identified([row["id"] for row in table.rows])
    problems: list[Problem] = []
    findings: dict[str, Finding] = {}
    for row, (entity_id, fault) in zip(table.rows, ids, strict=True):
        if fault or entity_id in findings:
            problems.append(table.problem(row, "id", fault or "finding_given_twice"))
        parsed = {field: _parse(table, row, field, problems) for field in PARSERS}
        if not fault and None not in parsed.values():
            findings[entity_id] = Finding(id=entity_id, **parsed)  # type: ignore[arg-type]  # each parser's own type
    table.refuse(problems)
    return tuple(findings.values())


def _parse(table: Table, row: Row, field: str, problems: list[Problem]) -> object:
    """The field's value; None where the cell is bad, which is then among the problems."""
    try:
        return PARSERS[field](row[field])
    except SamplerError as error:
        problems.append(table.problem(row, field, error.code))
        return None
