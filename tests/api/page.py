"""What every page must be, whatever it says."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as a browser reads it."""

    path: str
    tree: Element

    def all(self, name: str) -> list[Element]:
        return list(self.tree.iter(HTML + name))

    def text(self, name: str = "body") -> str:
        """What a reader sees, spaces and line breaks as one space."""
        return " ".join("".join("".join(found.itertext()) for found in self.all(name)).split())

    def links(self) -> set[str]:
        """Addresses that the page names, as paths of this site with their fragments."""
        named = [e.get("href") for name in ("a", "link") for e in self.all(name)]
        return {urljoin(self.path, href) for href in named if href}

    def ids(self) -> set[str]:
        return {e.get("id", "") for e in self.tree.iter()} - {""}


def read_page(path: str, response: TestResponse) -> Page:
    """The page, which must be valid and well made."""
    check_headers(response)
    assert response.content_type == "text/html; charset=utf-8"
    page = Page(path=path, tree=html5lib.HTMLParser(strict=True).parse(response.text))
    for check in (check_head, check_names, check_forms, check_tables, check_confined):
        check(page)
    return page


def check_headers(response: TestResponse) -> None:
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert HEADERS.items() <= dict(response.headers).items()


def check_head(page: Page) -> None:
    assert page.all("html")[0].get("lang") == "zh-CN"
    assert page.text("title").endswith(" - 双随机抽查公示")
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
    assert page.all("a")[0].get("href") == "#main"  # the skip link comes first


def check_names(page: Page) -> None:
    """Ids are unique, and what is named by one is there."""
    counted = Counter(e.get("id") for e in page.tree.iter() if e.get("id"))
    assert [name for name, count in counted.items() if count > 1] == []
    for element in page.tree.iter():
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            assert set(element.get(attribute, "").split()) <= counted.keys()
        assert element.get("role") != "region" or element.get("aria-label")


def check_forms(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    for element in page.all("input") + page.all("select"):
        assert element.get("id") in labelled or element.get("type") == "hidden"
    for form in page.all("form"):
        tokens = [e for e in form.iter(f"{HTML}input") if e.get("name") == "csrf_token"]
        assert len(tokens) == (form.get("method") == "post")


def check_tables(page: Page) -> None:
    for table in page.all("table"):
        assert table.find(f"{HTML}caption") is not None
        for cell in table.iter(f"{HTML}th"):
            assert cell.get("scope") in ("col", "row")


def check_confined(page: Page) -> None:
    """Nothing from elsewhere, and no script or style in the page's own text."""
    assert page.all("script") == page.all("style") == page.all("iframe") == []
    for element in page.tree.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        for attribute in ("href", "src", "action", "srcset", "data"):
            parts = urlsplit(element.get(attribute, ""))
            assert (parts.scheme, parts.netloc) == ("", ""), element.attrib
