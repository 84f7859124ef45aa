"""Pages in the reader's language: by the switch, else by the browser, else Chinese."""

from urllib.parse import urljoin

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.api.page import CHINESE, Page, read_page, said
from tests.api.test_pages import DRAWS, SINGLE
from tests.site import ANNOUNCED, EXCLUDED, RELEASED, SEALED, UNKNOWN, VOID, Site

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


def visit(client: FlaskClient, path: str, wished: str = "") -> Page:
    return read_page(path, client.get(path, headers={"Accept-Language": wished} if wished else {}))


@pytest.mark.parametrize("path", [*SINGLE, *DRAWS, "/nothing", "/search?credit_code=9141"])
def test_every_page_speaks_english(client: FlaskClient, path: str) -> None:
    page = read_page(path, client.get(path, headers=ENGLISH))
    assert page.language == "en"


def test_every_answer_speaks_english(client: FlaskClient, site: Site) -> None:
    codes = (site.drawn(RELEASED), site.not_drawn(RELEASED), site.drawn(VOID), site.drawn(SEALED), EXCLUDED, UNKNOWN)
    for code in codes:
        path = f"/search?credit_code={code}"
        assert read_page(path, client.get(path, headers=ENGLISH)).language == "en"


def test_unmarked_chinese_is_found() -> None:
    body = html5lib.parse('<p lang="zh-CN">企业</p><p title="层">a</p><p>b<i>c</i>户</p>')
    assert [text for text in said(body) if CHINESE.search(text)] == ["层", "户"]


@pytest.mark.parametrize(
    ("wished", "served"),
    [
        ("", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW,en;q=0.8", "zh-CN"),
        ("en-US", "en"),
        ("fr,en;q=0.5,zh;q=0.4", "en"),
        ("fr", "zh-CN"),
        ("en;q=0", "zh-CN"),
        ("*", "zh-CN"),
    ],
)
def test_the_browser_is_asked_first(client: FlaskClient, wished: str, served: str) -> None:
    assert visit(client, "/", wished).language == served


def test_a_choice_outlasts_the_page_and_beats_the_browser(client: FlaskClient) -> None:
    switch = next(link for link in visit(client, "/search?credit_code=9141").all("a") if link.get("hreflang"))
    assert (switch.text, switch.get("lang"), switch.get("hreflang")) == ("English", "en", "en")
    there = urljoin("/search", switch.get("href"))
    assert there == "/search?credit_code=9141&lang=en"
    assert visit(client, there, "zh-CN").language == "en"
    assert visit(client, "/about", "zh-CN").language == "en"
    assert visit(client, "/about?lang=zh-CN", "en").language == "zh-CN"
    assert visit(client, "/about", "en").language == "zh-CN"


def test_only_a_choice_sets_a_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/", headers=ENGLISH).headers
    assert "Set-Cookie" not in client.get("/?lang=fr").headers
    cookie = client.get("/?lang=en").headers["Set-Cookie"]
    assert cookie.startswith("lang=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Set-Cookie" not in client.get("/?lang=en").headers  # it is kept already


def test_caches_and_search_engines_know_of_both(client: FlaskClient) -> None:
    response = client.get("/")
    assert {"Accept-Language", "Cookie"} <= set(response.vary)
    assert not client.get(f"/draws/{RELEASED}/files/00-notice.txt").vary
    named = {link.get("hreflang"): link.get("href") for link in read_page("/", response).all("link")}
    assert (named["zh-CN"], named["en"]) == ("?lang=zh-CN", "?lang=en")


def test_dates_figures_and_terms_are_english(client: FlaskClient) -> None:
    text = visit(client, f"/draws/{RELEASED}", "en").text()
    assert "October 1, 2026 10:00" in text
    assert "No problem found" in text
    assert "Unreachable at registered address" in text
    assert "Targets drawn 15 entities = Enterprise 4 entities + Individual business 9 entities" in text
    assert "This is a redraw." in visit(client, f"/draws/{ANNOUNCED}", "en").text()


def test_the_feed_says_its_language(client: FlaskClient) -> None:
    assert 'xml:lang="en"' in client.get("/feed.atom", headers=ENGLISH).text
    assert 'xml:lang="zh-CN"' in client.get("/feed.atom").text
