"""The staff's first day: they sign in, bind a device, are locked out, meet a closed door. Without JavaScript."""

import dataclasses
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from api.jobs.users import create_user
from api.passwords import Passwords
from api.wiring import Wiring, now, wire
from sampler.credential import fold_name
from sampler.role import parse_grant
from sampler.store.queries.users import user
from sampler.trail import Actor
from sampler.work.users import NewUser
from tests.api.people import CHEAP
from tests.site import Site

GIVEN, CHOSEN = "Given-first-1", "Chosen-later-2"
OWN, FOREIGN = "410212101", "410212106"
WIDTHS = (360, 390, 768, 1280)


@pytest.fixture(scope="module")
def office(site: Site) -> Iterator[Wiring]:
    """The authority that the server serves, with people who never signed in."""
    wiring = dataclasses.replace(wire(site.wiring.settings), passwords=Passwords(CHEAP))
    for name, full_name, grant in (
        ("chen.jing", "陈静", "security_administrator"),
        ("li.na", "李娜", f"bureau_clerk@{OWN}"),
        ("sun.li", "孙丽", f"bureau_clerk@{OWN}"),
        ("zhao.lei", "赵磊", "releasing_reviewer"),
        ("ma.hong", "马红", "operator"),
    ):
        new = NewUser(name=name, full_name=full_name, bureau=OWN)
        create_user(wiring, Actor(name="console"), new, [parse_grant(grant)], GIVEN)
    yield wiring
    wiring.store.close()


def sign_in(page: Page, name: str, password: str, path: str = "/staff") -> None:
    page.goto(path)
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def choose_password(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    page.get_by_label("现在的密码").fill(GIVEN)
    page.get_by_label("新密码", exact=True).fill(CHOSEN)
    page.get_by_label("再输一次新密码").fill(CHOSEN)
    page.get_by_role("button", name="修改").click()


def bind_device(page: Page) -> TOTP:
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    device = TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("验证码").fill(device.at(now()))
    page.get_by_role("button", name="绑定").click()
    return device


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作人员登录")


def refuses(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert").get_by_text(sentence)).to_be_visible()


def test_first_sign_in_with_a_second_factor(page: Page, office: Wiring) -> None:
    sign_in(page, "Zhao.Lei", GIVEN)
    device = bind_device(page)
    codes = page.get_by_role("list", name="备用码").get_by_role("listitem").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="已经抄好，继续").click()
    choose_password(page)
    expect(page.get_by_text("赵磊，您好。")).to_be_visible()
    expect(page.get_by_text("密码已经修改。")).to_be_visible()
    sign_out(page)

    sign_in(page, "zhao.lei", CHOSEN, "/staff/roles")
    expect(page.get_by_role("heading", level=1)).to_have_text("动态验证码")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="继续").click()
    refuses(page, "验证码不对，或已经用过")
    page.get_by_label("验证码").fill(codes[0])
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("角色和权限")  # where it began
    page.get_by_role("link", name="赵磊").click()
    expect(page.get_by_text("还有 9 个备用码没有用过。")).to_be_visible()
    with office.store.reading() as session:
        assert user(session, fold_name("Zhao.Lei")).second_factor is not None
    assert len(device.secret) == 32


def test_five_wrong_passwords_and_the_name_is_locked(page: Page, office: Wiring) -> None:
    for _ in range(5):
        sign_in(page, "sun.li", "Wrong-password-9")
        refuses(page, "用户名或密码不对")
        expect(page.get_by_label("用户名")).to_be_focused()
        expect(page.get_by_label("用户名")).to_have_value("sun.li")
    sign_in(page, "sun.li", GIVEN)
    refuses(page, "失败次数太多，请过 15 分钟再试")
    page.goto("/staff")
    expect(page.get_by_role("heading", level=1)).to_have_text("工作人员登录")


def test_a_clerk_meets_a_closed_door_at_a_foreign_bureau(page: Page, office: Wiring) -> None:
    sign_in(page, "li.na", GIVEN)
    choose_password(page)
    page.get_by_role("navigation", name="工作导航").get_by_role("link", name="监管所").click()
    expect(page.get_by_role("link", name="朱仙镇市场监管所")).to_have_count(0)
    page.get_by_role("link", name="陈留市场监管所").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("陈留市场监管所")
    with page.expect_response(lambda response: response.status == 403):
        page.goto(f"/staff/bureaus/{FOREIGN}")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
    expect(page.get_by_text("看一个监管所")).to_be_visible()
    page.get_by_role("link", name="回到工作台").click()
    expect(page.get_by_text("李娜，您好。")).to_be_visible()


def test_an_administrator_locks_an_account_and_its_owner_is_out(page: Page, office: Wiring, address: str) -> None:
    browser = page.context.browser
    assert browser
    elsewhere = browser.new_page(base_url=address, java_script_enabled=False, locale="zh-CN")
    sign_in(elsewhere, "ma.hong", GIVEN)
    choose_password(elsewhere)

    sign_in(page, "chen.jing", GIVEN)
    bind_device(page)
    page.get_by_role("link", name="已经抄好，继续").click()
    choose_password(page)
    page.get_by_role("navigation", name="工作导航").get_by_role("link", name="用户").click()
    page.get_by_role("link", name="ma.hong").click()
    page.locator("summary", has_text="停用").click()  # opens; only the button inside acts
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_text("已经停用。")).to_be_visible()

    elsewhere.get_by_role("link", name="马红").click()
    expect(elsewhere.get_by_text("上次登录已经结束")).to_be_visible()
    sign_in(elsewhere, "ma.hong", CHOSEN)
    refuses(elsewhere, "账号已停用")
    elsewhere.close()

    for path in ("/staff", "/staff/users", "/staff/users/ma.hong", "/staff/account", "/staff/account/password",
                 "/staff/bureaus", f"/staff/bureaus/{OWN}", "/staff/roles", "/staff/second-factor/enrol"):  # fmt: skip
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_keyboard_alone_signs_in(page: Page, office: Wiring) -> None:
    page.goto("/staff/sign-in")
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type("nobody")
    page.keyboard.press("Tab")
    page.keyboard.type("Wrong-password-9")
    page.keyboard.press("Enter")
    refuses(page, "用户名或密码不对")
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("alert").get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("用户名")).to_be_focused()
