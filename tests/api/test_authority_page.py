"""What the authority is called, by the settings page before the environment; and the days on which it works."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from api.authority import authority_of
from api.wiring import Wiring
from sampler.role import Role
from sampler.store.queries.authority import working_days
from sampler.store.session import Store
from tests.api.page import read_page
from tests.api.people import Desk, create_everybody, name_of, page, trail_of, wired

NOTICE = """日期,类型,名称
2026-01-01,放假,元旦
2026-01-02,放假,元旦
2026-01-04,上班,元旦
2026-10-01,放假,国庆节
2026-10-02,放假,国庆节
2026-10-10,上班,国庆节
"""


@pytest.fixture
def wiring(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    with wired(database, tmp_path, SAMPLER_AUTHORITY_NAME="环境里的机关") as made:
        create_everybody(made)
        yield made


def change(desk: Desk, **said: str) -> TestResponse:
    return desk.post("/staff/settings", {"name": "", "red_head": "", "division": "", **said})


def hand_in(desk: Desk, text: str) -> TestResponse:
    return desk.post("/staff/settings/working-days", {"file": (io.BytesIO(text.encode()), "放假.csv")})  # type: ignore[dict-item]


def test_the_database_comes_before_the_environment(wiring: Wiring, system: Desk) -> None:
    assert "环境里的机关" in page(system, "/").text("header")
    assert change(system, name="祥符区市场监督管理局", red_head="祥符区市场监督管理局文件").status_code == 303
    assert "祥符区市场监督管理局" in page(system, "/").text("header")
    assert authority_of(wiring).red_head == "祥符区市场监督管理局文件"
    change(system, division="410212")
    assert authority_of(wiring).name == "环境里的机关"
    entry = trail_of(wiring)[-1]
    assert (entry.actor, entry.act, entry.object) == ("system-administrator", "change_settings", "authority:1")


def test_the_division_s_name_is_the_last_resort(database: Store, tmp_path: Path) -> None:
    with wired(database, tmp_path) as wiring:
        create_everybody(wiring)
        desk = Desk(wiring)
        desk.enter_as(name_of(Role.SYSTEM_ADMINISTRATOR))
        assert authority_of(wiring).name == ""
        change(desk, division="410212")
        assert "祥符区" in authority_of(wiring).name


@pytest.mark.parametrize(
    ("said", "field"),
    [({"name": "x" * 101}, "name"), ({"red_head": "=1"}, "red_head"), ({"division": "999999"}, "division")],
)
def test_what_is_wrong_stands_beside_its_field(system: Desk, said: dict[str, str], field: str) -> None:
    response = change(system, **said)
    assert response.status_code == 400
    read = read_page("/staff/settings", response)
    assert [e.get("id") for e in read.tree.iter() if e.get("class") == "field-wrong"] == [f"{field}_wrong"]


def test_other_administrators_look_only(wiring: Wiring) -> None:
    desk = Desk(wiring)
    desk.enter_as(name_of(Role.AUDIT_ADMINISTRATOR))
    assert [form.get("action") for form in page(desk, "/staff/settings").all("form")] == ["/staff/sign-out"]


def test_the_state_council_s_notice_says_which_days_are_worked(wiring: Wiring, system: Desk) -> None:
    assert hand_in(system, NOTICE).status_code == 303
    assert "已登记国务院放假安排的年份：2026" in page(system, "/staff/settings").text("main")
    with wiring.store.reading() as session:
        known = working_days(session)
    worked = [day for day in range(1, 12) if known.works(date(2026, 10, day))]
    assert worked == [5, 6, 7, 8, 9, 10]
    hand_in(
        system, NOTICE.replace("2026-10-02,放假,国庆节\n", "")
    )  # the notice, mended: nothing of the old one is left
    with wiring.store.reading() as session:
        assert working_days(session).works(date(2026, 10, 2))


def test_a_notice_with_mistakes_tells_them_all(wiring: Wiring, system: Desk) -> None:
    wrong = "2026-10-12,上班,\n2026-13-01,放假,\n2026-10-01,放假,\n2026-10-03,也许,\n"
    response = hand_in(system, NOTICE + wrong)
    assert response.status_code == 400
    text = read_page("/staff/settings", response).text("main")
    for words in ("文件有 5 处问题", "本来就是工作日", "日期写法不对", "日期重复", "应写上班或放假"):
        assert words in text
    assert "一个完整的年份" in read_page("/x", hand_in(system, "日期,类型\n2026-01-01,放假\n")).text("main")
    with wiring.store.reading() as session:
        assert working_days(session).years == ()
