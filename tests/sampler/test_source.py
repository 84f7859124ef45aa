"""What a public value may come from: how it is announced, how it is written, how much chance is in it."""

from datetime import date, timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.codes.lotteries import Lottery, Order, lotteries, lottery
from sampler.drand import chain_named
from sampler.errors import Invalid
from sampler.seed import REHEARSAL
from sampler.source import DICE, Beacon, Digits, Drawing, Drawings, Rehearsal, check_source, source_of

SEED_AT = "2026-11-24T02:00:00Z"
DAY, NEXT = "2026-11-24", "2026-11-25"
ISSUES = {
    "双色球": ("2026135", DAY),
    "大乐透": ("26135", NEXT),
    "排列3": ("26314", DAY),
    "排列5": ("26314", DAY),
    "快乐8": ("2026314", DAY),
}


def drawings(*names: str) -> Drawings:
    return Drawings(drawings=tuple(Drawing.parse(name, *ISSUES[name]) for name in names))


def test_how_many_results_a_lottery_has() -> None:
    expected = {
        "双色球": comb(33, 6) * 16,
        "大乐透": comb(35, 5) * comb(12, 2),
        "排列3": 10**3,
        "排列5": 10**5,
        "七星彩": 10**6 * 15,
        "福彩3D": 10**3,
        "快乐8": comb(80, 20),
        "七乐彩": comb(30, 7) * 23,
    }
    assert {known.name: known.results for known in lotteries()} == expected


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("双色球", "01 02 03 04 05 33 16"),
        ("双色球", "03 08 12 19 27 31 03"),  # the blue ball has a drum of its own
        ("大乐透", "01 12 23 34 35 11 12"),
        ("排列5", "00 09 09 00 01"),
        ("七星彩", "00 01 02 03 04 05 14"),
        ("快乐8", " ".join(f"{number:02d}" for number in range(61, 81))),
        ("七乐彩", "02 05 09 13 22 28 30 01"),
    ],
)
def test_results_that_can_be(name: str, written: str) -> None:
    lottery(name).check(written.replace(" ", ""))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("双色球", "01 02 03 04 05 34 16"),
        ("双色球", "00 02 03 04 05 33 16"),
        ("双色球", "01 02 03 03 04 33 16"),
        ("双色球", "01 02 03 04 05 33 17"),
        ("大乐透", "01 12 23 34 35 12 13"),
        ("排列3", "01 02 10"),
        ("七星彩", "00 01 02 03 04 10 14"),
        ("七星彩", "00 01 02 03 04 05 15"),
        ("快乐8", " ".join(f"{number:02d}" for number in range(62, 82))),
        ("七乐彩", "02 05 09 13 22 28 30 30"),  # the special number is none of the seven
    ],
)
def test_results_that_cannot_be(name: str, written: str) -> None:
    with pytest.raises(Invalid, match="lottery_result_wrong"):
        lottery(name).check(written.replace(" ", ""))


@pytest.mark.parametrize(("name", "written"), [("双色球", "010203043305 16"), ("大乐透", "0112233435 1211")])
def test_results_that_are_not_written_from_the_smallest_up(name: str, written: str) -> None:
    with pytest.raises(Invalid, match="lottery_result_unsorted"):
        lottery(name).check(written.replace(" ", ""))


def test_a_value_is_shown_as_it_is_compared() -> None:
    shown = drawings("双色球", "排列3").stretches("03081219273116000102")
    assert [(part.label, " ".join(part.groups)) for part in shown] == [
        ("双色球 2026135", "03 08 12 19 27 31 16"),
        ("排列3 26314", "00 01 02"),
    ]
    assert Digits(count=7).stretches("1234567")[0].groups == ("12345", "67")


@pytest.mark.parametrize("text", ["福彩3D第2026341期至2026344期", "彩票开奖号码", "体彩排列5第26341期"])
def test_lotteries_are_listed_in_the_words_that_say_how_much_chance_they_hold(text: str) -> None:
    with pytest.raises(Invalid, match="lottery_list_reworded"):
        check_source("digits:24", text, SEED_AT)


@given(st.sampled_from(lotteries()), st.data())
def test_every_result_of_a_lottery_passes(known: Lottery, data: st.DataObject) -> None:
    taken: list[int] = []
    for part in known.parts:
        left = [n for n in range(part.lowest, part.highest + 1) if part.order is not Order.APART or n not in taken]
        unique = part.order is not Order.PLACED
        drawn = data.draw(st.lists(st.sampled_from(left), min_size=part.count, max_size=part.count, unique=unique))
        taken += sorted(drawn) if unique else drawn
    known.check("".join(f"{number:02d}" for number in taken))


