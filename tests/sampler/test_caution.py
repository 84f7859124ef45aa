"""What is let pass, and said."""

import json

import pytest

from api.messages import caution_message
from api.sentences.cautions import CAUTIONS
from api.words import words_for
from sampler.assignment import Duty
from sampler.caution import Caution, Code, cautions_of_ceremony, cautions_of_duty, cautions_of_notice
from sampler.ceremony import Terms, freeze
from sampler.chain import Place
from sampler.frame import Exclusions, Frame
from sampler.plan import Sizes
from sampler.record import Notice
from sampler.roster import Inspector, OffDuty, Reason, Roster
from sampler.source import Drawing, Drawings, Source

IDS = [f"914102120000{i:06d}" for i in range(101)]


def notice(*sizes: str, minimum: int = 1, source: Source | None = None) -> Notice:
    strata = ["enterprise"] * 34 + ["individual"] * 67
    terms = Terms(
        draw_id="410212-1",
        at="2026-11-24T01:00:00Z",
        seed_at="2026-11-24T02:00:00Z",
        sizes=Sizes.parse(sizes),
        min_per_stratum=minimum,
        **({"seed_format": source.seed_format, "seed_source": source.text} if source else {}),
    )
    frame = Frame.from_columns(IDS, strata, ["B1"] * 101)
    return freeze(frame, Exclusions(rows=()), Duty(), terms, Place(authority="410212")).notice


@pytest.mark.parametrize(
    ("sizes", "minimum", "drawn"),
    [
        (["1/1000"], 1, 2),
        (["1", "individual=2"], 1, 3),
        (["2", "individual=2"], 1, None),  # 4 of 101 is the floor
        (["3/100"], 1, None),
        (["1/1000"], 2, None),
        (["1/1000", "enterprise=1/10"], 1, None),  # a stratum may go under it
    ],
)
def test_the_floor_is_that_of_the_whole_frame(sizes: list[str], minimum: int, drawn: int | None) -> None:
    said = cautions_of_notice(notice(*sizes, minimum=minimum))
    expected = {"drawn": drawn, "entities": 101, "floor": 4, "rate": "3/100"}
    assert [(caution.code, caution.params) for caution in said] == ([("below_floor", expected)] if drawn else [])


@pytest.mark.parametrize(("at", "codes"), [("2026-11-25T02:00:00Z", []), ("2026-11-25T02:00:01Z", ["outcome_late"])])
def test_an_outcome_is_due_within_a_day(at: str, codes: list[str]) -> None:
    assert [caution.code for caution in cautions_of_ceremony(notice(), at)] == codes


@pytest.mark.parametrize(
    ("issues", "codes"),
    [
        ([("快乐8", "2026314", "2026-11-24")], []),
        ([("双色球", "2026135", "2026-11-24"), ("大乐透", "26135", "2026-11-25")], ["results_late"]),
        ([("快乐8", "2027001", "2027-01-01")], ["closures_unknown", "results_late"]),
    ],
)
def test_what_a_list_of_lotteries_leaves_open_is_told(issues: list[tuple[str, str, str]], codes: list[str]) -> None:
    source = Drawings(drawings=tuple(Drawing.parse(*issue) for issue in issues))
    said = [caution for caution in cautions_of_notice(notice("3/100", source=source)) if caution.code != "below_floor"]
    assert [caution.code for caution in said] == codes
    for caution in said:
        assert "2027" in caution_message(caution, words_for("zh")) or caution.code == "results_late"


def test_who_is_left_out_of_a_roster_is_told_by_reason() -> None:
    gone = [(Reason.CERTIFICATE_EXPIRED, "1"), (Reason.OFF_DUTY, "2"), (Reason.CERTIFICATE_EXPIRED, "3")]
    people = [OffDuty(inspector=Inspector(number=n, name="甲", bureau="B1"), reason=reason) for reason, n in gone]
    (said,) = cautions_of_duty(Roster(inspectors=(), off_duty=tuple(people)).left_out)
    assert said.plain["params"] == {"left_out": {"off_duty": 1, "certificate_expired": 2}}
    told = caution_message(said, words_for("zh_Hans_CN"))
    assert told == "注意：名录库里的检查人员没有全部列入（未列入：不在岗 1 人、执法证过期 2 人）"
    assert cautions_of_duty(Roster(inspectors=()).left_out) == ()


def test_a_caution_comes_back_from_json() -> None:
    (said,) = cautions_of_notice(notice("1/1000"))
    assert Caution.of(json.loads(json.dumps(said.plain))) == said


def test_every_caution_has_its_sentence() -> None:
    assert set(CAUTIONS) == set(Code)
