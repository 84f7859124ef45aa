import re

import numpy as np
import pytest

from sampler.entity import Kind
from sampler.synthetic.entities import HEADER, columns, towns
from sampler.synthetic.words import words

SOME = 20_000
KINDS = list(Kind)


def table(first: int, last: int) -> dict[str, list[str]]:
    numbers = np.arange(first, last, dtype=np.uint64)
    kind = (numbers % np.uint64(4)).astype(np.int64)
    made = columns(numbers, kind, numbers % np.uint64(10) != 0)
    return {name: column.to_pylist() for name, column in zip(HEADER, made, strict=True)}


@pytest.fixture(scope="module")
def entities() -> dict[str, list[str]]:
    return table(0, SOME)


def test_an_entity_is_the_same_in_every_chunk(entities: dict[str, list[str]]) -> None:
    assert table(7_000, 7_100) == {name: column[7_000:7_100] for name, column in entities.items()}


def test_every_name_says_that_it_is_invented(entities: dict[str, list[str]]) -> None:
    assert all(name.endswith("（演示）") for name in entities["市场主体名称"])
    assert all(re.fullmatch("演示人[0-9]{4}", name) for name in entities["法定代表人"])
    assert all(re.fullmatch("(演示人[0-9]{4})?", name) for name in entities["联络人"])


def test_nothing_looks_like_a_mobile_or_a_resident_number(entities: dict[str, list[str]]) -> None:
    assert all(re.fullmatch("000-0000[0-9]{4}", phone) for phone in entities["联系电话"])
    resident = re.compile(r"(?<![0-9A-Z])[1-9][0-9]{16}[0-9X](?![0-9A-Z])")
    mobile = re.compile(r"(?<![0-9A-Z])1[3-9][0-9]{9}(?![0-9A-Z])")
    for column in entities.values():
        assert not any(resident.search(cell) or mobile.search(cell) for cell in column)


def test_rare_characters_stand_in_about_one_name_of_a_hundred(entities: dict[str, list[str]]) -> None:
    rare = [name for name in entities["市场主体名称"] if any(is_rare(character) for character in name)]
    assert 150 < len(rare) < 250
    assert {"𠮷", "㙟", "䶮", "𬭚", "𰻝", "𬍛", "𫖯", "㧑"} <= set("".join(rare))


def is_rare(character: str) -> bool:
    return "\u3400" <= character <= "\u4dbf" or character > "\uffff"


def test_old_entities_have_the_countys_old_name_and_number(entities: dict[str, list[str]]) -> None:
    told = ("注册号", "成立日期", "市场主体名称", "住所（经营场所）", "登记机关")
    rows = list(zip(*(entities[column] for column in told), strict=True))
    old = [row for row in rows if row[0]]

    assert 2_000 < len(old) < 3_000
    assert all(day < "2014-12-01" for _, day, *_ in old)
    assert any(day < "2014-12-01" for number, day, *_ in rows if not number)  # renewed since
    for number, _, name, address, authority in rows:
        assert address.startswith("河南省开封县" if number else "河南省开封市祥符区")
        assert ("祥符区" if number else "开封县") not in name
        assert number or "工商行政管理局" not in authority


def test_some_authorities_are_in_no_list_of_divisions(entities: dict[str, list[str]]) -> None:
    found = {code[2:8] for code in entities["统一社会信用代码"]}
    assert found == {"410212", "410200", "410000", "410224", "410296"}


def test_the_largest_town_has_most_entities() -> None:
    counts = np.bincount(towns(np.arange(SOME, dtype=np.uint64)))
    weights = [town.weight for town in words().towns]

    assert sum(weights) == 100
    assert all(abs(count - SOME * weight // 100) < 300 for count, weight in zip(counts.tolist(), weights, strict=True))


def test_a_bureau_is_written_in_one_of_its_spellings(entities: dict[str, list[str]]) -> None:
    place = towns(np.arange(SOME, dtype=np.uint64)).tolist()
    spellings = [{word for word, _ in town.spellings} for town in words().towns]
    assert all(word in spellings[town] for word, town in zip(entities["属地监管所"], place, strict=True))
    assert set.union(*spellings) == set(entities["属地监管所"])
    assert len(set.union(*spellings)) == sum(map(len, spellings))  # no spelling stands for two bureaus


def test_status_follows_whether_the_entity_is_active(entities: dict[str, list[str]]) -> None:
    assert set(entities["登记状态"][::10]) == {"注销", "吊销", "迁出", "撤销", "停业"}
    active = {word for number, word in enumerate(entities["登记状态"]) if number % 10}
    assert active == {"存续（在营、开业、在册）", "开业", "在业", "存续"}


def test_risk_is_missing_for_some(entities: dict[str, list[str]]) -> None:
    assert set(entities["信用风险等级"]) == {"A", "B", "C", "D", ""}


def test_nothing_was_inspected_before_it_existed(entities: dict[str, list[str]]) -> None:
    inspected = list(zip(entities["成立日期"], entities["上次检查日期"], strict=True))
    assert all(not day or established < day for established, day in inspected)
    assert 2_000 < sum(day != "" for _, day in inspected) < SOME // 6
