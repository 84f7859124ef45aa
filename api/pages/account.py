"""`/staff/account`: one's own account."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.jobs import sessions as jobs
from api.pages.staff import bureau_names, staff_blueprint, staff_page, wrong_page
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.errors import Invalid, Refused
from sampler.store.queries.sessions import sessions_of
from sampler.store.queries.users import backup_codes_left
from sampler.work import sessions as acts

account = staff_blueprint("account")

FIELDS = {"password_wrong": "current", "passwords_differ": "again"}


@account.get("/staff/account")
def show() -> str:
    return staff_page("account.html", wrong={}, **_facts())


def _facts() -> dict[str, object]:
    visitor, wiring = current_visitor(), current_wiring()
    with wiring.store.reading() as session:
        mine = sessions_of(session, visitor.name, now(), wiring.settings.policy)
        codes_left = backup_codes_left(session, visitor.name)
    return {
        "sessions": mine,
        "codes_left": codes_left,
        "names": bureau_names(),
    }


@account.get("/staff/account/password")
def password_form() -> str:
    return staff_page("password.html", wrong={}, policy=current_wiring().settings.policy)


@account.post("/staff/account/password")
def set_password() -> tuple[str, int] | Answer:
    visitor, wiring, new = current_visitor(), current_wiring(), request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            raise Invalid("passwords_differ")
        jobs.set_password(wiring, visitor.actor, visitor.person.hash, request.form.get("current", ""), new)
    except (Invalid, Refused) as error:
        return wrong_page(error, FIELDS.get(error.code, "new"), "password.html", policy=wiring.settings.policy)
    flash(_("密码已经修改。"))
    return redirect(url_for("staff.show"), 303)


@account.post("/staff/account/backup-codes")
def renew_backup_codes() -> str | tuple[str, int]:
    try:
        codes = jobs.renew_backup_codes(current_wiring(), current_visitor().actor, request.form.get("code", ""))
    except Refused as error:
        return wrong_page(error, "code", "account.html", **_facts())
    return staff_page("codes.html", codes=codes, enrolled=False)


@account.post("/staff/account/sessions/<key>/end")
def end_session(key: str) -> Answer:
    visitor = current_visitor()
    with acting(current_wiring(), visitor.actor, "end_session", f"user:{visitor.name}") as session:
        acts.end_session(session, visitor.actor, now(), key)
    flash(_("已经结束那次登录。"))
    return redirect(url_for("account.show"), 303)
