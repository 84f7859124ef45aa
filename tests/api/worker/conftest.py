"""An authority with a draw on each database, and workers that end with the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sampler.store.session import Store
from tests.api.worker.authority import Authority, found
from tests.api.worker.processes import Crew, crew_of

FEW = 8


def _found(store: Store, data: Path, count: int) -> Iterator[Authority]:
    made = found(store, data, count=count)
    yield made
    made.wiring.store.close()


@pytest.fixture
def bureaus() -> int:
    """How many there are; a test may parametrize it."""
    return FEW


@pytest.fixture
def authority(database: Store, tmp_path: Path, bureaus: int) -> Iterator[Authority]:
    """On SQLite, then on PostgreSQL."""
    yield from _found(database, tmp_path, bureaus)


@pytest.fixture
def embedded(sqlite_database: Store, tmp_path: Path) -> Iterator[Authority]:
    """On SQLite."""
    yield from _found(sqlite_database, tmp_path, FEW)


@pytest.fixture
def crew(authority: Authority) -> Iterator[Crew]:
    with crew_of(authority) as made:
        yield made
