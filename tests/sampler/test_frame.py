"""Who can be drawn."""

import pytest

from sampler.errors import Invalid
from sampler.frame import Frame, build_frame


def batch(*rows):
    names = ("id", "kind", "status", "bureau", "risk", "division")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


ROWS = (
    ("92410212000000014K", "individual", "存续", "B2", None, "410212"),
    ("91410212000000007Y", "enterprise", "存续", "B1", "A", "410212"),
    ("91410212000000014N", "enterprise", "注销", "B1", "A", "410212"),
    ("52410212000000014N", "other", "存续", None, None, None),
)


def test_the_inactive_and_other_kinds_are_kept_out_with_reasons():
    frame, excluded = build_frame([batch(*ROWS)], ["type"])
    assert list(frame.lines()) == [
        b"91410212000000007Y\tenterprise\tB1",
        b"92410212000000014K\tindividual\tB2",
    ]
    assert list(excluded.lines()) == [
        "52410212000000014N\t其他类型".encode(),
        "91410212000000014N\t注销".encode(),
    ]


@pytest.mark.parametrize(
    ("by", "strata"),
    [
        (["type", "risk"], ("enterprise/A", "individual/unrated")),
        (["type", "bureau"], ("enterprise/B1", "individual/B2")),
        (["type", "risk", "bureau"], ("enterprise/A/B1", "individual/unrated/B2")),
    ],
)
def test_strata_are_named_by_the_marks_asked_for(by, strata):
    frame, _ = build_frame([batch(*ROWS)], by)
    assert frame.strata == strata


@pytest.mark.parametrize("by", [[], ["risk"], ["type", "type"], ["type", "colour"]])
def test_unknown_marks_are_refused(by):
    with pytest.raises(Invalid, match="strata_marks_unknown"):
        build_frame([batch(*ROWS)], by)


def test_a_drawable_entity_without_bureau_is_an_error_not_a_guess():
    with pytest.raises(Invalid, match="bureaus_missing"):
        build_frame([batch(("91410212000000007Y", "enterprise", "存续", None, "A", "410212"))], ["type"])


def test_a_frame_reads_back_and_finds_positions():
    frame, _ = build_frame([batch(*ROWS)], ["type"])
    again = Frame.parse(b"".join(line + b"\n" for line in frame.lines()))
    assert list(again.lines()) == list(frame.lines())
    assert again.position("92410212000000014K") == 1
    assert again.position("92410212000000014X") is None
    assert again.bureau_of(1) == "B2"


def test_one_entity_one_row():
    with pytest.raises(Invalid, match="frame_repeats_id"):
        Frame.from_columns(["A", "A"], ["enterprise"] * 2, ["B1"] * 2)
    with pytest.raises(Invalid, match="frame_empty"):
        Frame.from_columns([], [], [])
