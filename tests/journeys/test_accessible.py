"""Every page, public and staff, in both languages: axe-core finds nothing to complain of, and nothing is wider than a
desk's or a phone's screen. Where a phone gets another layout, axe-core looks at that too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from api.app import create_app
from tests.api.test_chain import answered, other_authority
from tests.journeys.office import PEOPLE, Office
from tests.sampler.verify.authority import Authority
from tests.site import ANNOUNCED, FROZEN, PUBLIC, RELEASED, SEALED, VOID, codes_of

DESK, PHONE = 1280, 390
LANGUAGES = ("zh-CN", "en")
PROOF = f"/draws/{RELEASED}/proofs/{codes_of('individual')[0]}"
DRAWS = tuple(f"/draws/{draw_id}" for draw_id in PUBLIC)
OPEN = ("/", "/search", "/verify", "/chain", "/about", "/nothing", "/staff/sign-in", PROOF, *DRAWS)
STAFF_DRAWS = tuple(f"/staff/draws/{draw_id}" for draw_id in (ANNOUNCED, FROZEN, RELEASED, SEALED, VOID))
WITNESS = f"/staff/draws/{ANNOUNCED}/witness"
TYPING = tuple(f"/staff/draws/{ANNOUNCED}/ceremony?step={step}" for step in ("notice", "value"))
STEPS = TYPING + tuple(f"/staff/draws/{RELEASED}/ceremony?step={step}" for step in ("strata", "targets", "record"))
ON_PHONES = {"/", "/search", "/chain", DRAWS[0], "/staff", "/staff/jobs", "/staff/snapshots/*", "/staff/draws/*"}
CLOSED = "/staff/bureaus/410212106"  # to who works elsewhere
TEMPLATES = {
    "/staff/jobs/*",
    "/staff/imports/*",
    "/staff/inspectors/*",
    "/staff/settings",
    "/staff/users/*",
    "/staff/trail",
    "/staff/draws",
    "/staff/draws/*",
    "/staff/draws/new",
}
ADDRESSES = "all => all.map(one => one.getAttribute('href'))"
DETAILS = "document.querySelectorAll('details').forEach(one => { one.open = true })"


def kind(path: str) -> str:
    """Pages that differ in what they are about only are one kind."""
    names = r"(?<=/)(?:[0-9a-f]{64}|\d+|S\d+|410212-[\d-]+)(?=/|$)|(?<=/users/)(?!new)[^/]+|(?<==)[^&]+"
    return re.sub(names, "*", path)


def walk(page: Page, seen: set[str]) -> Iterator[str]:
    """Open one page of each kind that links lead to, and stop at each that was not seen."""
    waiting, met = ["/staff"], set()
    while waiting:
        path = waiting.pop(0)
        if kind(path) in met:
            continue
        met.add(kind(path))
        page.goto(path)
        links = page.locator("a[href^='/staff']:not([download])").evaluate_all(ADDRESSES)
        waiting += [link for link in links if not link.endswith((".csv", "export"))]
        if kind(path) not in seen:
            seen.add(kind(path))
            yield path


def complaints(page: Page, path: str) -> list[str]:
    """What there is to say of the page that is open, with everything unfolded."""
    page.evaluate(DETAILS)
    told = []
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        if width == DESK or kind(path) in ON_PHONES or path in ON_PHONES:
            found = Axe().run(page).response["violations"]
            told += [f"{path} at {width}: {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            told.append(f"{path} at {width}: wider than the screen")
    page.set_viewport_size({"width": DESK, "height": 900})
    return told


def visited(page: Page, path: str) -> list[str]:
    page.emulate_media(reduced_motion="reduce")  # what fades in is judged when it is there
    page.goto(path)
    return complaints(page, path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(browser: Browser, office: Office, language: str) -> None:
    page = office.enter(browser, "", language).new_page()
    assert [told for path in OPEN for told in visited(page, path)] == []
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chain_with_faults(browser: Browser, office: Office, tmp_path: Path, language: str) -> None:
    other_authority(Authority(tmp_path))
    answer, judgement = answered(create_app(office.wiring), tmp_path, {"Accept-Language": language})
    assert judgement.faults

    def give(route: Route) -> None:
        route.fulfill(body=answer.text, content_type="text/html; charset=utf-8")

    page = office.enter(browser, "", language).new_page()
    page.route("**/chain", give)
    assert visited(page, "/chain") == []
    assert page.locator(".faults").count()
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_pages(browser: Browser, office: Office, language: str) -> None:
    seen: set[str] = set()
    told: list[str] = []
    for name in PEOPLE:
        page = office.enter(browser, name, language).new_page()
        for path in walk(page, seen):
            told += complaints(page, path)
        page.context.close()
    assert told == []
    assert seen >= TEMPLATES


@pytest.mark.parametrize("language", LANGUAGES)
def test_draws_in_every_state_each_step_of_a_ceremony_and_a_closed_door(
    browser: Browser, office: Office, language: str
) -> None:
    for name, paths in (("wang.fang", (*STAFF_DRAWS, *STEPS)), ("chen.yu", (WITNESS,)), ("li.na", (CLOSED,))):
        page = office.enter(browser, name, language).new_page()
        assert [told for path in paths for told in visited(page, path)] == []
        page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_refused(browser: Browser, office: Office, language: str) -> None:
    page = office.enter(browser, "wang.fang", language).new_page()
    told = []
    for path in ("/staff/draws/new", "/staff/roster/new"):
        page.goto(path)
        with page.expect_navigation():
            page.evaluate("document.querySelector('main form').submit()")  # past what the browser asks for itself
        assert page.locator(".field-wrong, [role=alert]").count(), path
        told += complaints(page, path)
    assert told == []
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_roles_fits_a_desk_and_keeps_its_acts_in_sight_on_a_phone(
    browser: Browser, office: Office, language: str
) -> None:
    context = office.enter(browser, "wang.fang", language)
    page = context.new_page()
    box, act = page.locator(".scroll"), page.locator(".matrix tbody th").first
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto("/staff/roles")
    assert box.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.set_viewport_size({"width": PHONE, "height": 900})
    box.focus()
    box.evaluate("one => { one.scrollLeft = one.scrollWidth }")
    assert box.evaluate("one => one.scrollLeft") > 0
    shown, around = act.bounding_box(), box.bounding_box()
    assert shown
    assert around
    assert shown["x"] == around["x"]
    context.close()
