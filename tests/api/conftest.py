"""The site under test, and a visitor who holds every page to what all pages must be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import Settings, read_settings
from api.wiring import Wiring, wire
from sampler.role import Role
from sampler.store.session import Store
from tests.api.page import Page, read_page
from tests.api.people import COUNTY, OWN, Desk, create_everybody, desk_of, wired
from tests.site import Site, build_site

Visit = Callable[..., Page]


class Reader(FlaskClient):
    """Reads every answer to its end, so that no file stays open."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **kwargs)


def reader(app: Flask) -> FlaskClient:
    app.test_client_class = Reader
    return app.test_client()


@contextmanager
def new_site(data: Path, upgraded: Path) -> Iterator[Site]:
    copy(upgraded, data / "sampler.db")
    settings = read_settings({"SAMPLER_DATA": str(data), "SAMPLER_AUTHORITY_NAME": "祥符区市场监督管理局"})
    store = Store(settings.database_url)
    yield build_site(store, data, settings)
    store.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, upgraded_sqlite: Path) -> Iterator[Site]:
    """Read by many tests, changed by none."""
    with new_site(tmp_path_factory.mktemp("site"), upgraded_sqlite) as made:
        yield made


@pytest.fixture
def fresh_site(tmp_path: Path, upgraded_sqlite: Path) -> Iterator[Site]:
    """One test's own, to act on."""
    with new_site(tmp_path, upgraded_sqlite) as made:
        yield made


@pytest.fixture
def fresh_client(fresh_site: Site) -> FlaskClient:
    return reader(create_app(fresh_site.wiring))


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return reader(create_app(site.wiring))


@pytest.fixture
def wiring(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    """An authority with one person of each role, on each kind of database; who works in no bureau acts for all."""
    with wired(database, tmp_path) as made:
        create_everybody(made)
        yield made


@pytest.fixture
def town(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    """The same, where each holds the role for one town bureau of two."""
    with wired(database, tmp_path) as made:
        create_everybody(made, OWN)
        yield made


@pytest.fixture
def county(database: Store, tmp_path: Path) -> Iterator[Wiring]:
    """The same, where each holds the role for the bureau above both."""
    with wired(database, tmp_path) as made:
        create_everybody(made, COUNTY)
        yield made


@pytest.fixture
def operator(wiring: Wiring) -> Desk:
    return desk_of(wiring, Role.OPERATOR)


@pytest.fixture
def system(wiring: Wiring) -> Desk:
    return desk_of(wiring, Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def security(wiring: Wiring) -> Desk:
    return desk_of(wiring, Role.SECURITY_ADMINISTRATOR)


@pytest.fixture
def visit(client: FlaskClient) -> Visit:
    """A page by its path, checked."""

    def visit_page(path: str, status: int = 200) -> Page:
        response = client.get(path)
        assert response.status_code == status
        return read_page(path, response)

    return visit_page


@pytest.fixture
def settings_of_an_empty_site(tmp_path: Path, upgraded_sqlite: Path) -> Settings:
    copy(upgraded_sqlite, tmp_path / "sampler.db")
    return read_settings({"SAMPLER_DATA": str(tmp_path)})


@pytest.fixture
def empty_client(settings_of_an_empty_site: Settings) -> Iterator[FlaskClient]:
    wiring = wire(settings_of_an_empty_site)
    yield reader(create_app(wiring))
    wiring.store.close()