SOURCES = (
    Digits(),
    drawings("双色球", "大乐透", "排列5"),
    drawings("快乐8"),
    Beacon(chain=chain_named("quicknet"), round=34_000_000),
    Rehearsal(),
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
def test_a_source_is_read_back_from_the_notice(source: Digits) -> None:
    assert source_of(source.seed_format, source.text) == source


def test_a_list_is_written_so_that_anybody_can_follow_it() -> None:
    source = drawings("双色球", "大乐透")
    assert source.text == (
        "彩票开奖号码，依次为：双色球第2026135期（2026-11-24）、大乐透第26135期（2026-11-25）。"
        "每个号码写两位数字，不足两位的前面补零；不分先后的号码从小到大写，分位的号码按位写"
    )
    assert source.seed_format == "digits:28"


def test_a_list_that_was_touched_is_no_list() -> None:
    source = drawings("双色球", "大乐透")
    assert source_of(source.seed_format, source.text + "，或另择一期") == Digits(
        count=28, text=source.text + "，或另择一期"
    )


def test_numbers_are_read_in_one_spelling() -> None:
    source = drawings("双色球", "排列5")
    assert source.read("03 08 12 19 27 31 + 16, 00 01 02 03 04") == "030812192731160001020304"
    assert Digits().read(" 31415 92653 58979 32384 ") == "31415926535897932384"
    assert Digits().read("３１４１５９２６５３５８９７９３２３８４") == "31415926535897932384"
    for typed, code in (
        ("3141592653589793238", "digits_miscounted"),
        ("314159265358979323846", "digits_miscounted"),
        ("3141592653589793238x", "digits_strange"),
        ("٣1415926535897932384", "digits_strange"),
    ):
        with pytest.raises(Invalid, match=code):
            Digits().read(typed)
    with pytest.raises(Invalid, match="lottery_result_wrong"):
        source.read("03 08 12 19 27 31 + 17, 00 01 02 03 04")


def test_a_drand_round_is_the_announced_one() -> None:
    source = Beacon(chain=chain_named("quicknet"), round=123)
    signature = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"
    told = f'{{"round": 123, "randomness": "", "signature": "{signature}"}}'
    assert source.read(told) == "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc"
    with pytest.raises(Invalid, match="drand_round_differs"):
        Beacon(chain=source.chain, round=124).read(told)
    with pytest.raises(Invalid, match="drand_signature_wrong"):
        source.read(told.replace("b75c", "b75d"))


@pytest.mark.parametrize(
    ("source", "enough"),
    [
        (Digits(), True),
        (Digits(count=19), True),
        (Digits(count=18), False),  # 59.8 bits
        (drawings("快乐8"), True),  # 61.6 bits, though 40 digits are written
        (drawings("双色球", "大乐透"), False),  # 48.4
        (drawings("双色球", "大乐透", "排列3"), False),  # 58.4
        (drawings("双色球", "大乐透", "排列5"), True),  # 65.0
    ],
)
def test_enough_chance(source: Digits, enough: bool) -> None:
    if enough:
        check_source(source.seed_format, source.text, SEED_AT)
    else:
        with pytest.raises(Invalid, match="source_too_weak"):
            check_source(source.seed_format, source.text, SEED_AT)


def test_a_rehearsal_may_be_anything() -> None:
    check_source(REHEARSAL, "随便", SEED_AT)


def test_one_drawing_counts_once() -> None:
    same_day = Drawing.parse("排列3", "26315", DAY), Drawing.parse("排列5", "26314", DAY)
    with pytest.raises(Invalid, match="lottery_given_twice"):
        Drawings(drawings=same_day)
    for twice in (("双色球", "双色球"), ("排列3", "排列5"), ("排列5", "排列3")):
        with pytest.raises(Invalid, match="lottery_given_twice"):
            drawings(*twice)
    with pytest.raises(Invalid, match="lotteries_missing"):
        drawings()


@pytest.mark.parametrize(
    ("name", "issue", "day", "code"),
    [
        ("六合彩", "2026135", DAY, "lottery_unknown"),
        ("双色球", "26135", DAY, "lottery_issue_malformed"),
        ("双色球", "2025135", DAY, "lottery_issue_malformed"),
        ("双色球", "2026000", DAY, "lottery_issue_malformed"),
        ("双色球", "2026１35", DAY, "lottery_issue_malformed"),
        ("大乐透", "2026135", DAY, "lottery_issue_malformed"),
        ("双色球", "2026135", "2026-02-30", "date_malformed"),
    ],
)
def test_an_issue_fits_its_lottery_and_its_year(name: str, issue: str, day: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        Drawing.parse(name, issue, day)


@pytest.mark.parametrize(
    ("name", "issue", "day"),
    [
        ("双色球", "2024001", "2024-01-02"),
        ("双色球", "2023151", "2023-12-31"),  # 157 days of drawing, six of them closed
        ("大乐透", "24001", "2024-01-01"),
        ("福彩3D", "2024001", "2024-01-01"),
        ("双色球", "2025012", "2025-02-06"),  # the first after the Spring Festival
        ("双色球", "2025114", "2025-10-05"),
        ("大乐透", "25012", "2025-02-08"),
        ("大乐透", "25113", "2025-10-06"),
        ("双色球", "2026020", "2026-02-24"),
        ("双色球", "2026096", "2026-08-20"),
        ("大乐透", "26019", "2026-02-25"),
        ("大乐透", "26094", "2026-08-19"),
        *((name, *known) for name, known in ISSUES.items()),
    ],
)
def test_issues_that_were_drawn_on_their_days(name: str, issue: str, day: str) -> None:
    Drawing.parse(name, issue, day).check_issue()


@pytest.mark.parametrize(
    ("name", "issue", "day", "code"),
    [
        ("快乐8", "2026001", DAY, "lottery_issue_not_that_day"),  # drawn since 1 January
        ("快乐8", "2026313", DAY, "lottery_issue_not_that_day"),  # drawn the evening before
        ("快乐8", "2026315", DAY, "lottery_issue_not_that_day"),
        ("双色球", "2026134", DAY, "lottery_issue_not_that_day"),
        ("大乐透", "26134", NEXT, "lottery_issue_not_that_day"),
        ("福彩3D", "2026999", DAY, "lottery_issue_not_that_day"),
        ("双色球", "2024002", "2024-01-02", "lottery_issue_not_that_day"),
        ("双色球", "2026135", NEXT, "lottery_not_that_day"),
        ("双色球", "2026020", "2026-02-22", "lottery_not_that_day"),  # closed
        ("快乐8", "2030270", "2030-10-01", "lottery_not_that_day"),  # closed in every year
        ("大乐透", "26135", DAY, "lottery_not_that_day"),
        ("七星彩", "26135", NEXT, "lottery_not_that_day"),
        ("七乐彩", "2026135", DAY, "lottery_not_that_day"),
    ],
)
def test_issues_that_cannot_be_drawn_on_a_day_are_never_announced(name: str, issue: str, day: str, code: str) -> None:
    source = Drawings(drawings=(Drawing.parse(name, issue, day),))
    with pytest.raises(Invalid, match=code):
        source.check_time("2024-01-01T00:00:00Z")


@given(st.sampled_from(lotteries()), st.dates(date(2027, 1, 1), date(2060, 12, 31)), st.integers(0, 35))
def test_a_year_whose_closed_days_are_not_known_leaves_little_open(known: Lottery, day: date, start: int) -> None:
    spring = date(day.year, 1, 15) + timedelta(days=start)  # as the ministry may lay them
    closed = {spring + timedelta(days=ahead) for ahead in range(10)} | {date(day.year, 10, d) for d in (1, 2, 3, 4)}
    days = [date(day.year, 1, 1) + timedelta(days=ahead) for ahead in range(day.timetuple().tm_yday)]
    drawn = [one for one in days if one.isoweekday() in known.weekdays and one not in closed]
    issues = known.issues_on(day)
    if drawn and drawn[-1] == day:
        assert len(drawn) in issues
    if day > date(day.year, 2, 28):
        assert len(issues) <= (1 if len(known.weekdays) == 7 else 2)


def test_the_days_of_drawing() -> None:
    expected = {"双色球": {2, 4, 7}, "大乐透": {1, 3, 6}, "七星彩": {2, 5, 7}, "七乐彩": {1, 3, 5}}
    assert {known.name: known.weekdays for known in lotteries()} == {
        known.name: expected.get(known.name, {1, 2, 3, 4, 5, 6, 7}) for known in lotteries()
    }


def test_no_drawing_is_over_when_the_notice_appears() -> None:
    first = Drawing.parse("快乐8", "2026313", "2026-11-23")
    source = Drawings(drawings=(*drawings("双色球").drawings, first))
    check_source(source.seed_format, source.text, "2026-11-23T12:00:00Z")
    with pytest.raises(Invalid, match="lottery_before_seed"):
        check_source(source.seed_format, source.text, "2026-11-23T12:00:01Z")


def test_a_round_is_not_due_before_its_time() -> None:
    chain = chain_named("default")
    source = Beacon(chain=chain, round=chain.round_at(chain.genesis + timedelta(days=2000)))
    due = chain.time_of(source.round).strftime("%Y-%m-%dT%H:%M:%SZ")
    check_source(source.seed_format, source.text, due)
    late = (chain.time_of(source.round) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with pytest.raises(Invalid, match="drand_round_before_seed"):
        check_source(source.seed_format, source.text, late)


def test_the_format_is_that_of_the_source() -> None:
    source = drawings("快乐8")
    with pytest.raises(Invalid, match="seed_format_not_of_source"):
        check_source("digits:20", source.text, SEED_AT)
    assert Digits().text == DICE
    assert date.fromisoformat(DAY) == source.drawings[0].day
