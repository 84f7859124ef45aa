"""Addresses that nobody types: every public route answers them without failing, and alike on both databases."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.settings import read_settings
from sampler.store.session import Store
from tests.api.conftest import reader
from tests.databases import PostgreSQL
from tests.site import PDF, RELEASED, Site, build_site

PAPER = sha256(PDF).hexdigest()
SEGMENTS = {
    "NUL": "%00",
    "NUL behind a name": f"{RELEASED}%00",
    "a line feed": f"{RELEASED}%0a",
    "a lone surrogate": "%ED%A0%80",
    "no UTF-8": "%ff%fe",
    "10 kB": "a" * 10_000,
    "10 kB of characters": "%E7%A5%A5" * 3_400,
    "the folder above": "..",
    "the folder above, encoded": "%2e%2e",
    "a path, encoded": "..%2f..%2fsampler.db",
    "spaces behind": f"{RELEASED}%20%20",
    "full-width digits": "４１０２１２-2026-10-001",
    "a full-width paper": PAPER.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "a wildcard": "%25",
    "a paper": PAPER,
    "an upper-case paper": PAPER.upper(),
}
ROUTES = (
    "/{}",
    "/draws/{}",
    "/draws/{}/files/00-notice.txt",
    "/draws/{}/record.zip",
    f"/draws/{RELEASED}/files/{{}}",
    "/chain/{}/entry.txt",
    "/papers/{}",
    "/papers/{}.pdf",
    "/papers/{}.PDF",
    f"/papers/{PAPER}.{{}}",
    "/static/{}",
)


@pytest.fixture(scope="module")
def other_client(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The same site on PostgreSQL."""
    data: Path = tmp_path_factory.mktemp("site-on-postgresql")
    with postgresql.database() as url:
        store = Store(url)
        settings = read_settings({"SAMPLER_DATA": str(data), "SAMPLER_DATABASE_URL": url})
        made: Site = build_site(store, data, settings)
        yield reader(create_app(made.wiring))
        store.close()


def test_no_address_breaks_the_site(client: FlaskClient, other_client: FlaskClient) -> None:
    found = {}
    for route in ROUTES:
        for segment in SEGMENTS.values():
            path = route.format(segment)
            found[path] = client.get(path).status_code, other_client.get(path).status_code
    public = f"/papers/{PAPER}.pdf"
    assert found.pop(public) == (200, 200)
    assert {path[:80]: codes for path, codes in found.items() if codes not in {(404, 404), (308, 308)}} == {}


def test_an_authority_without_a_name_of_its_own_bears_that_of_its_division(other_client: FlaskClient) -> None:
    for path in ("/", f"/draws/{RELEASED}", "/feed.atom"):
        assert "开封市祥符区市场监督管理局" in other_client.get(path).text


def test_no_search_breaks_the_site(client: FlaskClient, other_client: FlaskClient) -> None:
    for segment in SEGMENTS.values():
        path = f"/search?credit_code={segment}"
        wanted = 200 if segment == "%00" else 400  # nothing visible was typed
        assert client.get(path).status_code == other_client.get(path).status_code == wanted, path[:80]
