import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sampler.entity import Kind, is_credit_code, is_registration_number, kind_of_code
from sampler.synthetic.identifiers import SERIALS, SUBJECTS, credit_codes, registration_numbers

NUMBERS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=50, unique=True)
KINDS = list(Kind)


def codes(numbers: list[int]) -> list[str]:
    kind = np.array([number % 4 for number in numbers])
    return credit_codes(np.array(numbers, dtype=np.uint64), kind, np.full(len(numbers), 410212)).to_pylist()


def legacy(numbers: list[int]) -> list[str]:
    kind = np.array([number % 4 for number in numbers])
    return registration_numbers(np.array(numbers, dtype=np.uint64), kind).to_pylist()


@given(NUMBERS)
def test_codes_are_valid_and_nobodys(numbers: list[int]) -> None:
    for number, code in zip(numbers, codes(numbers), strict=True):
        assert is_credit_code(code)
        assert kind_of_code(code) is KINDS[number % 4]
        assert re.fullmatch("9[1239][0-9]{6}0000.{4}[A-HJ-NP-RTUW].", code)


@given(NUMBERS)
def test_registration_numbers_are_valid_and_tell_individuals_apart(numbers: list[int]) -> None:
    for number, text in zip(numbers, legacy(numbers), strict=True):
        assert is_registration_number(text)
        assert (kind_of_code(f"R:{text}") is Kind.INDIVIDUAL) == (KINDS[number % 4] is Kind.INDIVIDUAL)


def test_no_identifier_comes_twice_even_where_a_counter_starts_again() -> None:
    numbers = [*range(30_000), *range(SUBJECTS - 50, SUBJECTS + 50), *range(SERIALS - 50, SERIALS + 50)]
    numbers += [2 * SUBJECTS, 4 * SERIALS, 4 * SERIALS + 1, 2**32 - 1]

    assert len(set(codes(numbers))) == len(numbers)
    assert len(set(legacy(numbers))) == len(numbers)


def test_subjects_are_a_bijection_and_leave_their_order() -> None:
    made = codes(list(range(1, 4_000, 4)))  # one kind
    assert made != sorted(made)
    assert np.gcd(7_368_787, SUBJECTS) == 1
