"""Who may inspect, read from a roster.

Officers on duty with a licence whose certificate is valid on the day that the caller says (DOMAIN 1.5, 1.6); no
auxiliaries and no third parties. Everybody else is kept in `Roster.off_duty` with the reason. What a roster has no
column for is not asked. An expert who holds a licence is an officer like any other.

People stand in records by opaque numbers. The roster's own number is taken where it can stand there and says nothing
of the person; where it has none, numbers are made in the order of the file, bureau by bureau (`410212101-01`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import count
from pathlib import Path

from sampler.codes.duty import is_on_duty
from sampler.codes.folding import fold_word
from sampler.codes.personal import Names, private_number
from sampler.name import NAME
from sampler.registry import Field, Problem, Row, Table, read_table
from sampler.registry.words import day_of
from sampler.roster.bureaus import Bureaus

ANYWHERE = "*"
ANYWHERE_WORDS = frozenset((ANYWHERE, "机动", "全区", "全县", "全市", "不限"))
MADE_ANYWHERE = "anywhere"  # stands for `*` in a made number
AUXILIARY = re.compile("辅助|协管|第三方|外聘|劳务|临时")
UNLIMITED = ("长期", "长期有效", "永久")
EXPERT = ("是", "专家", "yes", "true", "1")

FIELDS = (
    Field(name="number", aliases=("编号", "人员编号", "检查人员编号", "inspector"), required=False),
    Field(name="name", aliases=("姓名", "检查人员姓名", "检查人员")),
    Field(name="bureau", aliases=("单位", "所属单位", "工作单位", "所在单位", "监管所", "所属监管所", "属地监管所")),
    Field(name="licence", aliases=("执法证号", "执法证件号", "执法证编号", "执法证号码", "证号"), required=False),
    Field(name="valid_until", aliases=("有效期至", "有效期", "执法证有效期至", "证件有效期至"), required=False),
    Field(name="fields", aliases=("执法领域", "事项范围", "执法领域(事项范围)", "执法范围"), required=False),
    Field(name="expert", aliases=("是否专家", "专家"), required=False),
    Field(name="status", aliases=("状态", "在岗状态", "人员状态", "是否在岗"), required=False),
    Field(name="category", aliases=("人员类别", "人员性质", "身份类别", "人员类型"), required=False),
)


class Reason(StrEnum):
    """Why somebody of the roster is not sent."""

    OFF_DUTY = "off_duty"
    AUXILIARY = "auxiliary"
    LICENCE_MISSING = "licence_missing"
    CERTIFICATE_EXPIRED = "certificate_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """Somebody of the roster. `number` is opaque; `bureau` a code, or `*`: may be sent anywhere.

    `valid_until` is None where the roster has no such column, or the certificate has no end.
    """

    number: str
    name: str
    bureau: str
    licence: str = ""
    valid_until: date | None = None
    fields: str = ""
    expert: bool = False
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OffDuty:
    """Somebody of the roster who is not sent now."""

    inspector: Inspector
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """`inspectors` may be sent, sorted by number; `off_duty` are the others, in the order of the file."""

    inspectors: tuple[Inspector, ...]
    off_duty: tuple[OffDuty, ...] = ()
    by_number: Mapping[str, tuple[Inspector, ...]] = field(init=False, repr=False, compare=False)
    by_name: Mapping[str, tuple[Inspector, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_number", _by(lambda one: one.number, self.everybody))
        object.__setattr__(self, "by_name", _by(lambda one: fold_word(one.name), self.everybody))

    @property
    def everybody(self) -> tuple[Inspector, ...]:
        """On duty or not."""
        return (*self.inspectors, *(gone.inspector for gone in self.off_duty))

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many are not sent, by reason in the order of `Reason`; a reason that nobody has is not there."""
        counts = Counter(gone.reason for gone in self.off_duty)
        return {str(reason): counts[reason] for reason in Reason if counts[reason]}

    @property
    def names(self) -> Names:
        """What everybody of the roster is called: no record and no entry may say it."""
        return Names.of(one.name for one in self.everybody)

    def find(self, word: str) -> tuple[Inspector, ...]:
        """Everybody of that number, or else of that name, on duty or not."""
        return self.by_number.get(word) or self.by_name.get(fold_word(word), ())


def _by(word: Callable[[Inspector], str], people: Iterable[Inspector]) -> Mapping[str, tuple[Inspector, ...]]:
    """Everybody whom a word means, in the order given: a long file of recusals asks for somebody in each row."""
    found: defaultdict[str, list[Inspector]] = defaultdict(list)
    for one in people:
        found[word(one)].append(one)
    return {key: tuple(meant) for key, meant in found.items()}


