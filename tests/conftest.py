"""What every test may use: the closing lines about missing system parts, and a fresh database of each kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sampler.store.session import Store
from tests.databases import PostgreSQL, postgresql_server
from tests.system_parts import closing_lines

# speed is shown by benchmarks, never by a test that a busy machine fails
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in closing_lines(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The run's own PostgreSQL server."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def upgraded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "upgraded.db"
    store = Store(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path


@pytest.fixture
def sqlite_database(upgraded_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """A store on a fresh, upgraded SQLite file."""
    shutil.copy(upgraded_sqlite, tmp_path / "sampler.db")
    store = Store(f"sqlite:///{tmp_path / 'sampler.db'}")
    yield store
    store.close()


@pytest.fixture
def postgresql_database(postgresql: PostgreSQL) -> Iterator[Store]:
    """A store on a fresh, upgraded PostgreSQL database."""
    with postgresql.database() as url:
        store = Store(url)
        yield store
        store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Store:
    """A store on a fresh, upgraded database: every test that asks for one runs on SQLite and on PostgreSQL."""
    store: Store = request.getfixturevalue(f"{request.param}_database")
    return store
