"""One entity, asked of every draw, and answered so that the answer can be computed at home."""

import re
import subprocess
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sampler.entity import CREDIT_CODE_ALPHABET, printed
from tests.api.conftest import Visit
from tests.api.page import HTML, Page, read_page
from tests.site import (
    ANNOUNCED,
    CALLED_OFF,
    EXCLUDED,
    PUBLIC,
    REGISTERED,
    REHEARSAL,
    RELEASED,
    SEALED,
    UNKNOWN,
    VOID,
    Site,
    codes_of,
)


def answers(page: Page) -> dict[str, str]:
    """What the page says of each draw, by draw_id."""
    found = {}
    for article in page.all("article"):
        link = next(article.iter(f"{HTML}a")).get("href", "")
        found[link.removeprefix("/draws/")] = " ".join("".join(article.itertext()).split())
    return found


def command(page_text: str) -> str:
    match = re.search(r"printf '%s' \"[^\"]+\" \| sha256sum", unescape(page_text))
    assert match
    return match[0]


def test_a_drawn_entity_is_told_everything_public(visit: Visit, site: Site) -> None:
    target = site.released.drawn.targets[0]
    told = answers(visit(f"/search?credit_code={target.id}"))
    assert set(told) == set(PUBLIC)
    text = told[RELEASED]
    assert "抽中" in text
    assert "本层第 1 位" in text
    assert "2 人，随机选派" in text
    assert "未发现问题" in text
    assert "检查完成于 2026年10月12日" in text
    assert target.ticket in text


@pytest.mark.parametrize("which", ["drawn", "not_drawn"])
def test_the_printed_command_gives_the_printed_ticket(visit: Visit, site: Site, which: str) -> None:
    code = getattr(site, which)(RELEASED)
    text = answers(visit(f"/search?credit_code={code}"))[RELEASED]
    printed = subprocess.run(["bash", "-c", command(text)], capture_output=True, text=True, check=True)
    assert printed.stdout.split()[0] in text


def test_every_drawn_entity_is_said_to_be_drawn_and_no_other(client: FlaskClient, site: Site) -> None:
    drawn = {target.id for target in site.released.drawn.targets}
    others = [code.decode() for code in site.frame.ids.tolist() if code.decode() not in drawn][::7]
    for code in [*drawn, *others]:
        text = answers(read_page("/search", client.get(f"/search?credit_code={code}")))[RELEASED]
        assert ("没有抽中" in text) is (code not in drawn)


def test_who_was_not_in_the_frame_hears_why(visit: Visit) -> None:
    assert "原因：注销" in answers(visit(f"/search?credit_code={EXCLUDED}"))[RELEASED]
    assert "没有这个代码" in answers(visit(f"/search?credit_code={UNKNOWN}"))[RELEASED]


def test_each_state_has_its_answer(visit: Visit, site: Site) -> None:
    told = answers(visit(f"/search?credit_code={site.drawn(SEALED)}"))
    assert "等待摇号" in told[ANNOUNCED]
    assert "名单密封中" in told[SEALED]
    assert "抽取已经作废" in told[VOID]
    assert "抽取已经作废" in told[CALLED_OFF]
    assert "不会据此检查任何人" in told[REHEARSAL]
    assert "sha256sum" not in told[ANNOUNCED] + told[SEALED] + told[CALLED_OFF]


def test_a_sealed_draw_answers_everybody_alike(visit: Visit, site: Site) -> None:
    """Whether an entity was drawn must not show in its answer."""
    drawn = {target.id for target in site.records[SEALED].drawn.targets}
    alike = codes_of("individual")[::2]  # one stratum, one bureau
    texts = {code in drawn: answers(visit(f"/search?credit_code={code}"))[SEALED] for code in alike}
    assert texts[True] == texts[False]
    assert "名次" not in texts[True]


def test_a_code_is_read_as_it_is_typed(visit: Visit, site: Site) -> None:
    code = site.drawn(RELEASED)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in f"{code[:8]} {code[8:].lower()}" if c != " ")
    page = visit(f"/search?credit_code={quote(wide)}")
    assert answers(page) == answers(visit(f"/search?credit_code={code}"))
    assert "已统一为半角大写" in page.text()


def test_a_registration_number_is_shown_as_on_its_licence_and_computed_with_its_mark(visit: Visit) -> None:
    number = printed(REGISTERED)
    for typed in (number, REGISTERED):
        page = visit(f"/search?credit_code={quote(typed)}")
        assert page.text("h2") == f"查询结果 {number}"
        assert "已统一为" not in page.text()
        text = answers(page)[RELEASED]
        shown = subprocess.run(["bash", "-c", command(text)], capture_output=True, text=True, check=True)
        assert shown.stdout.split()[0] in text
        assert f"|{REGISTERED}" in command(text)
        assert "注册号前面的 R: 两个字符" in text
    assert "注册号前面的" not in visit(f"/search?credit_code={UNKNOWN}").text()
    proof = visit(f"/draws/{RELEASED}/proofs/{REGISTERED}")
    assert proof.text("h1") == f"入框证明 {number}"
    assert f"'{REGISTERED}'" in proof.text("pre")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("91350100M000100Y43"[:-1] + "4", "最后一位应是“3”，您输入的是“4”"),
        ("91350100M000100Y4Z", "代码里不会有“Z”"),
        ("9135", "您输入的是 4 位"),
        ("440301103097414", "校验位不对"),
    ],
)
def test_a_slip_is_told_kindly_and_kept_in_the_box(visit: Visit, typed: str, said: str) -> None:
    page = visit(f"/search?credit_code={typed}", 400)
    assert said in page.text("form")
    box = page.all("input")[0]
    assert (box.get("value"), box.get("aria-invalid")) == (typed, "true")
    assert "credit_code_wrong" in box.get("aria-describedby", "")


def test_nothing_asked_shows_how_to_ask(visit: Visit) -> None:
    for path in ("/search", "/search?credit_code=", "/search?credit_code=%20"):
        assert "代码在哪里" in visit(path).text()


hostile = st.one_of(
    st.text(max_size=300),
    st.text(CREDIT_CODE_ALPHABET, min_size=18, max_size=18),
    st.sampled_from(
        ["<script>alert(1)</script>", "' OR 1=1 --", "{{7*7}}", "%00", "\x00", "../../etc/passwd", "X:A:1", "\u202e"]
    ),
)


@given(hostile)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_page(client: FlaskClient, typed: str) -> None:
    response = client.get("/search", query_string={"credit_code": typed})
    assert response.status_code in (200, 400)
    assert read_page("/search", response).text("h1") == "查一户市场主体是否被抽中"
