"""`/staff/sign-in`, `/staff/second-factor`, `/staff/sign-out`: in and out."""

from io import BytesIO

import segno
from flask import redirect, request, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.authority import shown_name
from api.jobs import sessions as jobs
from api.pages.staff import staff_blueprint, staff_page, wrong_page
from api.pages.typed import visible
from api.visitor import TOKEN, agent, current_visitor, keep_token, known_visitor, origin, own_address
from api.wiring import chance, current_wiring, now
from sampler.credential import totp_secret, totp_uri
from sampler.errors import Missing, Refused
from sampler.store.tables.sessions import Stage
from sampler.work import sessions as acts

sessions = staff_blueprint("sessions")

NEXT, SECRET = "next", "secret"  # what the cookie remembers on the way in
FIELDS = {"code_wrong": "code", "password_wrong": "password"}


def onward(address: str) -> Answer:
    """To a page of the staff's own."""
    return redirect(request.script_root + own_address(address), 303)


@sessions.get("/staff/sign-in")
def sign_in_form() -> str | Answer:
    visitor = known_visitor()
    if visitor and visitor.person.complete:
        return onward(request.args.get("next", ""))
    ended = TOKEN in session and visitor is None
    return staff_page("sign_in.html", wrong={}, name="", ended=ended, **_entrance(request.args.get("next", "")))


def _entrance(address: str) -> dict[str, object]:
    return {"next": own_address(address), "policy": current_wiring().settings.policy}


@sessions.post("/staff/sign-in")
def sign_in() -> tuple[str, int] | Answer:
    typed, address = visible(request.form.get("name", "")), request.form.get("next", "")
    try:
        opened = jobs.sign_in(current_wiring(), typed, request.form.get("password", ""), origin=origin(), agent=agent())
    except Refused as error:
        return wrong_page(error, "name", "sign_in.html", name=typed, ended=False, **_entrance(address))
    keep_token(opened.token)
    if opened.stage is Stage.COMPLETE:
        return onward(address)
    session[NEXT] = own_address(address)
    return redirect(url_for("sessions.second_factor_form"), 303)


@sessions.post("/staff/sign-out")
def sign_out() -> Answer:
    person = current_visitor().person
    try:
        with acting(current_wiring(), current_visitor().actor, "sign_out", f"user:{person.user.name}") as writing:
            acts.sign_out(writing, current_visitor().actor, now(), person.hash)
    except Missing:
        pass  # it has just ended otherwise
    session.clear()
    return redirect(url_for("sessions.sign_in_form"), 303)


@sessions.get("/staff/second-factor")
def second_factor_form() -> str | Answer:
    person = current_visitor().person
    if person.complete:
        return onward("")
    if person.user.second_factor is None:
        return redirect(url_for("sessions.enrol_form"), 303)
    return staff_page("second_factor.html", wrong={}, next="")


@sessions.post("/staff/second-factor")
def second_factor() -> tuple[str, int] | Answer:
    visitor = current_visitor()
    try:
        token = jobs.verify_second_factor(
            current_wiring(), visitor.actor, visitor.person.hash, request.form.get("code", "")
        )
    except Refused as error:
        return wrong_page(error, "code", "second_factor.html", next="")
    address = session.get(NEXT, "")
    keep_token(token)
    return onward(address)


@sessions.get("/staff/second-factor/enrol")
def enrol_form() -> str | Answer:
    visitor = current_visitor()
    if visitor.person.user.second_factor and not visitor.person.complete:
        return redirect(url_for("sessions.second_factor_form"), 303)
    return staff_page("enrol.html", wrong={}, **_device())


def _device() -> dict[str, object]:
    """The secret that this browser is being shown, until a code has proved that a device has it."""
    secret = session.setdefault(SECRET, totp_secret(chance))
    issuer = shown_name() or _("双随机抽查")
    code = segno.make(totp_uri(secret, name=current_visitor().name, issuer=issuer), error="m", micro=False)
    drawn = BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, svgclass=None, lineclass=None)
    grouped = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return {"secret": grouped, "qr": Markup(drawn.getvalue().decode())}  # noqa: S704  # segno's own, without words


@sessions.post("/staff/second-factor/enrol")
def enrol() -> str | tuple[str, int] | Answer:
    visitor = current_visitor()
    secret = session.get(SECRET)
    if not isinstance(secret, str):
        return redirect(url_for("sessions.enrol_form"), 303)
    password = request.form.get("password", "") if visitor.person.complete else None
    try:
        enrolled = jobs.enrol_second_factor(
            current_wiring(), visitor.actor, visitor.person.hash, secret, request.form.get("code", ""), password
        )
    except Refused as error:
        return wrong_page(error, FIELDS.get(error.code, "code"), "enrol.html", **_device())
    keep_token(enrolled.token)
    return staff_page("codes.html", codes=enrolled.codes, enrolled=True)
