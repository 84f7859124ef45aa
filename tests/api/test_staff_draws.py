"""The staff's pages of a draw, from its freeze to its end: forms, moves, two people, a salt under its key."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from api.jobs.registry import import_file
from api.jobs.run import Run
from api.keys import SealingKeys
from api.wiring import Wiring, now
from api.worker import Worker
from sampler.codes.lotteries import lottery
from sampler.errors import Broken
from sampler.plan import TaskState
from sampler.registry import ImportOptions
from sampler.seed import parse_time
from sampler.store.queries.bureaus import listed_bureaus
from sampler.store.queries.jobs import job_result
from sampler.store.queries.snapshots import snapshots
from sampler.store.queries.standing import DrawStanding, draw_standing
from sampler.store.session import Store
from sampler.store.tables import DrawRow, SaltRow
from sampler.trail import Actor
from sampler.verify import verify
from tests.api.page import read_page
from tests.api.people import BUREAUS, CONSOLE, Desk, create, trail_of, wired
from tests.api.worker.authority import registry

ID = "410212-2026-11-001"
DIGITS = "31415926535897932384"
KEY = "k" * 40
ROLES = {"operator": "operator", "witness": "witness", "approver": "releasing_reviewer", "auditor": "auditor"}


@pytest.fixture
def wiring(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    """An authority with a registry, and somebody in each part of the ceremony."""
    with wired(database, tmp_path, SAMPLER_SEALING_KEY=KEY) as made:
        names = [name for name, _parent in BUREAUS.values()]
        text = registry(2, 60).decode()
        for number in (1, 2):
            text = text.replace(f"第{number}市场监管所", names[number])
        source = made.intake.put(io.BytesIO(text.encode()), "名录库.csv")
        with made.store.reading() as session:
            options = ImportOptions(bureaus=listed_bureaus(session))
        import_file(Run(wiring=made, actor=CONSOLE, now=now), made.intake.path(source), options)
        for name, role in ROLES.items():
            create(made, name, role, bureau=None)
        yield made


def desk_of(wiring: Wiring, name: str) -> Desk:
    desk = Desk(wiring)
    desk.enter_as(name)
    return desk


def local(ahead: timedelta) -> str:
    return (now() + ahead).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M:%S")


def form(wiring: Wiring, **changed: str) -> dict[str, str]:
    with wiring.store.reading() as session:
        (kept,) = snapshots(session)
    given = {
        "draw_id": ID, "title": "年度抽查", "snapshot": kept.digest, "by": "type", "sizes": "1/10",
        "min_per_stratum": "1", "team_size": "0", "replace": "", "source": "dice", "drawings": "",
        "seed_at": local(timedelta(hours=1)), "listed": "yes", "open_by": "", "redraw_of": "",
    }  # fmt: skip
    given.update(changed)
    return {name: value for name, value in given.items() if value != "-"}


def work(wiring: Wiring) -> None:
    Worker(wiring).run(until_idle=True)


def freeze(wiring: Wiring, desk: Desk, **changed: str) -> TestResponse:
    answer = desk.post("/staff/draws/new", form(wiring, **changed))
    assert answer.status_code == 303, answer.text
    work(wiring)
    return answer


def standing(wiring: Wiring) -> DrawStanding:
    with wiring.store.reading() as session:
        return draw_standing(session, ID)


def act(desk: Desk, path: str, given: dict[str, str] | None = None) -> str:
    """Send a form of the draw's page; what the next page says."""
    answer = desk.post(f"/staff/draws/{ID}/{path}", given or {})
    assert answer.status_code == 303, answer.text
    work(desk.wiring)
    return desk.get(f"/staff/draws/{ID}").text


def let_time_pass(wiring: Wiring) -> None:
    """The hour of the dice has come: in the database as in the notice that nobody reads before the ceremony."""
    with wiring.store.transaction() as session:
        session.execute(update(DrawRow).values(seed_at=now() - timedelta(seconds=1)))


SEALED = {"sealed": "yes", "listed": "-"}


