import gzip
from pathlib import Path

import pytest

from sampler.allocation import allocate
from sampler.frame import Frame, build_frame
from sampler.plan import Sizes
from sampler.registry import Import, ImportOptions, Snapshot, import_registry, open_snapshot
from sampler.roster import read_bureaus
from sampler.synthetic import Written, demo_bureaus, demo_recusals, demo_registry, demo_roster, write_registry
from sampler.synthetic.composition import DEMO_DIRTY, DEMO_INACTIVE, DEMO_OTHER

DATA = Path(__file__).parents[3] / "data" / "demo"
EACH = sum(DEMO_DIRTY.values())  # entities of each dirt
PRIVATE_USE_KEPT = 9  # of the 18, the others have a place in today's standard

# what the import says of the demo's dirt; a shifted row has several problems
PROBLEMS = {
    "bureau_missing": EACH,
    "bureau_unlisted": 2 * EACH,
    "character_forbidden": EACH,
    "character_unreadable": EACH,
    "credit_code_check": EACH,
    "credit_code_length": EACH,
    "credit_code_scientific": EACH,
    "field_count": 2 * EACH,
    "formula": EACH,
    "id_conflict": 2 * EACH,
    "id_missing": EACH,
    "name_missing": 2 * EACH,
    "registration_number_check": EACH,
    "repeated": EACH,
    "risk_unknown": 2 * EACH,
    "status_missing": EACH,
    "status_unknown": 2 * EACH,
    "type_unknown": 2 * EACH,
}
MENDED = {
    "full_width": EACH,
    "lower_case": EACH,
    "space_in_code": EACH,
    "text_marker": 2 * EACH,
    "line_break": EACH,
    "private_use_replaced": EACH - PRIVATE_USE_KEPT,
    "registration_number_in_code_column": EACH,
    "registration_number_used": EACH,
    "type_from_code": EACH,
    "type_words_over_code": EACH,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def written(folder: Path) -> Written:
    demo_bureaus(folder / "bureaus.csv")
    return demo_registry(folder / "registry.csv")


@pytest.fixture(scope="module")
def imported(folder: Path, written: Written) -> Import:
    options = ImportOptions(bureaus=read_bureaus(folder / "bureaus.csv"))
    return import_registry(folder / "registry.csv", folder, options)


@pytest.fixture(scope="module")
def snapshot(imported: Import) -> Snapshot:
    assert imported.path is not None
    return open_snapshot(imported.path)


def frame_of(snapshot: Snapshot) -> tuple[Frame, int]:
    batches = (batch.to_pydict() for batch in snapshot.batches())
    frame, exclusions = build_frame(batches, ["type"])
    return frame, len(exclusions.rows)


def test_the_demo_draws_what_the_district_published(snapshot: Snapshot) -> None:
    frame, excluded = frame_of(snapshot)

    assert frame.counts() == {"cooperative": 4_517, "enterprise": 9_933, "individual": 30_450}
    drawn = allocate(frame.counts(), Sizes.parse(["3/100"]))
    assert drawn == {"cooperative": 136, "enterprise": 298, "individual": 914}
    assert sum(drawn.values()) == 1_348
    assert len(frame.bureaus) == 15
    assert (
        excluded == sum(DEMO_INACTIVE.values()) + DEMO_OTHER + EACH
    )  # private use stands in entities that are no more


def test_every_dirt_of_the_demo_is_found(imported: Import, written: Written) -> None:
    assert imported.problems == PROBLEMS
    assert imported.mended == MENDED
    assert imported.notes == {"private_use_character": PRIVATE_USE_KEPT, "date_unreadable": EACH}
    assert imported.rows == written.rows == written.entities + 2 * EACH


def test_rare_characters_reach_the_snapshot(snapshot: Snapshot) -> None:
    names = [name for batch in snapshot.batches(["name"]) for name in batch.to_pydict()["name"]]
    for character in "𠮷㙟䶮𬭚𰻝𬍛𫖯㧑":
        assert sum(character in name for name in names) > 10


def test_recusals_are_of_the_frame_and_the_inspectors_own_bureau(snapshot: Snapshot, folder: Path) -> None:
    demo_recusals(folder / "recusals.csv")
    demo_roster(folder / "roster.csv")
    bureaus = read_bureaus(folder / "bureaus.csv")
    homes = dict(row.split(",")[0:3:2] for row in (folder / "roster.csv").read_text("utf-8-sig").splitlines()[1:])
    frame, _ = frame_of(snapshot)

    for row in (folder / "recusals.csv").read_text("utf-8-sig").splitlines()[1:]:
        inspector, entity_id, reason = row.split(",")
        position = frame.position(entity_id)
        assert position is not None
        assert frame.bureau_of(position) == bureaus.resolve(homes[inspector])
        assert reason


@pytest.mark.parametrize("name", ["registry.csv", "registry.csv.gz", "registry.xlsx", "registry.parquet"])
def test_without_dirt_a_file_of_any_kind_loads_without_a_problem(folder: Path, tmp_path: Path, name: str) -> None:
    demo_bureaus(tmp_path / "bureaus.csv")
    options = ImportOptions(bureaus=read_bureaus(tmp_path / "bureaus.csv"))
    write_registry(tmp_path / name, 1_000)
    found = import_registry(tmp_path / name, tmp_path, options)

    assert (found.rows, found.accepted, found.rejected) == (1_000, 1_000, 0)
    assert found.problems == found.mended == found.notes == {}


@pytest.mark.parametrize("name", ["registry.csv", "registry.xlsx", "registry.parquet"])
def test_dirt_is_found_in_files_of_any_kind(tmp_path: Path, name: str) -> None:
    demo_bureaus(tmp_path / "bureaus.csv")
    options = ImportOptions(bureaus=read_bureaus(tmp_path / "bureaus.csv"))
    written = write_registry(tmp_path / name, 1_000, 0.5)
    found = import_registry(tmp_path / name, tmp_path, options)

    assert written.dirty == 500
    assert found.rows == written.rows > 1_000
    assert found.accepted < 900
    ragged = {"field_count"} if name.endswith("csv") else set()
    assert set(found.problems) == set(PROBLEMS) - {"field_count"} | ragged
    assert set(found.mended) == set(MENDED)


def test_the_same_call_gives_the_same_bytes(tmp_path: Path) -> None:
    write_registry(tmp_path / "a.csv", 300, 0.1)
    write_registry(tmp_path / "b.csv", 300, 0.1)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_registry(tmp_path / "a.csv", 45_000, progress=lambda done, total: told.append((done, total)))
    assert told == [(20_000, 45_000), (40_000, 45_000), (45_000, 45_000)]


def test_the_committed_files_are_what_the_functions_make(folder: Path, written: Written) -> None:
    assert gzip.decompress((DATA / "registry.csv.gz").read_bytes()) == (folder / "registry.csv").read_bytes()
    for name, make in {"bureaus": demo_bureaus, "roster": demo_roster, "recusals": demo_recusals}.items():
        make(folder / f"{name}.csv")
        assert (DATA / f"{name}.csv").read_bytes() == (folder / f"{name}.csv").read_bytes()
