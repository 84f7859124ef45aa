from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sampler.roster import Bureaus, Roster, read_bureaus, read_recusals, read_roster
from sampler.synthetic import demo_bureaus, demo_recusals, demo_roster
from sampler.synthetic.people import MOBILE, RECUSALS, demo_inspectors
from sampler.synthetic.words import words

DEMO_DAY = date(2026, 9, 2)
LATER = date(2035, 12, 31)  # whoever tries the files years later still has people


@pytest.fixture(scope="module")
def bureaus(tmp_path_factory: pytest.TempPathFactory) -> Bureaus:
    path = tmp_path_factory.mktemp("people") / "bureaus.csv"
    demo_bureaus(path)
    return read_bureaus(path)


@pytest.fixture(scope="module", params=[DEMO_DAY, LATER], ids=str)
def roster(request: pytest.FixtureRequest, bureaus: Bureaus, tmp_path_factory: pytest.TempPathFactory) -> Roster:
    path = tmp_path_factory.mktemp("people") / "roster.csv"
    demo_roster(path)
    return read_roster(path, bureaus, on=request.param)


def test_every_spelling_of_the_registry_leads_to_its_bureau(bureaus: Bureaus) -> None:
    for town in words().towns:
        assert {bureaus.resolve(word) for word, _ in town.spellings} == {town.code}


def test_every_bureau_keeps_at_least_three_and_somebody_is_left_out(roster: Roster) -> None:
    counts = Counter(inspector.bureau for inspector in roster.inspectors)

    assert set(counts) == {town.code for town in words().towns} | {"*"}
    assert counts["*"] == MOBILE
    assert min(counts.values()) == 3
    assert {one.number for one in roster.inspectors} == {one.number for one in demo_inspectors() if one.available}
    assert len(demo_inspectors()) - len(roster.inspectors) == 9


def test_recusals_are_of_inspectors_on_duty(roster: Roster, tmp_path: Path) -> None:
    demo_recusals(tmp_path / "recusals.csv")
    recusals = read_recusals(tmp_path / "recusals.csv", roster)

    assert len({recusal.inspector for recusal in recusals}) == RECUSALS
    assert len({recusal.id for recusal in recusals}) == RECUSALS
