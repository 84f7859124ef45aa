"""The blank templates load as they are, fit each other, and show in every row that they are examples."""

from datetime import date
from pathlib import Path

import pytest

from sampler.finding import read_findings
from sampler.registry import ImportOptions, import_registry, open_snapshot
from sampler.registry.readers import open_source
from sampler.roster import Recusal, read_bureaus, read_recusals, read_roster

TEMPLATES = Path(__file__).parents[2] / "data" / "templates"


@pytest.mark.parametrize("name", ["registry", "bureaus", "roster", "recusals", "findings"])
def test_spreadsheets_open_them_and_every_row_is_marked(name: str) -> None:
    path = TEMPLATES / f"{name}.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    source = open_source(path)
    [chunk] = source.chunks(range(len(source.header)))
    rows = zip(*(cells.to_pylist() for cells in chunk.cells), strict=True)
    assert all(any(cell.endswith("（示例）") for cell in row) for row in rows)


def test_they_are_one_month_of_one_district(tmp_path: Path) -> None:
    bureaus = read_bureaus(TEMPLATES / "bureaus.csv")
    found = import_registry(TEMPLATES / "registry.csv", tmp_path, ImportOptions(bureaus=bureaus))
    assert (found.accepted, found.rejected, found.mended, found.notes) == (1, 0, {}, {})
    assert found.path is not None
    [entity] = open_snapshot(found.path).rows_of(["91410212000000001C"]).values()
    assert all(entity.values()), "the example has every field"
    roster = read_roster(TEMPLATES / "roster.csv", bureaus, date(2026, 11, 24))
    assert {inspector.bureau for inspector in roster.inspectors} == {entity["bureau"], "*"}
    recusals = read_recusals(TEMPLATES / "recusals.csv", roster)
    assert recusals == (Recusal(inspector="S001", id="91410212000000001C", reason="近亲属在该单位任职（示例）"),)
    assert len(roster.inspectors) - len(recusals) == 2, "a team of two is left"
    [finding] = read_findings(TEMPLATES / "findings.csv")
    assert (finding.id, len(finding.codes)) == ("91410212000000001C", 2)
