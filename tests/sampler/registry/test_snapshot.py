"""A snapshot: immutable, named by its bytes, read back group by group and by id."""

import hashlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sampler.errors import Missing
from sampler.registry import ImportOptions, Snapshot, import_registry, open_snapshot
from sampler.registry.checks import SCHEMA
from tests.sampler.registry.making import credit_code, csv_file, entity


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Ten entities in groups of three."""
    monkeypatch.setattr("sampler.registry.snapshot.GROUP_ROWS", 3)
    path = csv_file(tmp_path, [entity(number) for number in range(10)])
    found = import_registry(path, tmp_path / "snapshots", ImportOptions())
    assert found.path is not None
    return open_snapshot(found.path)


def test_its_name_is_its_digest(snapshot: Snapshot) -> None:
    assert snapshot.digest == hashlib.sha256(snapshot.path.read_bytes()).hexdigest() == snapshot.path.stem
    assert snapshot.rows == 10


def test_the_file_says_nothing_of_tools_or_time(snapshot: Snapshot) -> None:
    assert pq.read_metadata(snapshot.path).metadata is None
    assert pq.read_schema(snapshot.path).equals(SCHEMA)


def test_batches_give_the_columns_asked_for_in_that_order(snapshot: Snapshot) -> None:
    batches = list(snapshot.batches(("name", "id")))
    assert [batch.schema.names for batch in batches] == [["name", "id"]] * 4
    ids = [entity_id for batch in batches for entity_id in batch.column("id").to_pylist()]
    assert ids == sorted(credit_code(number) for number in range(10))


def test_rows_of_some_ids(snapshot: Snapshot) -> None:
    wanted = [credit_code(9), credit_code(0), credit_code(9), "R:440301103097413"]
    found = snapshot.rows_of(wanted, ("name", "kind"))
    assert found == {
        credit_code(number): {"name": f"河南第{number}号商贸有限公司（演示）", "kind": "enterprise"}
        for number in (0, 9)
    }
    assert snapshot.rows_of([]) == {}
    assert snapshot.rows_of([credit_code(1)])[credit_code(1)]["status"] == "存续"


def test_what_is_no_snapshot_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    for name in ("a.parquet", "absent.parquet"):
        with pytest.raises(Missing, match="snapshot_unknown"):
            open_snapshot(tmp_path / name)
