"""The trail as auditors read it: searched, a page at a time, taken away as a file."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.role_words import ACTS, OWN_ACTS
from api.wiring import Wiring
from sampler.role import Role
from sampler.store import trail
from sampler.store.queries.trail import PAGE
from sampler.store.session import Store
from sampler.trail import Actor, Event, entry_line, read_lines
from tests.api.page import Page
from tests.api.people import Desk, create, name_of, page, trail_of, wired
from tests.server import ROOT

AT = datetime(2026, 11, 23, 16, 30, 7, tzinfo=UTC)  # the 24th on the authority's clock
WRITTEN = PAGE + 10


@pytest.fixture
def wiring(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    with wired(database, tmp_path) as made:
        for role in (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR, Role.OPERATOR):
            create(made, name_of(role), role)
        for number in range(WRITTEN):
            event = Event(
                at=AT + timedelta(days=number // 30), actor=Actor(name="li.na", origin="192.0.2.7"),
                act="submit", object=f"draw:{number % 2}", result="done" if number % 5 else "sign_in_locked",
                details={"名": "𰻝", "n": number, "x": "=cmd\u202e"},
            )  # fmt: skip
            with made.store.transaction() as session:
                trail.append(session, event)
        yield made


@pytest.fixture(params=[Role.AUDITOR, Role.AUDIT_ADMINISTRATOR])
def desk(wiring: Wiring, request: pytest.FixtureRequest) -> Desk:
    made = Desk(wiring)
    made.enter_as(name_of(request.param))
    return made


def shown(page: Page) -> list[int]:
    return [int(cell.text or 0) for cell in page.all("th") if cell.get("data-label") == "编号"]


def test_a_refusal_is_told_in_words(wiring: Wiring, desk: Desk) -> None:
    row = page(desk, "/staff/trail?result=refused").text("main")
    assert "被拒 失败次数太多" in row
    assert "结果代码sign_in_locked" in row.replace(" ", "")


def test_times_are_the_authority_s_own_to_the_second_and_in_a_copy_utc(desk: Desk) -> None:
    assert "2026年11月24日 00:30:07" in page(desk, "/staff/trail?actor=li.na&until=2026-11-24").text("main")
    copy = desk.post("/staff/trail/export", {"format": "csv", "actor": "li.na"}).data.decode("utf-8-sig")
    assert ",2026-11-23T16:30:07.000000Z,li.na," in copy


def test_it_is_read_a_page_at_a_time(wiring: Wiring, desk: Desk) -> None:
    first = page(desk, "/staff/trail?actor=li.na")
    last = trail_of(wiring)[-1].number
    assert shown(first) == list(range(last, last - PAGE, -1))
    assert trail_of(wiring)[-1].hash in first.text("main")
    (older,) = [link for link in first.links() if "before=" in link]
    second = page(desk, older)
    assert shown(second) == list(range(last - PAGE, last - WRITTEN, -1))
    assert "更早的" not in second.text("main")
    assert "𰻝" in second.text("main")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("actor=li.na", WRITTEN),
        ("actor=li.na&result=refused", WRITTEN // 5),
        ("act=submit&object=draw:0", WRITTEN // 2),
        ("object=draw:", WRITTEN),
        ("object=draw:&until=2026-11-24", 30),
        ("since=2026-11-25&until=2026-11-25&actor=li.na", WRITTEN - 30),
        ("text=𰻝", WRITTEN),
        ("actor=nobody", 0),
        ("before=abc&actor=li.na", WRITTEN),
    ],
)
def test_it_is_searched(desk: Desk, query: str, count: int) -> None:
    assert page(desk, f"/staff/trail?{query}").text("h2") == f"{count} 条"


def test_a_day_that_is_none_is_said_beside_its_field(desk: Desk) -> None:
    read = page(desk, "/staff/trail?since=yesterday&actor=li.na", 400)
    assert "日期须写作" in read.text("main")
    fields = {field.get("id"): field for field in read.all("input")}
    assert fields["since"].get("aria-invalid") == "true"
    assert fields["actor"].get("value") == "li.na"


def test_a_copy_is_taken_as_lines(wiring: Wiring, desk: Desk) -> None:
    expected = [row for row in trail_of(wiring) if row.object == "draw:1"]
    answer = desk.post("/staff/trail/export", {"object": "draw:1", "format": "jsonl"})
    assert answer.data == b"".join(map(entry_line, expected))
    assert read_lines(answer.data.splitlines(keepends=True), "x") == tuple(expected)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    noted = trail_of(wiring)[-1]
    assert (noted.act, noted.details) == ("export_trail", f'{{"rows":{len(expected)}}}')


def test_a_copy_for_a_spreadsheet_runs_nothing(desk: Desk, wiring: Wiring) -> None:
    with wiring.store.transaction() as session:
        trail.append(session, Event(at=AT, actor=Actor(name="=1+1"), act="submit", object="draw:z", details={}))
    answer = desk.post("/staff/trail/export", {"object": "draw:z", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["actor"] for row in rows] == ["'=1+1"]


@pytest.mark.parametrize("form", [{"format": "pdf"}, {}, {"format": "csv", "since": "x"}])
def test_a_copy_that_cannot_be_is_refused(desk: Desk, form: dict[str, str]) -> None:
    assert desk.post("/staff/trail/export", form).status_code == 400


def test_every_act_that_is_recorded_has_a_word() -> None:
    source = "".join(path.read_text() for path in (ROOT / "sampler" / "work").glob("*.py"))
    recorded = set(re.findall(r'record_act\([^"]*?"([a-z_]+)"', source))
    assert {"sign_in", "export_trail", "freeze"} <= recorded
    assert recorded <= set(ACTS) | set(OWN_ACTS)