def test_a_draw_is_frozen_thawed_and_frozen_again(wiring: Wiring) -> None:
    desk = desk_of(wiring, "operator")
    read_page("/staff/draws/new", desk.get("/staff/draws/new"))
    freeze(wiring, desk)
    assert standing(wiring).summary.state is TaskState.FROZEN
    page = read_page(f"/staff/draws/{ID}", desk.get(f"/staff/draws/{ID}"))
    assert page is not None
    assert desk.get(f"/draws/{ID}").status_code == 404
    act(desk, "thaw")
    assert "还没有抽查" in desk.get("/staff/draws").text
    freeze(wiring, desk)
    read_page("/staff/draws", desk.get("/staff/draws"))


def test_a_sealed_draw_keeps_its_salt_under_the_key(wiring: Wiring) -> None:
    desk = desk_of(wiring, "operator")
    freeze(wiring, desk, **SEALED, open_by=local(timedelta(days=30)))
    found = standing(wiring)
    assert (found.sealed, found.listed) == (True, False)
    with wiring.store.reading() as session:
        kept = session.scalars(select(SaltRow)).one()
    assert kept.hash == found.notice.salt_sha256
    salt = wiring.sealing.unseal(kept.sealed, of=kept.hash)
    assert len(salt) == 64
    assert salt not in kept.sealed
    with pytest.raises(Broken, match="sealing_key_differs"):
        SealingKeys(("x" * 40,), bytes).unseal(kept.sealed, of=kept.hash)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"draw_id": "../x"}, "draw_id"),
        ({"sizes": "7%"}, "sizes"),
        ({"seed_at": "soon"}, "seed_at"),
        ({"seed_at": "2020-01-01T10:00"}, "seed_at"),
        ({"source": "lotteries", "drawings": "双色球 2026135"}, "drawings"),
        ({"source": "lotteries", "drawings": "双色球 2099135 2099-11-24"}, "drawings"),
        ({"source": "lotteries", "drawings": "六合彩 2099135 2099-11-24"}, "drawings"),
        ({"sealed": "yes", "open_by": ""}, "seed_at"),
        ({"listed": "-"}, "listed"),
    ],
)
def test_what_cannot_be_frozen_is_told_beside_its_field(wiring: Wiring, changed: dict[str, str], field: str) -> None:
    answer = desk_of(wiring, "operator").post("/staff/draws/new", form(wiring, **changed))
    assert answer.status_code == 400
    assert f'id="{field}_wrong"' in answer.text
    read_page(
        "/staff/draws/new",
        answer,
    )


def test_a_list_of_lotteries_is_announced_as_it_was_listed(wiring: Wiring) -> None:
    desk = desk_of(wiring, "operator")
    day = (now() + timedelta(days=3)).astimezone(ZoneInfo("Asia/Shanghai"))
    issue = f"{day:%Y}{lottery('快乐8').issues_on(day.date())[-1]:03d}"
    freeze(wiring, desk, source="lotteries", drawings=f"快乐8 {issue} {day:%Y-%m-%d}\n")
    assert standing(wiring).notice.seed_format == "digits:40"
    assert f"快乐8第{issue}期" in desk.get(f"/staff/draws/{ID}").text


def test_a_drand_round_is_the_first_after_the_hour(wiring: Wiring) -> None:
    freeze(wiring, desk_of(wiring, "operator"), source="quicknet")
    notice = standing(wiring).notice
    assert notice.seed_format.startswith("drand:52db9ba7")
    assert "quicknet" in notice.seed_source


def test_announced_with_its_paper_and_not_typed_before_its_hour(wiring: Wiring) -> None:
    operator = desk_of(wiring, "operator")
    freeze(wiring, operator)
    act(operator, "announce")
    found = standing(wiring)
    assert [paper.name for paper in found.papers] == ["notice.pdf"]
    assert operator.get(f"/draws/{ID}").status_code == 200
    early = operator.post(f"/staff/draws/{ID}/ceremony/value", {"value": DIGITS})
    assert early.status_code == 303
    assert "还不能抽取" in operator.get(early.location).text
    assert standing(wiring).rounds == ()


