"""`/staff/users`: accounts and what they may do, each administrator's part of it."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.jobs import users as jobs
from api.messages import message
from api.pages.staff import bureau_names, staff_blueprint, staff_page, wrong_page
from api.pages.typed import visible
from api.role_words import ROLES
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.credential import fold_name
from sampler.errors import Conflict, Invalid, Missing, Refused
from sampler.role import PERMISSIONS, Grant, Role, parse_grant
from sampler.store.queries.users import user
from sampler.store.queries.users import users as all_users
from sampler.work import users as acts
from sampler.work.users import NewUser

users = staff_blueprint("users")

FIELDS = {"user_name_malformed": "name", "user_name_taken": "name", "full_name_malformed": "full_name"}
WRONG = (Invalid, Refused, Missing, Conflict)


@users.get("/staff/users")
def listed() -> str:
    visitor = current_visitor()
    with current_wiring().store.reading() as session:
        everybody = all_users(session)
    seen = [one for one in everybody if visitor.may_on("see_users", one.bureau)]
    return staff_page("users.html", users=seen, names=bureau_names())


def bureau_choices(act: str) -> list[tuple[str, str]]:
    """(code, name) of every bureau that the visitor may do `act` to; "" is the whole authority."""
    visitor, names = current_visitor(), bureau_names()
    known = {*visitor.tree, *filter(None, visitor.tree.values())}
    choices = [(code, names.get(code, code)) for code in sorted(known) if visitor.may_on(act, code)]
    return [("", _("全机关")), *choices] if visitor.may_on(act, None) else choices


@users.get("/staff/users/new")
def new() -> str:
    return staff_page("user_new.html", wrong={}, given={}, bureaus=bureau_choices("create_user"))


@users.post("/staff/users/new")
def create() -> str | tuple[str, int]:
    given = {name: visible(typed) for name, typed in request.form.items()}
    made = NewUser(
        name=fold_name(given.get("name", "")),
        full_name=given.get("full_name", "").strip(),
        bureau=given.get("bureau") or None,
    )
    actor = current_visitor().ask("create_user", made.bureau)
    try:
        password = jobs.create_user(current_wiring(), actor, made)
    except WRONG as error:
        field = FIELDS.get(error.code, "bureau")
        facts = {"given": given, "bureaus": bureau_choices("create_user")}
        return wrong_page(error, field, "user_new.html", **facts)
    done = _("已经新建。角色由安全管理员授予。")
    return staff_page("secret.html", heading=_("新建用户"), name=made.name, password=password, done=done)


@users.get("/staff/users/<name>")
def show(name: str) -> str:
    visitor = current_visitor()
    with current_wiring().store.reading() as session:
        found = user(session, name)
    another = found.name != visitor.name
    return staff_page(
        "user.html",
        wrong={},
        user=found,
        names=bureau_names(),
        may={act: another and visitor.may_on(act, found.bureau) for act in PERMISSIONS},
        roles=[(str(role), _(ROLES[role])) for role in Role],
        bureaus=bureau_choices("grant"),
    )


def act_on(name: str, act: Callable[..., object], done: str, *more: object) -> Answer:
    """Perform an act on a user, then show the user again with what came of it."""
    actor = current_visitor().actor
    try:
        with acting(current_wiring(), actor, act.__name__, acts.subject(name)) as session:
            act(session, actor, now(), name, *more)
    except WRONG as error:
        flash(message(error, _), "wrong")
    else:
        flash(done)
    return redirect(url_for("users.show", name=name), 303)


def asked_grant(form: Mapping[str, str]) -> Grant:
    """`ROLE@BUREAU`, in one field or in two; `Invalid`."""
    bureau = form.get("bureau", "")
    return parse_grant(form.get("grant") or form.get("role", "") + (f"@{bureau}" if bureau else ""))


@users.post("/staff/users/<name>/grants")
def grant(name: str) -> Answer:
    given = asked_grant(request.form)
    current_visitor().ask("grant", given.bureau)
    return act_on(name, acts.grant, _("已经授予。"), given)


@users.post("/staff/users/<name>/grants/revoke")
def revoke(name: str) -> Answer:
    taken = asked_grant(request.form)
    current_visitor().ask("revoke", taken.bureau)
    return act_on(name, acts.revoke, _("已经收回。"), taken)


@users.post("/staff/users/<name>/password")
def reset_password(name: str) -> str | Answer:
    try:
        password = jobs.reset_password(current_wiring(), current_visitor().actor, name)
    except WRONG as error:
        flash(message(error, _), "wrong")
        return redirect(url_for("users.show", name=name), 303)
    done = _("已经重置，本人的登录全部结束。")
    return staff_page("secret.html", heading=_("重置密码"), name=name, password=password, done=done)


@users.post("/staff/users/<name>/second-factor/reset")
def reset_second_factor(name: str) -> Answer:
    return act_on(name, acts.reset_second_factor, _("已经解除，本人下次登录时重新绑定。"))


@users.post("/staff/users/<name>/sessions/end")
def end_sessions(name: str) -> Answer:
    return act_on(name, acts.end_sessions, _("本人的登录已经全部结束。"))


@users.post("/staff/users/<name>/lock")
def lock(name: str) -> Answer:
    return act_on(name, acts.lock_user, _("已经停用。"))


@users.post("/staff/users/<name>/unlock")
def unlock(name: str) -> Answer:
    return act_on(name, acts.unlock_user, _("已经启用。"))
