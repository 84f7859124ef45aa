"""Recusals (回避): which inspector may not inspect which entity, and why."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sampler.codes.personal import Names, private_number
from sampler.registry import Field, Problem, Row, Table, read_table
from sampler.registry.ids import identified
from sampler.roster.inspectors import Roster

NOT_IN_A_RECORD = re.compile(r"[\t|]")

FIELDS = (
    Field(name="number", aliases=("检查人员编号", "编号", "人员编号"), required=False),
    Field(name="inspector", aliases=("检查人员", "检查人员姓名", "姓名", "人员", "name"), required=False),
    Field(
        name="id", aliases=("统一社会信用代码", "社会信用代码", "统一社会信用代码/注册号", "信用代码", "credit_code")
    ),
    Field(name="reason", aliases=("回避理由", "回避原因", "回避事由", "理由", "原因")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """An inspector, by number, who may not inspect that entity, and why."""

    inspector: str
    id: str
    reason: str


def read_recusals(path: Path, roster: Roster) -> tuple[Recusal, ...]:
    """The recusals in a file of the inspectors who may be sent; those of people off duty fall away: they go nowhere."""
    return recusals_of(recusals_from(read_table(path, FIELDS), roster), roster)


def recusals_of(recusals: Iterable[Recusal], roster: Roster) -> tuple[Recusal, ...]:
    """The recusals of the inspectors who may be sent, in the same order."""
    sent = {inspector.number for inspector in roster.inspectors}
    return tuple(one for one in recusals if one.inspector in sent)


def recusals_from(table: Table, roster: Roster) -> tuple[Recusal, ...]:
    """The recusals of everybody of the roster, sorted; people by number, or by a name that only one has.

    Raises `Invalid("file_problems")` with every bad cell: inspector_missing, inspector_unknown, inspector_ambiguous,
    reason_missing, reason_malformed, reason_private (a resident's or mobile number), reason_names_person (somebody of
    the roster), repeated, and the problems of a registry's ids.
    """
    names = roster.names
    ids = identified([row["id"] for row in table.rows])
    problems: list[Problem] = []
    found: dict[tuple[str, str], Recusal] = {}
    for row, (entity_id, code) in zip(table.rows, ids, strict=True):
        wrong = list(_problems(table, row, roster, names, code))
        problems += wrong
        if wrong:
            continue
        [inspector] = roster.find(_word(row))
        pair = (inspector.number, entity_id)
        if pair in found:
            problems.append(table.problem(row, "id", "repeated"))
        found[pair] = Recusal(inspector=inspector.number, id=entity_id, reason=row["reason"])
    table.refuse(problems)
    return tuple(found[pair] for pair in sorted(found))


def _word(row: Row) -> str:
    return row["number"] or row["inspector"]


def _problems(table: Table, row: Row, roster: Roster, names: Names, id_code: str) -> Iterator[Problem]:
    column = "number" if row["number"] or "inspector" not in table.headers else "inspector"
    people = roster.find(_word(row)) if _word(row) else ()
    if len(people) != 1:
        code = "ambiguous" if people else "unknown" if _word(row) else "missing"
        yield table.problem(row, column, f"inspector_{code}")
    if id_code:
        yield table.problem(row, "id", id_code)
    if not row["reason"]:
        yield table.problem(row, "reason", "reason_missing")
    elif NOT_IN_A_RECORD.search(row["reason"]):
        yield table.problem(row, "reason", "reason_malformed")
    elif private_number(row["reason"]):
        yield table.problem(row, "reason", "reason_private", "")
    elif names.named_in(row["reason"]):
        yield table.problem(row, "reason", "reason_names_person", "")
