"""`sampler roster register` and `sampler recusals register`: the same acts as on the page."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.cli import main
from api.settings import read_settings
from api.wiring import Wiring, wire
from sampler.store.queries.roster import inspectors, recusals
from tests.api.people import trail_of

CODE = "914403001922038216"
BUREAUS = "监管所编码,监管所名称\n101,城关所\n102,城东所\n"
ROSTER = "编号,姓名,单位,状态\nS001,王芳,城关所,在岗\nS002,李𠮷,102,停用\n"
RECUSALS = f"检查人员编号,统一社会信用代码,回避理由\nS001,{CODE},亲属\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wiring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Wiring]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMPLER_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("SAMPLER_LANG", "zh")
    made = wire(read_settings({"SAMPLER_DATA": str(tmp_path / "var")}))
    made.store.upgrade()
    yield made
    made.store.close()


@pytest.fixture
def register(capsys: pytest.CaptureFixture[str], wiring: Wiring, tmp_path: Path) -> Run:
    def register_list(what: str, text: str, *more: str) -> tuple[int, str, str]:
        (tmp_path / f"{what}.csv").write_text(text, encoding="utf-8")
        code = main([what, "register", f"{what}.csv", *more])
        out, err = capsys.readouterr()
        return code, out, err

    return register_list


def test_people_and_whom_they_may_not_inspect_are_registered(register: Run, wiring: Wiring) -> None:
    assert register("bureaus", BUREAUS)[0] == 0
    code, out, _ = register("roster", ROSTER)
    assert (code, out.splitlines()) == (0, ["检查人员  2 人，今天可以派的 1 人", "不派  S002  不在岗"])
    code, out, _ = register("roster", ROSTER, "--json")
    assert json.loads(out) == {"inspectors": 2, "sent": 1, "off_duty": {"S002": "off_duty"}}
    assert json.loads(register("recusals", RECUSALS, "--json")[1]) == {"recusals": 1}
    with wiring.store.reading() as session:
        assert [(one.inspector.number, one.inspector.bureau) for one in inspectors(session)] == [
            ("S001", "101"), ("S002", "102"),
        ]  # fmt: skip
        assert [(one.inspector, one.id) for one in recusals(session)] == [("S001", CODE)]
    told = [(entry.act, entry.actor, entry.object) for entry in trail_of(wiring)]
    assert told == [
        ("register_bureaus", "console", "bureaus:all"),
        ("register_roster", "console", "roster:all"),
        ("register_roster", "console", "roster:all"),
        ("register_recusals", "console", "inspector:S001"),
    ]


def test_every_problem_is_told_by_its_row_and_nothing_is_kept(register: Run, wiring: Wiring) -> None:
    register("bureaus", BUREAUS)
    code, _, err = register("roster", "编号,姓名,单位\nS001,,城关所\nS001,李四,没有这个所\n")
    assert code == 1
    for words in (
        "4 处问题",
        "第 2 行“姓名” 没有姓名",
        "第 3 行“单位” 监管所不在名单内（读到“没有这个所”）",
        "编号重复",
    ):
        assert words in err
    register("roster", ROSTER)
    assert register("roster", ROSTER.replace("王芳", "别人"), "--json")[0] == 1
    code, out, _ = register("recusals", RECUSALS + "S009,914403001922038217,\n", "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"], error["params"]["count"]) == (1, "file_problems", 3)
    assert [(one["row"], one["code"]) for one in error["params"]["problems"]] == [
        (3, "inspector_unknown"), (3, "credit_code_check"), (3, "reason_missing"),
    ]  # fmt: skip
    with wiring.store.reading() as session:
        assert [one.inspector.name for one in inspectors(session)] == ["王芳", "李𠮷"]
        assert recusals(session) == ()
