"""What every page must be, whatever it says."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
SITE_NAMES = {"zh-CN": "双随机抽查公示", "en": "Random inspections"}
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

    @property
    def language(self) -> str:
        return self.all("html")[0].get("lang", "")

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
    for check in (check_head, check_names, check_forms, check_tables, check_confined, check_language):
        check(page)
    return page


def check_headers(response: TestResponse) -> None:
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert HEADERS.items() <= dict(response.headers).items()


def check_head(page: Page) -> None:
    assert page.text("title").endswith(f" - {SITE_NAMES[page.language]}")
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
        assert element.get("role") != "group" or element.get("aria-label")


def check_forms(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    for element in page.all("input") + page.all("select"):
        assert element.get("id") in labelled or "hidden" in (element.get("type"), *element.attrib)
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
    assert page.all("style") == page.all("iframe") == []
    assert [e for e in page.all("script") if "src" not in e.attrib or e.text] == []
    for element in page.tree.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        for attribute in ("href", "src", "action", "srcset", "data"):
            parts = urlsplit(element.get(attribute, ""))
            assert (parts.scheme, parts.netloc) == ("", ""), element.attrib


def check_language(page: Page) -> None:
    """An English page holds Chinese only where it says so; the title and the description have no way to say it."""
    if page.language == "en":
        assert [text for text in said(page.all("body")[0]) if CHINESE.search(text)] == []


def said(element: Element) -> Iterator[str]:
    """What is read out of an element in its own language."""
    if element.get("lang") not in (None, "en"):
        return
    yield from (element.get(name, "") for name in ("aria-label", "title", "alt", "placeholder"))
    yield element.text or ""
    for child in element:
        yield from said(child)
        yield child.tail or ""
