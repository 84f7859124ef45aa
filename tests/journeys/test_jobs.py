"""A job under way on its page: how far it is stands in words, in a place of its own."""

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page

from sampler.store.queries.jobs import job_lines
from tests.journeys.office import Office

LANGUAGES = {"zh-CN": ("1.2 MB，共 3 MB", "40%", "还需"), "en": ("1.2 MB of 3 MB", "40%", "left")}
WIDTHS = (1280, 390)


def box(found: Locator) -> FloatRect:
    seen = found.bounding_box()
    assert seen is not None
    return seen


def bottom(found: Locator) -> float:
    return box(found)["y"] + box(found)["height"]


def bar_keeps_to_itself(page: Page) -> bool:
    """Its words end within it, and it ends above the facts."""
    bar = page.locator("main .progress")
    return bottom(bar.locator("p")) <= bottom(bar) <= box(page.locator("main .facts"))["y"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_how_far_a_job_is_stands_above_its_facts(browser: Browser, office: Office, language: str, width: int) -> None:
    with office.wiring.store.reading() as session:
        running = job_lines(session)[0].id
    context = office.enter(browser, "wang.fang", language)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/staff/jobs/{running}")
    told = page.locator("main .progress").inner_text()
    assert [words for words in LANGUAGES[language] if words not in told] == []
    assert bar_keeps_to_itself(page)
    context.close()
