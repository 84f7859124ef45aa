"""`/staff/settings`: what the authority is called, and the days on which it works."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.authority import authority_of
from api.gates import LIST
from api.pages.lists import wrong_list_page
from api.pages.staff import staff_blueprint, staff_page, wrong_page
from api.pages.typed import visible
from api.uploads import keep_upload
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.day import day_in_china
from sampler.errors import Invalid
from sampler.store.queries.authority import Authority, working_days
from sampler.store.queries.authority import authority as said_authority
from sampler.work import authority as acts
from sampler.working_days import DAYS_TO_PUBLISH, read_working_days

authority = staff_blueprint("authority")

FIELDS = {"authority_name_malformed": "name", "red_head_malformed": "red_head", "division_unknown": "division"}


def _facts(given: Authority | None = None) -> dict[str, object]:
    wiring, today = current_wiring(), day_in_china(now())
    with wiring.store.reading() as session:
        said, known = said_authority(session), working_days(session)
    return {
        "said": given or said,
        "effective": authority_of(wiring),
        "years": known.years,
        "today": today,
        "publish_by": known.after(today, DAYS_TO_PUBLISH),
        "to_publish": DAYS_TO_PUBLISH,
        "unknown": known.gap(today),
        "longest": LIST,
    }


@authority.get("/staff/settings")
def show() -> str:
    return staff_page("authority.html", wrong={}, problems=(), **_facts())


@authority.post("/staff/settings")
def change() -> tuple[str, int] | Answer:
    typed = {name: visible(request.form.get(name, "")).strip() for name in ("name", "red_head", "division")}
    said = Authority(**typed)
    actor = current_visitor().actor
    try:
        with acting(current_wiring(), actor, "change_settings", acts.SETTINGS) as session:
            acts.change_settings(session, actor, now(), said)
    except Invalid as error:
        return wrong_page(error, FIELDS[error.code], "authority.html", problems=(), **_facts(said))
    flash(_("已经改好。"))
    return redirect(url_for("authority.show"), 303)


@authority.post("/staff/settings/working-days")
def change_working_days() -> tuple[str, int] | Answer:
    wiring, actor = current_wiring(), current_visitor().actor
    try:
        days = read_working_days(wiring.intake.path(keep_upload(wiring)))
    except Invalid as error:
        return wrong_list_page(error, "file", "authority.html", **_facts())
    with acting(wiring, actor, "change_working_days", acts.SETTINGS) as session:
        acts.change_working_days(session, actor, now(), days)
    flash(_("工作日安排已经登记。"))
    return redirect(url_for("authority.show"), 303)
