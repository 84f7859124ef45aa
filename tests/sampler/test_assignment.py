"""The second random: even loads, nobody recused, nobody chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.assignment import Duty, Matching, assign, check_teams
from sampler.draw import rank_stratum
from sampler.errors import Invalid, Refused
from sampler.frame import Frame

SEED = "5" * 64
IDS = [f"914102120000{i:06d}" for i in range(60)]


def frame_of(ids, bureaus=("B1", "B2")):
    return Frame.from_columns(ids, ["enterprise"] * len(ids), [bureaus[i % len(bureaus)] for i in range(len(ids))])


def duty_of(own=3, pool=1, recusals=()):
    rows = [(f"{b}-{i}", b) for b in ("B1", "B2") for i in range(own)] + [(f"pool-{i}", "*") for i in range(pool)]
    return Duty(inspectors=tuple(sorted(rows)), recusals=tuple(recusals))


def matched(duty, team_size=2, ids=IDS):
    frame = frame_of(ids)
    matching = Matching.begin(SEED, team_size, duty)
    return matching, assign(matching, rank_stratum(frame, SEED, "enterprise", len(ids)))


@given(st.integers(2, 5), st.integers(0, 2), st.integers(1, 2))
def test_teams_are_full_distinct_and_of_the_bureau(own, pool, team_size):
    duty = duty_of(own, pool)
    bureau_of = dict(duty.inspectors)
    matching, assignments = matched(duty, team_size)
    assert len(assignments) == len(IDS)
    for assignment in assignments:
        assert len(set(assignment.inspectors)) == team_size
        assert {bureau_of[i] for i in assignment.inspectors} <= {assignment.bureau, "*"}
    assert sum(matching.loads.values()) == team_size * len(IDS)


def test_loads_within_a_bureau_differ_by_one_at_most():
    matching, _ = matched(duty_of(own=4, pool=0))
    for bureau in ("B1", "B2"):
        loads = [matching.loads[f"{bureau}-{i}"] for i in range(4)]
        assert max(loads) - min(loads) <= 1


def test_the_recused_are_never_sent():
    recusals = [("B1-0", entity_id, "亲属") for entity_id in IDS[::2]]
    _, assignments = matched(duty_of(recusals=recusals))
    assert all("B1-0" not in a.inspectors for a in assignments if a.bureau == "B1")


def test_a_frame_that_cannot_be_staffed_is_no_frame():
    frame = frame_of(IDS)
    with pytest.raises(Invalid, match="team_impossible") as failure:
        check_teams(frame, duty_of(own=1, pool=0), 2)
    assert failure.value.params["bureaus"] == ["B1", "B2"]
    recusals = (("B1-0", IDS[0], "亲属"), ("pool-0", IDS[0], "亲属"))
    with pytest.raises(Invalid, match="recusals_leave_too_few") as failure:
        check_teams(frame, duty_of(own=2, pool=1, recusals=recusals), 2)
    assert failure.value.params["entities"] == [IDS[0]]
    check_teams(frame, duty_of(own=3, pool=1, recusals=recusals), 2)


def test_unavailable_bars_from_every_later_place():
    matching, assignments = matched(duty_of(own=3, pool=1))
    first = next(a for a in assignments if a.bureau == "B1")
    gone = first.inspectors[0]
    new = matching.reassign(first.id, gone, "unavailable")
    assert new not in first.inspectors
    later = [a for a in assignments if gone in matching.teams[a.id]]
    taken = {matching.reassign(a.id, gone, "unavailable") for a in later}
    assert gone not in taken
    with pytest.raises(Refused, match="inspector_not_in_team"):
        matching.reassign(first.id, gone, "unavailable")


def test_when_nobody_is_left_nothing_changes():
    matching, assignments = matched(duty_of(own=2, pool=0))
    before = dict(matching.loads)
    with pytest.raises(Refused, match="nobody_left"):
        matching.reassign(assignments[0].id, assignments[0].inspectors[0], "recusal")
    assert dict(matching.loads) == before
