"""Invented entities in columns: an entity follows from its number, kind and status, in whatever chunk it is made.

The columns are those of a provincial export (DOMAIN.md 2). People are 演示人 and a number, telephones begin 000-0000.
"""

from datetime import date
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sampler.synthetic.chance import Choices, Indices, Numbers, below
from sampler.synthetic.identifiers import INDIVIDUAL, credit_codes, registration_numbers
from sampler.synthetic.words import GIVEN, LUCK, RARE_LUCK, words

HEADER = (
    "统一社会信用代码", "注册号", "市场主体名称", "市场主体类型", "登记状态", "登记机关", "属地监管所",
    "住所（经营场所）", "行政区划", "行业", "成立日期", "信用风险等级", "法定代表人", "联络人", "联系电话",
    "上次检查日期",
)  # fmt: skip
DISTRICT = "410212"
ONE_IN_RARE = 100

Flags = NDArray[np.bool_]
Column: TypeAlias = pa.StringArray

OLDEST = (date(1993, 1, 1), date(1990, 1, 1), date(2007, 7, 1), date(2010, 1, 1))  # by kind
FIRST_DAY = np.array([day.toordinal() for day in OLDEST])
LAST_DAY = date(2026, 6, 30).toordinal()  # that of the invented registry: two months before the demo's draw
DISTRICT_SINCE = date(2014, 12, 1).toordinal()  # 开封县 before; half of the older entities have not renewed since
EPOCH = date(1970, 1, 1).toordinal()


def columns(numbers: Numbers, kind: Indices, active: Flags) -> list[Column]:
    """A column of text for each name of HEADER, in its order; `kind` are places in `Kind`."""
    town = towns(numbers)
    day = established(numbers, kind)
    before = (day < DISTRICT_SINCE) & (below("renewed", numbers, 2) == 0)
    authority = words().authorities.index("authority", numbers, before.astype(np.int64))
    trade = words().trades.index("trade", numbers, kind)
    form = words().forms.index("form", numbers, kind)
    return [
        credit_codes(numbers, kind, word(words().authorities, 0, authority).cast(pa.int64()).to_numpy()),
        where(before, registration_numbers(numbers, kind), ""),
        old_names(names(numbers, kind, town, trade, form), before),
        word(words().forms, 1, form),
        words().status.pick("status", numbers, (~active).astype(np.int64)),
        word(words().authorities, 1, authority),
        words().bureaus.pick("bureau", numbers, town),
        old_names(addresses(numbers, town), before),
        pa.repeat(DISTRICT, len(numbers)),
        word(words().trades, 1, trade),
        iso(day),
        words().risk.pick("risk", numbers, kind),
        people("representative", numbers),
        where(below("has contact", numbers, 3) > 0, people("contact", numbers), ""),
        joined("000-0000", four_digits("telephone", numbers)),
        inspections(numbers, day),
    ]


def towns(numbers: Numbers) -> Indices:
    """The town of each entity, as its place in `words().towns`."""
    return words().town[below("town", numbers, len(words().town))]


def established(numbers: Numbers, kind: Indices) -> Indices:
    """Days, as ordinals; the later of two, since of old entities few are left."""
    days = LAST_DAY - FIRST_DAY[kind]
    later: Indices = np.maximum(below("day", numbers, days), below("other day", numbers, days))
    return FIRST_DAY[kind] + later


def names(numbers: Numbers, kind: Indices, town: Indices, trade: Indices, form: Indices) -> Column:
    rare = (below("rare", numbers, ONE_IN_RARE) == 0) * RARE_LUCK
    return joined(
        words().openers.pick("opener", numbers, kind * len(words().towns) + town),
        words().stems.pick("stem", numbers, np.where(kind == INDIVIDUAL, GIVEN, LUCK) + rare),
        word(words().trades, 0, trade),
        word(words().forms, 0, form),
        words().mark,
    )


def addresses(numbers: Numbers, town: Indices) -> Column:
    return joined(
        "河南省开封市祥符区", words().places.pick("village", numbers, town), words().doors.pick("door", numbers)
    )


def inspections(numbers: Numbers, established: Indices) -> Column:
    """The day of the last inspection for one in six, where it does not lie before the entity."""
    day = LAST_DAY - below("inspected on", numbers, 1500)
    return where((below("inspected", numbers, 6) == 0) & (day > established), iso(day), "")


def old_names(column: Column, before: Flags) -> Column:
    """祥符区 as it was written before the county became a district."""
    old = pc.replace_substring(pc.replace_substring(column, "开封市祥符区", "开封县"), "祥符区", "开封县")
    return where(before, old, column)


def people(field: str, numbers: Numbers) -> Column:
    return joined(words().person, four_digits(field, numbers))


def four_digits(field: str, numbers: Numbers) -> Column:
    return pc.utf8_slice_codeunits(pa.array(10_000 + below(field, numbers, 10_000)).cast(pa.string()), 1)


def iso(ordinals: Indices) -> Column:
    """2014-10-24 for each proleptic ordinal."""
    return pa.array((ordinals - EPOCH).astype(np.int32)).cast(pa.date32()).cast(pa.string())


def word(choices: Choices, place: int, index: Indices) -> Column:
    """The word at `place` of each entry."""
    return choices.words[place].take(pa.array(index))


def where(flags: Flags, then: Column, otherwise: Column | str) -> Column:
    return pc.if_else(pa.array(flags), then, otherwise)


def joined(*pieces: Column | str) -> Column:
    return pc.binary_join_element_wise(*pieces, "")
