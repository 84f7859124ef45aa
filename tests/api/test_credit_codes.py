"""Codes as people type them."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.pages.credit_codes import read_code
from sampler.entity import CREDIT_CODE_ALPHABET, credit_code_check
from sampler.errors import Invalid

VALID = "91330100799655058B"
bodies = st.text(CREDIT_CODE_ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "typed",
    [
        VALID,
        VALID.lower(),
        f"  {VALID}\n",
        "9133 0100 7996 5505 8B",
        "91330100-799655058B",
        "９１３３０１００７９９６５５０５８Ｂ",
        "\ufeff" + VALID,
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == VALID


@pytest.mark.parametrize(
    ("typed", "code", "params"),
    [
        ("91350100M000100Y4Z", "code_letters", {"letters": ["Z"]}),
        ("91330100799655O5SB", "code_letters", {"letters": ["O", "S"]}),
        ("91330100799655058A", "code_check", {"read": "A", "expected": "B"}),
        ("9133010079965505", "code_length", {"length": 16}),
        ("440301103097414", "number_check", {"read": "440301103097414"}),
        ("X:", "id_malformed", {"read": "X:"}),
    ],
)
def test_a_wrong_code_is_told_apart(typed: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught:
        read_code(typed)
    assert (caught.value.code, caught.value.params) == (code, params)


def test_other_ids_are_read_too() -> None:
    assert read_code("440301103097413") == "R:440301103097413"
    assert read_code("r:440301103097413") == "R:440301103097413"
    assert read_code("x:fhrs:1234") == "X:FHRS:1234"


@given(bodies)
def test_every_valid_code_is_read_as_itself(body: str) -> None:
    code = body + credit_code_check(body)
    assert read_code(code) == code


@given(bodies, st.integers(0, 16), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_one_wrong_character_is_always_noticed(body: str, place: int, other: str) -> None:
    code = body + credit_code_check(body)
    assume(code[place] != other)
    with pytest.raises(Invalid, match="code_check"):
        read_code(code[:place] + other + code[place + 1 :])


@given(st.text(max_size=400))
def test_any_text_is_a_code_or_invalid(typed: str) -> None:
    with suppress(Invalid):
        assert read_code(typed)
