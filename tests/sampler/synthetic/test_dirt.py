import numpy as np
import pytest

from sampler.entity import Kind, is_credit_code, is_registration_number, kind_of_code
from sampler.synthetic.dirt import ADDRESS, CODE, DIRT, LEGACY, NAME, Dirt, Row
from sampler.synthetic.entities import HEADER, columns

BY_NAME = {dirt.name: dirt for dirt in DIRT}


def clean(number: int) -> Row:
    made = columns(np.array([number], dtype=np.uint64), np.array([number % 3]), np.array([True]))
    return [column[0].as_py() for column in made]


def soiled(name: str, number: int) -> list[Row]:
    return BY_NAME[name].soil(clean(number), number)


@pytest.mark.parametrize("dirt", DIRT, ids=[dirt.name for dirt in DIRT])
def test_dirt_leaves_no_row_clean_and_does_not_change_the_row_it_was_given(dirt: Dirt) -> None:
    for number in range(12):
        row = clean(number)
        rows = dirt.soil(row, number)
        assert row == clean(number)
        assert rows != [row]
        assert all(len(written) == len(HEADER) for written in rows) != dirt.ragged


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(DIRT)


@pytest.mark.parametrize("number", range(12))
def test_codes_are_spoilt_as_their_dirt_says(number: int) -> None:
    code = clean(number)[CODE]
    spoilt = {name: soiled(name, number)[0][CODE] for name in BY_NAME}

    assert spoilt["lower_case"].upper() == code != spoilt["lower_case"]
    assert spoilt["spaced"].replace(" ", "").replace("\u3000", "") == code
    assert spoilt["scientific"] in ("9.14E+17", "9.24E+17", "9.34E+17")
    assert len(spoilt["wrong_check"]) == 18
    assert not is_credit_code(spoilt["wrong_check"])
    assert spoilt["wrong_check"][:17] == code[:17]
    assert len(spoilt["cut_short"]) == 17
    assert is_registration_number(spoilt["legacy_as_code"])
    assert soiled("legacy_alone", number)[0][:2] == ["", spoilt["legacy_as_code"]]
    assert spoilt["wrong_legacy"].isdigit()
    assert not is_registration_number(spoilt["wrong_legacy"])
    assert spoilt["no_code"] == soiled("no_code", number)[0][LEGACY] == ""


@pytest.mark.parametrize("number", range(12))
def test_the_code_of_another_kind_is_valid(number: int) -> None:
    code = soiled("type_disagrees", number)[0][CODE]
    kind = kind_of_code(clean(number)[CODE])
    assert is_credit_code(code)
    assert kind_of_code(code) is (Kind.ENTERPRISE if kind is Kind.INDIVIDUAL else Kind.INDIVIDUAL)


def test_second_rows() -> None:
    first, second = soiled("repeated", 5)
    assert first == second == clean(5)
    first, second = soiled("contradicted", 5)
    assert first == clean(5)
    assert [place for place, cells in enumerate(zip(first, second, strict=True)) if len(set(cells)) > 1] == [ADDRESS]


def test_a_shifted_row_has_its_name_where_the_type_belongs() -> None:
    [row] = soiled("shifted", 5)
    assert row[NAME : NAME + 3] == ["", *clean(5)[NAME : NAME + 2]]
