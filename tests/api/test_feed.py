"""The feed, the sitemap and robots.txt: what machines read."""

import dataclasses
import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from tests.api.conftest import reader
from tests.site import FROZEN, PUBLIC, RELEASED, Site

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def based(site: Site) -> FlaskClient:
    """The same site where the operator has set its address."""
    settings = dataclasses.replace(site.wiring.settings, base_url="https://example.org/draws")
    return reader(create_app(dataclasses.replace(site.wiring, settings=settings)))


def only(parent: ElementTree.Element, name: str) -> str:
    """The text of a child that must be there once and not be empty."""
    found = parent.findall(ATOM + name)
    assert len(found) == 1
    assert found[0].text
    return found[0].text


def test_the_feed_is_valid_atom(client: FlaskClient) -> None:
    response = client.get("/feed.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.data)
    assert feed.tag == f"{ATOM}feed"
    times = [only(feed, "updated")]
    ids = [only(feed, "id")]
    assert only(feed, "title") == "双随机抽查公示"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    for entry in feed.findall(f"{ATOM}entry"):
        ids.append(only(entry, "id"))
        times += [only(entry, "updated"), only(entry, "published")]
        assert only(entry, "title")
        assert only(entry, "summary")
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert only(entry, "published") <= only(entry, "updated") <= times[0]
    assert len(ids) == len(set(ids)) == len(PUBLIC) + 1
    assert all(RFC3339.fullmatch(time) and datetime.fromisoformat(time) for time in times)


def test_the_feed_tells_the_newest_state_of_each_draw(client: FlaskClient, site: Site) -> None:
    feed = ElementTree.fromstring(client.get("/feed.atom").data)
    entries = {only(entry, "id").rpartition("/")[2]: entry for entry in feed.findall(f"{ATOM}entry")}
    assert only(entries[RELEASED], "title").endswith("（演示数据）")
    assert "抽取 15 户" in only(entries[RELEASED], "summary")
    assert only(entries[RELEASED], "updated") == "2026-10-15T04:00:00Z"
    assert FROZEN not in entries


def test_addresses_are_the_operators_where_set(based: FlaskClient) -> None:
    for path in ("/feed.atom", "/sitemap.xml", "/robots.txt"):
        text = based.get(path).text
        assert "https://example.org/draws/" in text
        assert "localhost" not in text


@pytest.mark.parametrize("path", ["/", "/feed.atom", "/sitemap.xml", "/robots.txt", f"/draws/{RELEASED}", "/verify"])
def test_a_strange_host_enters_nothing(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert response.status_code == 200
    assert "evil.example" not in response.text


def test_nothing_new_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/feed.atom", "/sitemap.xml"):
        etag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_the_sitemap_lists_pages_that_are_there(client: FlaskClient) -> None:
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").data)
    paths = [loc.text.removeprefix("http://127.0.0.1:8000") for loc in sitemap.iter(f"{SITEMAP}loc") if loc.text]
    assert set(paths) >= {f"/draws/{draw_id}" for draw_id in PUBLIC}
    assert all(client.get(path).status_code == 200 for path in paths)


def test_robots_leave_searches_alone(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert "Disallow: /search?" in response.text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in response.text


def test_an_empty_feed_is_valid_too(empty_client: FlaskClient) -> None:
    feed = ElementTree.fromstring(empty_client.get("/feed.atom").data)
    assert only(feed, "updated")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
