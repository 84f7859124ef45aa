"""Databases for tests that wander: as many as they ask for."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from sampler.store.session import Store


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Makes as many fresh databases of a kind as are asked for."""
    numbers = count()
    with ExitStack() as stack:

        def make(kind: str) -> Store:
            if kind == "postgresql":
                return Store(stack.enter_context(request.getfixturevalue("postgresql").database()))
            path = tmp_path / f"{next(numbers)}.db"
            shutil.copy(request.getfixturevalue("upgraded_sqlite"), path)
            return Store(f"sqlite:///{path}")

        yield make
