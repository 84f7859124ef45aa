"""The demo's bureaus, inspectors and recusals, as the files that a district would load.

Each of the 15 towns has a bureau of 4 to 6 inspectors; three more may be sent anywhere. Some are off duty and some
certificates have run out, so that a reader has somebody to leave out; at least three of each bureau remain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sampler.entity import Kind
from sampler.synthetic.composition import demo_composition, parts_of
from sampler.synthetic.entities import columns, towns
from sampler.synthetic.files import row_file
from sampler.synthetic.words import Town, words

DISTRICT = "410212"
BUREAU_HEADER = ("监管所编码", "监管所名称", "别名", "上级")
ROSTER_HEADER = ("编号", "姓名", "单位", "执法证号", "有效期至", "执法领域", "是否专家", "状态")
RECUSAL_HEADER = ("检查人员编号", "统一社会信用代码", "回避理由")

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"  # one for each town, in names
MOBILE = 3
FIELDS = ("综合监管", "食品安全", "特种设备", "产品质量", "广告监管")
REASONS = ("近亲属在该单位任职", "曾在该单位任职", "本人申请回避")
RECUSALS = 12
CANDIDATES = 2_000  # entities looked through for the recusals


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedInspector:
    """`town` is None for who may be sent anywhere."""

    number: str
    name: str
    town: Town | None
    off_duty: bool
    expired: bool

    @property
    def available(self) -> bool:
        return not (self.off_duty or self.expired)


def demo_bureaus(path: Path) -> None:
    """Write the bureaus with their other names."""
    rows = []
    for town in words().towns:
        name, *aliases = (word for word, _ in town.spellings)
        rows.append((town.code, name, "、".join(aliases), DISTRICT))
    with row_file(path, BUREAU_HEADER) as write:
        write(rows)


def demo_roster(path: Path) -> None:
    """Write the inspectors."""
    with row_file(path, ROSTER_HEADER) as write:
        write([roster_row(place, inspector) for place, inspector in enumerate(demo_inspectors())])


def demo_recusals(path: Path) -> None:
    """Write who may not inspect whom, for entities of the demo registry's frame."""
    with row_file(path, RECUSAL_HEADER) as write:
        write(list(recusal_rows()))


def demo_inspectors() -> tuple[InventedInspector, ...]:
    """Numbered through, bureau by bureau, the mobile ones last."""
    places = [
        (f"{letter}{place:02}", town)
        for letter, town in zip(LETTERS, words().towns, strict=True)
        for place in range(1, team(town) + 1)
    ]
    mobile: list[tuple[str, Town | None]] = [(f"机动{place:02}", None) for place in range(1, MOBILE + 1)]
    return tuple(
        InventedInspector(
            number=f"XF{number:03}",
            name=f"检查员{name}{words().mark}",
            town=town,
            off_duty=number % 13 == 0,
            expired=number % 17 == 0,
        )
        for number, (name, town) in enumerate([*places, *mobile], 1)
    )


def team(town: Town) -> int:
    """How many inspectors a bureau has: 4, 5 in a middling town, 6 in a large one."""
    return 4 + (town.weight >= 5) + (town.weight >= 9)


def roster_row(place: int, inspector: InventedInspector) -> tuple[str, ...]:
    bureau = [word for word, _ in inspector.town.spellings] if inspector.town else ["*"]
    return (
        inspector.number,
        inspector.name,
        bureau[place % 7 == 0 and len(bureau) > 1],  # files of people's making do not keep to one spelling
        f"演示证第{place + 1:04}号",
        "2025-06-30" if inspector.expired else f"{2036 + place % 4}-12-31",
        FIELDS[place % len(FIELDS)],
        "是" if place % 9 == 4 else "否",
        "停用" if inspector.off_duty else "在岗",
    )


def recusal_rows() -> Iterator[tuple[str, ...]]:
    """Some of those on duty, each with an entity of the bureau's own."""
    parts = demo_composition()
    numbers = np.arange(CANDIDATES, dtype=np.uint64)
    part = parts_of(numbers, parts)
    drawable = np.array([one.active and one.dirt is None and one.kind != Kind.OTHER for one in parts])[part]
    kind = np.array([list(Kind).index(one.kind) for one in parts])[part]
    codes = columns(numbers, kind, drawable)[0].to_pylist()
    bound = [one for one in demo_inspectors() if one.available and one.town]
    for place, inspector in enumerate(bound[:: len(bound) // RECUSALS][:RECUSALS]):
        home = words().towns.index(inspector.town) if inspector.town else 0
        near = np.flatnonzero(drawable & (towns(numbers) == home))
        yield inspector.number, codes[near[place]], REASONS[place % len(REASONS)]
