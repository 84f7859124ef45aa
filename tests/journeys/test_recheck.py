"""The draw computed again in the reader's browser, from the files that the site serves, and asked for one entity."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from sampler.seed import ticket
from tests.site import ANNOUNCED, EXCLUDED, RELEASED, SEALED, UNKNOWN, Site


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A tab with JavaScript, none of whose requests may leave the site, and which has nothing to complain of."""
    context = browser.new_context(base_url=address, locale="zh-CN")
    opened = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert complaints == []


def recompute(tab: Page, draw_id: str = RELEASED, button: str = "开始重算") -> None:
    tab.goto(f"/draws/{draw_id}")
    tab.get_by_role("button", name=button).click()


def test_the_published_record_holds(tab: Page) -> None:
    recompute(tab)
    expect(tab.locator("[data-state=holds]")).to_be_visible()
    expect(tab.locator("[data-state=holds]")).to_contain_text("150 户的票号")
    tab.get_by_text("这次重算没有证明的事").click()
    expect(tab.locator("[data-not-proved]")).to_contain_text("公共值未与来源核对")


def test_in_english(tab: Page) -> None:
    tab.goto(f"/draws/{RELEASED}?lang=en")
    tab.get_by_role("button", name="Recompute").click()
    expect(tab.locator("[data-state=holds]")).to_contain_text("Everything agrees")
    tab.get_by_label("Look up one entity").fill(UNKNOWN)
    tab.get_by_role("button", name="Look up").click()
    expect(tab.locator("[data-answer=absent]")).to_contain_text("Not in this registry")


def test_one_entity_is_answered_in_words(tab: Page, site: Site) -> None:
    recompute(tab)
    box, ask = tab.get_by_label("用刚才的计算查一户"), tab.get_by_role("button", name="查", exact=True)
    target = site.released.drawn.targets[0]
    box.fill("".join(chr(ord(c) + 0xFEE0) for c in target.id.lower()))  # full width and lower case
    ask.click()
    drawn = tab.locator("[data-answer=drawn]")
    expect(drawn).to_contain_text("抽中")
    expect(drawn).to_contain_text(target.ticket)
    expect(drawn).to_contain_text("排在第 1 位")
    box.fill(site.not_drawn(RELEASED))
    ask.click()
    expect(tab.locator("[data-answer=not_drawn]")).to_contain_text("它的票号大于截止票号")
    expect(drawn).to_be_hidden()
    box.fill(EXCLUDED)
    ask.click()
    expect(tab.locator("[data-answer=excluded]")).to_contain_text("注销")
    box.fill(UNKNOWN)
    ask.click()
    expect(tab.locator("[data-answer=absent]")).to_contain_text(UNKNOWN)


WORDS = {
    "zh-CN": {
        "drawn": ("抽中", "“农民专业合作社”层，该层 20 户中抽 2 户；它的票号小于或等于截止票号，排在第 1 位"),
        "not_drawn": ("没有抽中", "“个体工商户”层，该层 90 户中抽 9 户；它的票号大于截止票号"),
        "labels": ("开始重算", "用刚才的计算查一户", "查"),
    },
    "en": {
        "drawn": (
            "Drawn",
            "Farmers' cooperative. There 2 of 20 entities are drawn; its ticket is at or below the cutoff",
        ),
        "not_drawn": (
            "Not drawn",
            "Individual business. There 9 of 90 entities are drawn; its ticket is above the cutoff",
        ),
        "labels": ("Recompute", "Look up one entity", "Look up"),
    },
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("verdict", ["drawn", "not_drawn"])
def test_ticket_cutoff_and_verdict_are_told_in_words(tab: Page, site: Site, language: str, verdict: str) -> None:
    """One credit code is enough: nothing has to be read from files or compared by hand."""
    code = site.drawn(RELEASED) if verdict == "drawn" else site.not_drawn(RELEASED)
    stratum = site.released.drawn.strata[0 if verdict == "drawn" else 2]
    start, box, ask = WORDS[language]["labels"]
    tab.goto(f"/draws/{RELEASED}?lang={language}")
    tab.get_by_role("button", name=start).click()
    tab.get_by_label(box).fill(code)
    tab.get_by_role("button", name=ask, exact=True).click()
    answer = tab.locator(f"[data-answer={verdict}]")
    title, sentence = WORDS[language][verdict]
    expect(answer.locator(".verdict")).to_have_text(title)
    for told in (code, sentence, ticket(site.released.seed, code), stratum.cutoff):
        expect(answer).to_contain_text(told)


@pytest.mark.parametrize("name", ["40-sample.tsv", "30-strata.tsv", "50-assignments.tsv", "10-frame.tsv"])
def test_a_changed_file_is_named_with_its_rule(tab: Page, site: Site, name: str) -> None:
    data = site.released.files[name]
    rows = data.split(b"\n")

    def tamper(route: Route) -> None:
        route.fulfill(body=b"\n".join([rows[1], rows[0], *rows[2:]]))

    tab.context.route(f"**/files/{name}", tamper)
    recompute(tab)
    expect(tab.locator("[data-state=differs]")).to_contain_text(f"首先是文件 {name}")
    expect(tab.locator("[data-failures] li").first).to_contain_text(name)
    expect(tab.locator("[data-state=holds]")).to_be_hidden()


def test_a_site_that_breaks_down_is_no_verdict(tab: Page) -> None:
    tab.context.route("**/files/20-seed.txt", lambda route: route.fulfill(status=200, body=b"", headers={}))
    recompute(tab)
    expect(tab.locator("[data-state=differs]")).to_be_visible()
    tab.context.unroute("**/files/20-seed.txt")
    tab.get_by_role("button", name="开始重算").click()  # and again, once it is mended
    expect(tab.locator("[data-state=holds]")).to_be_visible()


@pytest.mark.parametrize(
    ("draw_id", "why"), [(ANNOUNCED, "还没有摇号，没有种子"), (SEALED, "名单揭示以前，种子不公开")]
)
def test_what_cannot_be_computed_yet_says_why(tab: Page, draw_id: str, why: str) -> None:
    tab.goto(f"/draws/{draw_id}")
    expect(tab.get_by_text(why)).to_be_visible()
    expect(tab.get_by_role("button", name="开始重算")).to_have_count(0)


def test_without_a_script_the_way_by_hand_stands_there(page: Page) -> None:
    page.goto(f"/draws/{RELEASED}")
    expect(page.get_by_role("button", name="开始重算")).to_be_hidden()
    expect(page.get_by_text("您的浏览器没有运行脚本")).to_be_visible()
    expect(page.get_by_text("sha256sum -c SHA256SUMS")).to_be_visible()
