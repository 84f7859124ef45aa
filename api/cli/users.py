"""`sampler user`: accounts from the shell, the first ones above all."""

from collections.abc import Callable, Sequence

import click

from api.access import acting, ask, ask_somewhere
from api.cli.console import Console
from api.cli.options import TranslatedGroup, actor_option, json_option, option
from api.cli.wired import open_wiring
from api.jobs import users as jobs
from api.role_words import grant_words
from api.wiring import Wiring, now
from api.words import _
from sampler.credential import fold_name
from sampler.role import Grant, parse_grant
from sampler.store.queries.bureaus import bureau_names
from sampler.store.queries.users import UserEntry, users
from sampler.store.queries.users import user as find_user
from sampler.trail import Actor
from sampler.work import users as acts
from sampler.work.users import NewUser


@click.group(cls=TranslatedGroup, help="用户：新建、角色、密码、停用")
def user() -> None:
    pass


generate_option = option("--generate", is_flag=True, help="由系统给出密码，显示一次")
role_option = option("--role", "roles", multiple=True, help="角色，或 角色@监管所代码；可重复")


@user.command(help="新建用户；第一次登录时必须改密码")
@click.argument("name")
@role_option
@option("--full-name", help="姓名，默认同用户名")
@option("--bureau", help="所在单位的代码，默认全机关")
@generate_option
@actor_option
@json_option
@click.pass_obj
def create(
    console: Console, name: str, roles: Sequence[str], full_name: str, bureau: str, generate: bool, actor: str
) -> None:
    new = NewUser(name=fold_name(name), full_name=full_name or fold_name(name), bureau=bureau)
    grants = [parse_grant(role) for role in roles]
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "create_user", new.bureau)
        for grant in grants:
            ask(wiring, person, "grant", grant.bureau)
        password = jobs.create_user(wiring, person, new, grants, _password(console, generate))
    _told(console, new.name, password if generate else None)


def _password(console: Console, generate: bool) -> str | None:
    """What is typed twice; None where the system shall give one."""
    if generate:
        return None
    words = console.words
    asked: str = click.prompt(words("密码"), hide_input=True, confirmation_prompt=words("再输一次"), err=True)
    return asked


def _told(console: Console, name: str, password: str | None) -> None:
    """The account, with the password that nobody can ever ask for again."""
    given = {"password": password} if password else {}
    console.answer({"user": name, **given}, ["  ".join([name, *given.values()])])


@user.command("list", help="列出用户")
@actor_option
@json_option
@click.pass_obj
def list_command(console: Console, actor: str) -> None:
    with open_wiring() as wiring:
        within = ask_somewhere(wiring, Actor(name=actor), "see_users")
        with wiring.store.reading() as session:
            seen = [one for one in users(session) if within(one.bureau)]
            names = bureau_names(session)
    rows = [_row(one) for one in seen]
    lines = [
        "  ".join([one.name, one.full_name, *(grant_words(grant, console.words, names) for grant in one.grants)])
        + (f"  [{console.words('已停用')}]" if one.locked else "")
        for one in seen
    ]
    console.answer({"users": rows}, lines)


def _row(one: UserEntry) -> dict[str, object]:
    return {
        "user": one.name,
        "full_name": one.full_name,
        "bureau": one.bureau,
        "roles": [str(grant) for grant in one.grants],
        "locked": one.locked,
        "second_factor": one.second_factor is not None,
    }


def _act(wiring: Wiring, actor: str, name: str, act: Callable[..., object], *more: object, bureau: str | None) -> None:
    """One act on a user, asked for and performed."""
    person = ask(wiring, Actor(name=actor), act.__name__, bureau)
    with acting(wiring, person, act.__name__, acts.subject(name)) as session:
        act(session, person, now(), name, *more)


def _home(wiring: Wiring, name: str) -> str | None:
    with wiring.store.reading() as session:
        return find_user(session, name).bureau


def _grant_or_revoke(console: Console, act: Callable[..., object], name: str, role: str, actor: str) -> None:
    given: Grant = parse_grant(role)
    with open_wiring() as wiring:
        ask(wiring, Actor(name=actor), act.__name__, _home(wiring, name))
        _act(wiring, actor, name, act, given, bureau=given.bureau)
        with wiring.store.reading() as session:
            names = bureau_names(session)
    console.answer({"user": name, "role": str(given)}, [f"{name}  {grant_words(given, console.words, names)}"])


@user.command(help="授予角色：角色，或 角色@监管所代码")
@click.argument("name")
@click.argument("role")
@actor_option
@json_option
@click.pass_obj
def grant(console: Console, name: str, role: str, actor: str) -> None:
    _grant_or_revoke(console, acts.grant, name, role, actor)


@user.command(help="收回角色")
@click.argument("name")
@click.argument("role")
@actor_option
@json_option
@click.pass_obj
def revoke(console: Console, name: str, role: str, actor: str) -> None:
    _grant_or_revoke(console, acts.revoke, name, role, actor)


@user.command(help="重置密码，第一次登录时必须改掉")
@click.argument("name")
@generate_option
@actor_option
@json_option
@click.pass_obj
def reset(console: Console, name: str, generate: bool, actor: str) -> None:
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "reset_password", _home(wiring, name))
        password = jobs.reset_password(wiring, person, name, _password(console, generate))
    _told(console, name, password if generate else None)


def _simple(verb: str, act: Callable[..., object], explained: str) -> None:
    """A command that does one act on a user and needs nothing but the name."""

    @user.command(verb, help=explained)
    @click.argument("name")
    @actor_option
    @json_option
    @click.pass_obj
    def command(console: Console, name: str, actor: str) -> None:
        with open_wiring() as wiring:
            _act(wiring, actor, name, act, bureau=_home(wiring, name))
        console.answer({"user": name}, [name])


_simple("lock", acts.lock_user, _("停用：登录立刻结束，不能再登录"))
_simple("unlock", acts.unlock_user, _("启用；失败次数清零"))
_simple("reset-second-factor", acts.reset_second_factor, _("手机丢失：解除动态验证码，下次登录时重新绑定"))
