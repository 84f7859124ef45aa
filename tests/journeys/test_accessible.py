"""Every page, public and staff, in both languages, on a desk and on a phone: axe-core finds nothing to complain of, and
nothing is wider than the screen."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.office import PEOPLE, Office
from tests.site import PUBLIC

WIDTHS = (1280, 390)
LANGUAGES = ("zh-CN", "en")
OPEN = ("/", "/search", "/verify", "/chain", "/about", "/nothing", "/staff/sign-in", *(f"/draws/{d}" for d in PUBLIC))
CLOSED = "/staff/bureaus/410212106"  # to who works elsewhere
ADDRESSES = "all => all.map(one => one.getAttribute('href'))"
DETAILS = "document.querySelectorAll('details').forEach(one => { one.open = true })"


def kind(path: str) -> str:
    """Pages that differ in what they are about only are one kind."""
    return re.sub(r"(?<=/)(?:[0-9a-f]{64}|\d+|S\d+)(?=/|$)|(?<=/users/)(?!new)[^/]+|(?<==)[^&]+", "*", path)


def walk(context: BrowserContext, seen: set[str]) -> Iterator[str]:
    """One page of each kind that links lead to, of those that were not seen."""
    waiting, met = ["/staff"], set()
    page = context.new_page()
    while waiting:
        path = waiting.pop(0)
        if kind(path) in met:
            continue
        met.add(kind(path))
        page.goto(path)
        if kind(path) not in seen:
            seen.add(kind(path))
            yield path
        links = page.locator("a[href^='/staff']:not([download])").evaluate_all(ADDRESSES)
        waiting += [link for link in links if not link.endswith((".csv", "export"))]
    page.close()


def complaints(context: BrowserContext, path: str) -> list[str]:
    """What axe-core says of a page on a desk and on a phone, with everything unfolded."""
    page, told = context.new_page(), []
    page.goto(path)
    page.evaluate(DETAILS)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        told += [f"{path} at {width}: {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            told.append(f"{path} at {width}: wider than the screen")
    page.close()
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(browser: Browser, office: Office, language: str) -> None:
    context = office.enter(browser, "", language)
    assert [told for path in OPEN for told in complaints(context, path)] == []
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_pages(browser: Browser, office: Office, language: str) -> None:
    seen: set[str] = set()
    told: list[str] = []
    for name in PEOPLE:
        context = office.enter(browser, name, language)
        for path in [*walk(context, seen), CLOSED]:
            told += complaints(context, path)
        context.close()
    assert told == []
    assert {"/staff/jobs/*", "/staff/imports/*", "/staff/inspectors/*", "/staff/settings", "/staff/users/*"} <= seen