def read_roster(path: Path, bureaus: Bureaus | None, on: date) -> Roster:
    """Who may inspect on that day, and who not and why: `roster_from` a file."""
    return roster_from(read_table(path, FIELDS), bureaus, on)


def roster_from(table: Table, bureaus: Bureaus | None, on: date) -> Roster:
    """Who may inspect on that day, and who not and why. `bureaus` turns the table's words into codes.

    Raises `Invalid("file_problems")` with every bad cell: number_malformed, number_personal (a resident's or telephone
    number, the licence's own), number_repeated, person_missing, bureau_missing, bureau_unlisted, date_missing,
    date_malformed, duty_missing, duty_unknown; and `Invalid("rows_missing")` where it lists nobody.
    """
    places = [_place(row["bureau"], bureaus) for row in table.rows]
    cells = (p for row, place in zip(table.rows, places, strict=True) for p in _problems(table, row, place))
    table.refuse([*cells, *_repeated(table)])
    table.require_rows()
    numbers = _numbers(table.rows, [place or "" for place in places])
    sent: list[Inspector] = []
    off_duty: list[OffDuty] = []
    for row, place in zip(table.rows, places, strict=True):
        inspector = _inspector(row, numbers[row.number], place or "")
        if reason := _reason(inspector, row, table.headers, on):
            off_duty.append(OffDuty(inspector=inspector, reason=reason))
        else:
            sent.append(inspector)
    return Roster(inspectors=tuple(sorted(sent, key=lambda one: one.number)), off_duty=tuple(off_duty))


def _place(word: str, bureaus: Bureaus | None) -> str | None:
    """The bureau's code, or `*`; None where the word is missing or means no bureau."""
    if word in ANYWHERE_WORDS:
        return ANYWHERE
    if bureaus:
        return bureaus.resolve(word)
    return word if NAME.fullmatch(word) else None


def _problems(table: Table, row: Row, place: str | None) -> Iterator[Problem]:
    if row["number"] and not NAME.fullmatch(row["number"]):
        yield table.problem(row, "number", "number_malformed")
    elif _is_personal(row["number"], row["licence"]):
        yield table.problem(row, "number", "number_personal")
    if not row["name"]:
        yield table.problem(row, "name", "person_missing")
    if place is None:
        yield table.problem(row, "bureau", "bureau_unlisted" if row["bureau"] else "bureau_missing")
    if "valid_until" in table.headers and not (row["valid_until"] in UNLIMITED or day_of(row["valid_until"])):
        yield table.problem(row, "valid_until", "date_malformed" if row["valid_until"] else "date_missing")
    if "status" in table.headers and is_on_duty(row["status"]) is None:
        yield table.problem(row, "status", "duty_unknown" if row["status"] else "duty_missing")


def _is_personal(number: str, licence: str) -> bool:
    return bool(number) and (private_number(number) is not None or number == licence)


def _repeated(table: Table) -> Iterator[Problem]:
    counts = Counter(row["number"] for row in table.rows if row["number"])
    return (table.problem(row, "number", "number_repeated") for row in table.rows if counts[row["number"]] > 1)


def _numbers(rows: Sequence[Row], places: Sequence[str]) -> Mapping[int, str]:
    """Each row's number: its own, else the next of its bureau that nobody has."""
    own = {row["number"] for row in rows}
    free = {place: filter(lambda number: number not in own, _made(place)) for place in places}
    return {row.number: row["number"] or next(free[place]) for row, place in zip(rows, places, strict=True)}


def _made(place: str) -> Iterator[str]:
    return (f"{MADE_ANYWHERE if place == ANYWHERE else place}-{ordinal:02}" for ordinal in count(1))


def _inspector(row: Row, number: str, bureau: str) -> Inspector:
    day = day_of(row["valid_until"])
    return Inspector(
        number=number,
        name=row["name"],
        bureau=bureau,
        licence=row["licence"],
        valid_until=date.fromisoformat(day) if day else None,
        fields=row["fields"],
        expert=fold_word(row["expert"]) in EXPERT,
        status=row["status"],
    )


def _reason(inspector: Inspector, row: Row, headers: Mapping[str, str], on: date) -> Reason | None:
    """Why the inspector is not sent; None for who is."""
    if "status" in headers and not is_on_duty(row["status"]):
        return Reason.OFF_DUTY
    if AUXILIARY.search(row["category"]):
        return Reason.AUXILIARY
    if "licence" in headers and not row["licence"]:
        return Reason.LICENCE_MISSING
    if inspector.valid_until is not None and inspector.valid_until < on:
        return Reason.CERTIFICATE_EXPIRED
    return None
