"""What every test may use: the closing lines about missing system parts, and a fresh database of each kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sampler.store.session import Store
from tests.databases import PostgreSQL, postgresql_server
from tests.system_parts import closing_lines

DATABASES = ("sqlite", "postgresql")


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


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, upgraded database: every test that asks for one runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("upgraded_sqlite"), tmp_path / "sampler.db")
        yield f"sqlite:///{tmp_path / 'sampler.db'}"
    else:
        with request.getfixturevalue("postgresql").database() as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Store]:
    """A store on a fresh, upgraded database, of each kind in turn."""
    store = Store(database_url)
    yield store
    store.close()
