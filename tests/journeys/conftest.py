"""A browser and a real server over a database that the acts themselves have filled."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from playwright.sync_api import Browser, Page

from api.settings import read_settings
from sampler.store.session import Store
from tests.journeys.browser import chromium
from tests.journeys.office import Office, open_office
from tests.server import running_server
from tests.site import Site, build_site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, upgraded_sqlite: Path) -> Site:
    data = tmp_path_factory.mktemp("journeys")
    copy(upgraded_sqlite, data / "sampler.db")
    settings = read_settings({"SAMPLER_DATA": str(data)})
    store = Store(settings.database_url)
    made = build_site(store, data, settings)
    store.close()
    return made


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    with running_server(site.wiring.settings.data) as served:
        yield served


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A tab without JavaScript, none of whose requests may leave the site, and which has nothing to complain of."""
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="zh-CN")
    tab = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    yield tab
    context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert [text for text in complaints if "the server responded with a status of 4" not in text] == []


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, upgraded_sqlite: Path) -> Iterator[Office]:
    data = tmp_path_factory.mktemp("office")
    copy(upgraded_sqlite, data / "sampler.db")
    settings = read_settings({"SAMPLER_DATA": str(data)})
    store = Store(settings.database_url)
    site = build_site(store, data, settings)
    store.close()
    made = open_office(site, "", tmp_path_factory.mktemp("files"))
    with running_server(data) as address:
        yield Office(wiring=made.wiring, address=address, cookies=made.cookies)
    made.wiring.store.close()