def test_a_witness_types_on_a_page_of_their_own(wiring: Wiring) -> None:
    desk, witness = desk_of(wiring, "operator"), desk_of(wiring, "witness")
    freeze(wiring, desk)
    act(desk, "announce")
    let_time_pass(wiring)
    assert desk.get(f"/staff/draws/{ID}/witness").status_code == 403
    assert witness.get(f"/staff/draws/{ID}/ceremony").status_code == 403
    for path in (f"/staff/draws/{ID}/ceremony", f"/staff/draws/{ID}/ceremony?step=value"):
        read_page(path, desk.get(path))
    wrong = desk.post(f"/staff/draws/{ID}/ceremony/value", {"value": "12"})
    assert wrong.status_code == 303  # so that no page that renews itself sends it again
    told = read_page("value", desk.get(wrong.location))
    assert "应为 20 位数字，录入了 2 位" in told.text()
    assert [field.get("value") for field in told.all("input") if field.get("id") == "value"] == ["12"]
    assert "应为 20 位" not in desk.get(wrong.location).text
    assert desk.get(f"/staff/draws/{ID}/ceremony/value").location == wrong.location
    assert desk.post(f"/staff/draws/{ID}/ceremony/value", {"value": DIGITS}).status_code == 303
    page = witness.get(f"/staff/draws/{ID}/witness")
    read_page("witness", page)
    assert DIGITS not in page.text
    witness.post(f"/staff/draws/{ID}/witness", {"value": DIGITS[:-1] + "3"})
    for seen in (
        desk.get(f"/staff/draws/{ID}/ceremony?step=value").text,
        witness.get(f"/staff/draws/{ID}/witness").text,
    ):
        assert "第 20 位" in seen
    assert "还没有一致" in act(desk, "ceremony") or standing(wiring).ceremony_at is None


def test_a_void_is_asked_for_and_approved_on_two_pages(wiring: Wiring) -> None:
    operator, approver = desk_of(wiring, "operator"), desk_of(wiring, "approver")
    freeze(wiring, operator, **SEALED, open_by=local(timedelta(days=30)))
    act(operator, "announce")
    assert operator.post(f"/staff/draws/{ID}/void/approve", {"reason": "名录有误"}).status_code == 403
    assert "名录有误" in act(operator, "void", {"reason": "名录有误"})
    assert "批准作废" in approver.get(f"/staff/draws/{ID}").text
    act(approver, "void/approve", {"reason": "名录有误"})
    assert standing(wiring).summary.state is TaskState.VOID
    with wiring.store.reading() as session:
        assert session.scalars(select(SaltRow)).all() == []
    assert verify([wiring.files.record(ID)], chain=wiring.files.chain).ok
    redraw = operator.get(f"/staff/draws/{ID}").text
    assert standing(wiring).notice_hash in redraw
    freeze(wiring, operator, draw_id="410212-2026-11-002", redraw_of=standing(wiring).notice_hash)


def test_a_move_that_is_not_allowed_is_told_and_kept_in_the_trail(wiring: Wiring) -> None:
    desk = desk_of(wiring, "operator")
    freeze(wiring, desk)
    assert "不能" in act(desk, "dispatch")
    newest = trail_of(wiring)[-1]
    assert (newest.act, newest.result, newest.actor) == ("dispatch", "move_not_allowed", Actor(name="operator").name)


def test_only_those_who_may_see_and_act(wiring: Wiring) -> None:
    freeze(wiring, desk_of(wiring, "operator"))
    auditor = desk_of(wiring, "auditor")
    page = auditor.get(f"/staff/draws/{ID}")
    assert page.status_code == 200
    assert "撤回锁定" not in page.text
    assert auditor.get("/staff/draws/new").status_code == 403
    assert auditor.post(f"/staff/draws/{ID}/announce").status_code == 403


