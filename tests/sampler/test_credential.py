"""Passwords that keep the rules, and codes that open once, for a minute and a half, for one secret."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.credential import (
    CODES,
    Policy,
    backup_codes,
    check_name,
    check_password,
    fingerprint,
    fold_code,
    fold_name,
    generate_password,
    totp_secret,
    totp_step,
    totp_uri,
)
from sampler.errors import Invalid

POLICY = Policy()
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"
# its table has eight digits; six-digit codes are their ends
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("password", "code"), [
    ("Short-1", "password_too_short"),
    ("x" * 257, "password_too_long"),
    ("onlysmallletters", "password_too_plain"),
    ("letters4small9", "password_too_plain"),
    ("Hello-Li.Na-2026", "password_tells_name"),
    ("Hello-ｌｉ.ｎａ-2026", "password_tells_name"),
    ("Password123", "password_well_known"),
    ("ｐassworD-12", "password_well_known"),
    ("P@ssw0rd2026", "password_well_known"),
    ("Admin@123456", "password_well_known"),
    ("1qaz@WSX3edc", "password_well_known"),
    ("Woaini-1314", "password_well_known"),
    ("Our-Sampler-9", "password_well_known"),
    ("双随机一公开-Ab1", "password_well_known"),
])  # fmt: skip
def test_a_weak_password_is_named(password: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        check_password(password, "li.na", POLICY)


@pytest.mark.parametrize(
    "password", ["Correct-horse", "abx123-----", "Пароль-2026a", "摇号公开透明a1摇号公开", "  spaces 4 "]
)
def test_a_good_password_passes_as_it_was_typed(password: str) -> None:
    assert check_password(password, "li.na", POLICY) == password


def test_the_rules_are_settings() -> None:
    strict = Policy(shortest_password=20, password_classes=4)
    with pytest.raises(Invalid, match="password_too_short"):
        check_password("Correct-horse-1", "li.na", strict)
    with pytest.raises(Invalid, match="password_too_plain"):
        check_password("correct-horse-battery-1", "li.na", strict)


@given(policy=st.builds(Policy, shortest_password=st.integers(1, 60), password_classes=st.integers(1, 4)))
def test_a_generated_password_keeps_the_rules(policy: Policy) -> None:
    first, second = (generate_password("li.na", policy, os.urandom) for _ in range(2))
    assert check_password(first, "li.na", policy) == first
    assert first != second


def test_chance_that_gives_no_digit_is_asked_again() -> None:
    asked: list[int] = []

    def chance(count: int) -> bytes:
        asked.append(count)
        return bytes([20] * count) if len(asked) == 1 else bytes(range(count))

    # capitals, small letters and dashes are three classes, so four are asked for
    assert any(letter.isdigit() for letter in generate_password("li.na", Policy(password_classes=4), chance))
    assert len(asked) == 2


@pytest.mark.parametrize("typed", ["li.na", " Li.Na", "ｌｉ．ｎａ"])
def test_a_name_is_one_however_it_is_typed(typed: str) -> None:
    assert check_name(fold_name(typed)) == "li.na"


@pytest.mark.parametrize("name", ["", "-", "console", "Li", "li na", "李娜", "a" * 65, "a\n", ".a"])
def test_a_name_that_no_account_can_have(name: str) -> None:
    with pytest.raises(Invalid, match="user_name_malformed"):
        check_name(name)


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES.items())
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp_step(RFC_SECRET, code, moment(seconds)) == seconds // 30


@pytest.mark.parametrize("late", range(-4, 5))
def test_a_code_opens_one_step_early_or_late_and_no_more(late: int) -> None:
    at = moment(1234567890 + 30 * late)
    assert totp_step(RFC_SECRET, "005924", at) == (1234567890 // 30 if abs(late) <= 1 else None)


@pytest.mark.parametrize("typed", ["", "000000", "28708", "2870822", "abc", "二八七"])
def test_another_code_opens_nothing(typed: str) -> None:
    assert totp_step(RFC_SECRET, typed, moment(59)) is None


def test_a_secret_is_what_programs_read() -> None:
    secret = totp_secret(os.urandom)
    assert len(secret) == 32
    assert totp_uri(secret, name="li.na", issuer="祥符区") == (
        f"otpauth://totp/%E7%A5%A5%E7%AC%A6%E5%8C%BA:li.na?secret={secret}&issuer=%E7%A5%A5%E7%AC%A6%E5%8C%BA"
    )


def test_backup_codes_are_many_and_different() -> None:
    codes = backup_codes(os.urandom)
    assert len(set(codes)) == len(codes) == CODES
    assert all(len(fold_code(code)) == 16 for code in codes)
    assert fold_code(f" {codes[0].upper()} ") == fold_code(codes[0])
    assert len({fingerprint(code) for code in codes}) == CODES
