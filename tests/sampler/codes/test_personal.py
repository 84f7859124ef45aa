"""Private numbers are found in the spellings that people use, and nothing else is taken for one."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sampler.codes.personal import MASK, is_resident_id, masked, private_number
from sampler.entity import credit_code_check, registration_check
from sampler.seed import sha256_hex

RESIDENT = "11010519491231002X"  # the example of GB 11643
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
days = st.dates(date(1900, 1, 1), date(2026, 11, 24))
zero_width = st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad")
around = st.sampled_from(["", "tel", "QQ", "电话", "（", "ID", "联系：", "wx_", "经营者"])


@st.composite
def residents(draw: st.DrawFn) -> str:
    body = draw(st.from_regex(r"[1-8][0-9]{5}", fullmatch=True)) + draw(days).strftime("%Y%m%d")
    body += draw(st.from_regex(r"[0-9]{3}", fullmatch=True))
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def spellings(number: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A number with one of the marks people put between digits here and there, perhaps in full width."""
    marks = st.one_of(st.sampled_from([" ", ".", "-", "－", "\u3000", "–"]), zero_width)
    parted = st.builds(
        lambda digits, mark, places: "".join(d + mark * (at in places) for at, d in enumerate(digits)).rstrip(mark),
        number,
        marks,
        st.sets(st.integers(0, 16)),
    )
    wide = parted.map(lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text))
    return st.one_of(number, parted, wide)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"经营者{RESIDENT}。", "resident_id"),
        (RESIDENT.lower(), "resident_id"),
        ("１１０１０５１９４９１２３１００２Ｘ", "resident_id"),
        (f"ID{RESIDENT}", "resident_id"),
        ("110105 19491231 002X", "resident_id"),
        ("110105-19491231-002X", "resident_id"),
        ("110105.1949.1231.002x", "resident_id"),
        ("110105\u200b19491231\u2060002X", "resident_id"),
        (f"1 {RESIDENT}", "resident_id"),
        ("110105194912310021", None),  # wrong check character
        ("110105194913310029", None),  # no such month
        (f"9{RESIDENT}", None),  # 19 characters
        ("tel13800138000", "mobile"),
        ("QQ13812345678", "mobile"),
        ("13812345678abc", "mobile"),
        ("138.1234.5678", "mobile"),
        ("138-1234-5678", "mobile"),
        ("138\u20131234\u20135678", "mobile"),
        ("138 0000 0001", "mobile"),
        ("1 3 8 0 0 0 0 0 0 0 1", "mobile"),
        ("138\u200b1234\u200d5678", "mobile"),
        ("１３８１２３４５６７８", "mobile"),
        ("١٣٨١٢٣٤٥٦٧٨", "mobile"),
        ("+86 13800000001", "mobile"),
        ("+8613800000001", "mobile"),
        ("008613800000001", "mobile"),
        ("0086-138-0000-0001", "mobile"),
        ("8613800000001", "mobile"),
        ("013800000001", "mobile"),
        ("2026-11-24 13800000001", "mobile"),
        ("1900.0.000000", "mobile"),
        ("1900.1.000000", "mobile"),
        ("1990-10-10-001", "mobile"),
        ("1990年1月 1990.1.1 1990-10", None),
        ("注册号440301103097413，13800000001", "mobile"),
        ("12800000001", None),
        ("413800000001", None),
        ("0371-22222222", None),
        ("2026年第138号", None),
        ("祥市监双随机〔2026〕13号", None),
        ("410212-2026-11-001", None),
        ("2026.11.13-2026.11.20 1号", None),
        ("2026-11-24T13:00:00Z", None),
        ("440301103097413", None),
        ("914403001922038216", None),
        ("91330100799655058B", None),
    ],
)
def test_spellings(text: str, kind: str | None) -> None:
    assert private_number(text) == kind


@given(around, spellings(mobiles), around)
def test_every_spelling_of_a_mobile_number_is_found_and_masked(before: str, number: str, after: str) -> None:
    text = before + number + after
    assert private_number(text) == "mobile"
    assert private_number(masked(text)) is None
    assert masked(text).count(MASK) == 11


@given(around, spellings(residents()), around)
def test_every_spelling_of_a_resident_id_is_found_and_masked(before: str, number: str, after: str) -> None:
    text = before + number + after
    assert private_number(text) == "resident_id"
    assert private_number(masked(text)) is None


@given(st.from_regex(r"9[1239][0-9]{6}[0-9A-HJ-NP-RTUWXY]{9}", fullmatch=True), around)
def test_no_credit_code_is_private(body: str, before: str) -> None:
    assume(not before.isascii() or not before)  # letters would be part of the code
    assert private_number(f"{before}{body}{credit_code_check(body)}，") is None


@given(st.from_regex(r"[1-8][0-9]{13}", fullmatch=True), around)
def test_no_registration_number_is_private(body: str, before: str) -> None:
    assert private_number(f"{before}{body}{registration_check(body)}号") is None


@given(st.binary())
def test_no_ticket_is_private(data: bytes) -> None:
    assert private_number(f"票号 {sha256_hex(data)}") is None


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1)),
    st.integers(0, 400),
    st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M", "%Y%m%d"]),
)
def test_no_day_nor_span_of_days_is_private(start: datetime, length: int, form: str) -> None:
    end = start + timedelta(days=length)
    assert private_number(f"{start.strftime(form)}-{end.strftime(form)}") is None
    assert private_number(f"{start.strftime(form)}至{end.strftime(form)} 1户") is None


@given(st.integers(2020, 2099), st.integers(1, 9999), st.from_regex(r"[1-6][0-9]{5}", fullmatch=True))
def test_no_document_number_nor_draw_id_is_private(year: int, number: int, division: str) -> None:
    assert private_number(f"祥市监双随机〔{year}〕{number}号") is None
    assert private_number(f"{division}-{year}-11-{number:03}") is None


@given(st.from_regex(r"[1-8][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
def test_of_eleven_check_characters_one_is_right(body: str) -> None:
    assert sum(is_resident_id(body + last) for last in "0123456789X") == 1


@given(st.text())
def test_masking_changes_digits_and_nothing_else(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    assert (shown == text) is (private_number(text) is None)