def test_drawn_by_two_then_dispatched(wiring: Wiring) -> None:
    """The whole way on the pages, with an hour that comes in a few seconds."""
    operator, witness = desk_of(wiring, "operator"), desk_of(wiring, "witness")
    freeze(wiring, operator, seed_at=local(timedelta(seconds=6)))
    act(operator, "announce")
    assert standing(wiring).summary.announced_at is not None
    while now() < standing(wiring).summary.seed_at:
        sleep(0.2)
    assert operator.post(f"/staff/draws/{ID}/ceremony/value", {"value": DIGITS}).status_code == 303
    assert witness.post(f"/staff/draws/{ID}/witness", {"value": DIGITS}).status_code == 303
    act(operator, "ceremony")
    assert standing(wiring).summary.state is TaskState.DRAWN
    for step in ("notice", "strata", "targets", "record"):
        path = f"/staff/draws/{ID}/ceremony?step={step}"
        read_page(path, operator.get(path))
    read_page("witness", witness.get(f"/staff/draws/{ID}/witness"))
    assert "已经派发" in act(operator, "dispatch")
    assert standing(wiring).summary.state is TaskState.DISPATCHED


def test_what_a_freeze_lets_pass_is_told_and_kept(wiring: Wiring) -> None:
    """On the job's page, on the draw's, in both languages, and in the job's result."""
    desk = desk_of(wiring, "operator")
    job = freeze(wiring, desk, sizes="1/1000").location
    with wiring.store.reading() as session:
        [caution] = job_result(session, int(job.rpartition("/")[2]))["cautions"]
    assert (caution["code"], caution["params"]["drawn"]) == (
        "below_floor",
        standing(wiring).cautions[0].params["drawn"],
    )
    for path in (job, f"/staff/draws/{ID}"):
        for tag, told in (("zh-CN", "低于全部"), ("en", "fewer than")):
            main = read_page(path, desk.get(path, headers={"Accept-Language": tag})).text("main")
            assert told in main, (path, tag, main)


def test_a_ceremony_a_day_late_is_told(wiring: Wiring) -> None:
    freeze(wiring, desk_of(wiring, "operator"))
    found = standing(wiring)
    assert found.cautions == ()
    late = replace(found, ceremony_at=parse_time(found.notice.seed_at) + timedelta(hours=25))
    assert [caution.code for caution in late.cautions] == ["outcome_late"]


OTHER = "410212-2026-11-002"


def test_a_freeze_that_is_not_announced_stops_no_ceremony(wiring: Wiring) -> None:
    operator, witness = desk_of(wiring, "operator"), desk_of(wiring, "witness")
    hall = f"/staff/draws/{ID}/ceremony"
    freeze(wiring, operator, draw_id=OTHER)
    freeze(wiring, operator, seed_at=local(timedelta(seconds=6)))
    act(operator, "announce")
    freeze(wiring, operator, draw_id="410212-2026-11-003")
    while now() < standing(wiring).summary.seed_at:
        sleep(0.2)
    operator.post(f"{hall}/value", {"value": DIGITS})
    witness.post(f"/staff/draws/{ID}/witness", {"value": DIGITS})
    act(operator, "ceremony")
    assert standing(wiring).summary.state is TaskState.DRAWN
    page = operator.get(f"/staff/draws/{OTHER}").text
    assert "公告时才有" in page
    operator.post(f"/staff/draws/{OTHER}/announce")
    work(wiring)
    with wiring.store.reading() as session:
        assert draw_standing(session, OTHER).notice.number == 4


def test_staff_are_told_that_an_outcome_is_overdue(wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    operator = desk_of(wiring, "operator")
    freeze(wiring, operator)
    act(operator, "announce")
    seed_at = standing(wiring).summary.seed_at
    for late, told in ((timedelta(hours=24), False), (timedelta(hours=24, seconds=1), True)):
        monkeypatch.setattr("api.pages.filters.now", lambda late=late: seed_at + late)
        for path in ("/staff/draws", f"/staff/draws/{ID}", "/"):
            assert ("逾期" in operator.get(path).text) is told, (path, late)
