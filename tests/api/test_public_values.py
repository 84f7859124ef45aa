"""Every source of a public value on the staff's pages, as people paste it: from the form of the freeze to the draw."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.wiring import Wiring, now
from sampler.drand import chain_named
from sampler.plan import TaskState
from sampler.seed import format_time
from sampler.verify import verify
from tests.api.page import read_page
from tests.api.people import OWN, Desk
from tests.api.test_staff_draws import ID, act, desk_of, form, freeze, let_time_pass, standing
from tests.api.test_staff_draws import wiring as wiring  # the fixture

ROUNDS = json.loads((Path(__file__).parents[1] / "sampler" / "drand_vectors.json").read_text())["rounds"]
LATEST = {told["chain"].removeprefix("mainnet-"): told for told in ROUNDS}
EXAMPLE = "双色球 2026135 2026-11-24\n七星彩 26135 2026-11-24\n排列5 26314 2026-11-24"
TWO_DAYS = EXAMPLE.replace("七星彩 26135 2026-11-24", "大乐透 26135 2026-11-25")
RESULTS = "03 08 12 19 27 31 + 16\r\n00 01 02 03 04 05 14\r\n00 09 09 00 01\r\n"

Turn = Callable[[datetime], None]


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Turns the clock to a moment, from which it goes on."""

    def turned(to: datetime) -> None:
        ahead = to - datetime.now(UTC)

        class Turned(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return datetime.now(tz) + ahead

        monkeypatch.setattr("api.wiring.datetime", Turned)

    return turned


def local(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M:%S")


def announce(
    turn: Turn, wiring: Wiring, seed_at: datetime, known_from: datetime | None = None, **changed: str
) -> tuple[Desk, Desk]:
    """A draw announced an hour before `seed_at`, on a clock that then stands a minute after its value is known."""
    known_from = known_from or seed_at
    turn(seed_at - timedelta(hours=1))
    operator = desk_of(wiring, "operator")
    freeze(wiring, operator, seed_at=local(seed_at), **changed)
    act(operator, "announce")
    turn(known_from + timedelta(minutes=1))
    return desk_of(wiring, "operator"), desk_of(wiring, "witness")


def draw(wiring: Wiring, operator: Desk, witness: Desk, typed: str, again: str) -> None:
    entered = operator.post(f"/staff/draws/{ID}/ceremony/value", {"value": typed})
    assert entered.status_code == 303, entered.text
    entered = witness.post(f"/staff/draws/{ID}/witness", {"value": again})
    assert entered.status_code == 303, entered.text
    act(operator, "ceremony")
    assert standing(wiring).summary.state is TaskState.DRAWN
    assert verify([wiring.files.record(ID)], chain=wiring.files.chain, now=format_time(now())).ok


@pytest.mark.parametrize("chain", ["quicknet", "default"])
def test_a_drand_round_is_entered_as_a_relay_tells_it(wiring: Wiring, turn: Turn, chain: str) -> None:
    told = LATEST[chain]
    operator, witness = announce(turn, wiring, chain_named(chain).time_of(told["round"]), source=chain)
    assert standing(wiring).notice.seed_format.endswith(f":{told['round']}")
    pasted, indented = json.dumps(told), json.dumps(told, indent=4).replace("\n", "\r\n")
    assert len(pasted) > 200
    forged = pasted.replace(told["signature"], LATEST["quicknet" if chain == "default" else "default"]["signature"])
    wrong = operator.post(f"/staff/draws/{ID}/ceremony/value", {"value": forged})
    assert "签名不成立" in operator.get(wrong.location).text
    assert standing(wiring).rounds == ()
    draw(wiring, operator, witness, pasted, indented)
    assert standing(wiring).rounds[-1].agreed
    record = wiring.files.record(ID)
    assert told["randomness"] in (record / "20-seed.txt").read_text()


def test_the_example_of_the_page_is_announced_and_drawn(wiring: Wiring, turn: Turn) -> None:
    seed_at = datetime(2026, 11, 24, 6, tzinfo=UTC)
    drawings = EXAMPLE.replace("\n", "\r\n") + "\r\n"
    evening = datetime(2026, 11, 24, 12, tzinfo=UTC)
    operator, witness = announce(turn, wiring, seed_at, evening, source="lotteries", drawings=drawings)
    notice = standing(wiring).notice
    assert notice.seed_format == "digits:38"
    assert "双色球第2026135期（2026-11-24）、七星彩第26135期（2026-11-24）、排列5第26314期" in notice.seed_source
    draw(wiring, operator, witness, RESULTS, RESULTS.replace("\r\n", " "))


def test_a_value_that_nobody_can_know_yet_is_not_taken(wiring: Wiring, turn: Turn) -> None:
    """The last issue is drawn a day after `seed_at`: screen and witness's page say when, and take nothing."""
    seed_at = datetime(2026, 11, 24, 5, 37, tzinfo=UTC)
    operator, witness = announce(turn, wiring, seed_at, source="lotteries", drawings=TWO_DAYS)
    hall, page = f"/staff/draws/{ID}/ceremony", f"/staff/draws/{ID}/witness"
    for desk, path in ((operator, f"{hall}?step=value"), (witness, page)):
        told = read_page(path, desk.get(path)).text("main")
        assert "数字还没有产生" in told
        assert "2026年11月25日 20:00" in told
    for desk, path in ((operator, f"{hall}/value"), (witness, page)):
        refused = desk.post(path, {"value": RESULTS})
        assert "最早是 2026年11月25日20:00" in desk.get(refused.location).text
    assert standing(wiring).rounds == ()


def test_an_issue_that_is_drawn_is_refused_under_a_day_to_come(wiring: Wiring, turn: Turn) -> None:
    turn(datetime(2026, 11, 24, 1, tzinfo=UTC))
    changed = {"seed_at": "2026-11-24T14:00:00", "source": "lotteries", "drawings": "快乐8 2026001 2026-11-24"}
    refused = desk_of(wiring, "operator").post("/staff/draws/new", form(wiring, **changed))
    assert (refused.status_code, 'id="drawings_wrong"' in refused.text) == (400, True)
    assert "快乐8在 2026-11-24 开的不会是第 2026001 期：按日期应是第 2026314 期" in refused.text


@pytest.mark.parametrize("between", ["\r\n", "\t"])
def test_sizes_are_typed_a_line_each_or_in_one(wiring: Wiring, between: str) -> None:
    stratum = f"enterprise/{OWN}"
    freeze(wiring, desk_of(wiring, "operator"), by="type,bureau", sizes=f"3/100{between}{stratum}=1/10{between}")
    sizes = {name: str(size) for name, size in standing(wiring).notice.sizes.items()}
    assert sizes == {name: "1/10" if name == stratum else "3/100" for name in sizes}
    assert set(sizes.values()) == {"3/100", "1/10"}


def test_what_is_too_long_is_told_and_never_cut(wiring: Wiring) -> None:
    desk = desk_of(wiring, "operator")
    sizes = "3/100 " + "\r\n".join(f"enterprise/{number}=1/100" for number in range(250))
    refused = desk.post("/staff/draws/new", form(wiring, sizes=sizes))
    assert (refused.status_code, 'id="sizes_wrong"' in refused.text) == (400, True)
    assert "最多 4000 个字" in refused.text
    freeze(wiring, desk, source="quicknet")
    act(desk, "announce")
    let_time_pass(wiring)
    refused = desk.post(f"/staff/draws/{ID}/ceremony/value", {"value": '{"round": 1}' + " " * 4000})
    assert "最多 4000 个字" in desk.get(refused.location).text
