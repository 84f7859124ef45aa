"""Changes to a draw after its outcome: those of one entry are made together or not at all."""

from copy import deepcopy

import pytest

from sampler.assignment import Matching, assign
from sampler.draw import rank_stratum
from sampler.errors import Refused
from sampler.succession import Succession
from tests.sampler.test_assignment import IDS, SEED, duty_of, frame_of


@pytest.fixture
def succession() -> Succession:
    """Six of sixty drawn; B2 has inspectors for its teams and none to spare."""
    frame = frame_of(IDS)
    duty = duty_of(own=2, pool=0)
    spare = ("B1-spare", "B1")
    matching = Matching.begin(SEED, 2, type(duty)(inspectors=tuple(sorted((*duty.inspectors, spare)))))
    targets = rank_stratum(frame, SEED, "enterprise", 6)
    assign(matching, targets)
    return Succession.begin(frame, matching, "注销", targets)


def test_where_one_line_is_refused_no_line_stands(succession: Succession) -> None:
    bureaus = succession.matching.bureaus
    first = min(entity for entity in bureaus if bureaus[entity] == "B1")  # the line that can stand comes first
    last = max(entity for entity in bureaus if bureaus[entity] == "B2")
    assert first < last
    lines = [(entity, succession.matching.teams[entity][0], "unavailable") for entity in (first, last)]
    before = deepcopy(succession)
    with pytest.raises(Refused, match="nobody_left"):
        succession.reassign(lines)
    assert succession.matching == before.matching
    [(entity, old, new, _)] = succession.reassign(lines[:1])
    assert new in succession.matching.teams[first]
    assert (entity, succession.matching.unavailable) == (first, {old})


def test_where_one_replacement_is_refused_nobody_is_replaced(succession: Succession) -> None:
    succession.used["enterprise"] = len(IDS) - 1
    two = list(succession.standing)[:2]
    before = deepcopy((succession.matching, succession.standing, succession.used))
    with pytest.raises(Refused, match="stratum_used_up"):
        succession.replace(dict.fromkeys(two, "注销"))
    assert (succession.matching, succession.standing, succession.used) == before
    [made] = succession.replace({two[0]: "注销"})
    assert made.target.rank == len(IDS)
    assert two[0] not in succession.standing
