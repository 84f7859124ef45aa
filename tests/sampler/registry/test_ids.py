"""Ids: every right code is taken as it is meant, and no wrong one is."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sampler.entity import (
    CREDIT_CODE_ALPHABET,
    credit_code_check,
    is_credit_code,
    is_registration_number,
    registration_check,
)
from sampler.registry.ids import credit_checked, identified, registration_checked
from tests.sampler.registry.making import credit_code, registration_number

BODIES = st.text(CREDIT_CODE_ALPHABET, min_size=17, max_size=17)
CODES = BODIES.map(lambda body: body + credit_code_check(body))
NUMBERS = st.text("0123456789", min_size=14, max_size=14).map(lambda body: body + registration_check(body))
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@settings(deadline=None)
@given(CODES)
def test_a_right_code_is_its_own_id(code: str) -> None:
    assert identified([code]) == ((code, ""),)


@settings(deadline=None)
@given(CODES, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, character: str) -> None:
    wrong = code[:place] + character + code[place + 1 :]
    assume(wrong != code)
    [(_, problem)] = identified([wrong])
    assert problem in ("credit_code_check", "resident_id")


@settings(deadline=None)
@given(CODES, st.data())
def test_full_width_lower_case_spaces_and_markers_are_mended(code: str, data: st.DataObject) -> None:
    written = "".join(
        data.draw(st.sampled_from((c, c.lower(), c.translate(WIDE), c.lower().translate(WIDE), c + " ", c + "\u3000")))
        for c in code
    )
    assert identified(["'" + written]) == ((code, ""),)


@settings(deadline=None)
@given(NUMBERS)
def test_fifteen_right_digits_are_a_registration_number(number: str) -> None:
    assert identified([number, f"R:{number}"]) == ((f"R:{number}", ""),) * 2


@settings(deadline=None)
@given(st.lists(st.text(CREDIT_CODE_ALPHABET + "IOSVZ", min_size=18, max_size=18), min_size=1))
def test_columns_of_codes_are_checked_as_each_code_is(codes: list[str]) -> None:
    known, right = credit_checked(np.frombuffer("".join(codes).encode(), dtype=np.uint8).reshape(-1, 18))
    assert (known & right).tolist() == [is_credit_code(code) for code in codes]


@settings(deadline=None)
@given(st.lists(st.text("0123456789", min_size=15, max_size=15), min_size=1))
def test_columns_of_numbers_are_checked_as_each_number_is(numbers: list[str]) -> None:
    right = registration_checked(np.frombuffer("".join(numbers).encode(), dtype=np.uint8).reshape(-1, 15))
    assert right.tolist() == [is_registration_number(number) for number in numbers]


@pytest.mark.parametrize(
    ("read", "problem"),
    [
        ("", "id_missing"),
        ("9.14E+17", "credit_code_scientific"),
        ("9.1410212E17", "credit_code_scientific"),
        ("９.１４e+17", "credit_code_scientific"),
        ("9141021200000001", "credit_code_length"),
        (credit_code(1) + "1", "credit_code_length"),
        ("河南省祥符区商贸公司", "credit_code_length"),
        ("河南省开封市祥符区陈留镇某某商贸公司店", "credit_code_length"),
        ("河南省开封市祥符区陈留镇某某商贸公司", "credit_code_character"),
        (credit_code(1)[:5] + "I" + credit_code(1)[6:], "credit_code_character"),
        ("91350100M000100Y4Z", "credit_code_check"),
        ("914403001922038217", "credit_code_check"),
        (registration_number(1)[:14] + str((int(registration_number(1)[14]) + 1) % 10), "registration_number_check"),
        ("R:44030110309741", "credit_code_length"),
        ("R:440301103097414", "registration_number_check"),
        ("X:FHRS:", "id_malformed"),
        ("X:FHRS:" + "1" * 60, "id_malformed"),
        ("X:FHRS:a b|c", "id_malformed"),
        ("11010519491231002X", "resident_id"),
    ],
)
def test_every_kind_of_wrong_id_is_named(read: str, problem: str) -> None:
    assert identified([read])[0][1] == problem


def test_ids_of_other_things_stand_as_they_are() -> None:
    assert identified(["X:FHRS:100000", "x:fhrs:a.1-2:3"]) == (("X:FHRS:100000", ""), ("X:FHRS:A.1-2:3", ""))
