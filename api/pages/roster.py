"""`/staff/roster`: who may inspect, and who may not inspect whom; `/staff/inspectors`: one of them."""

from collections.abc import Mapping
from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.gates import LIST
from api.jobs import roster as jobs
from api.pages.lists import wrong_fields, wrong_list_page
from api.pages.staff import bureau_names, staff_blueprint, staff_page, wrong_page
from api.pages.typed import visible
from api.uploads import keep_upload
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.codes.duty import OFF_DUTY, ON_DUTY
from sampler.day import day_in_china
from sampler.errors import Conflict, Invalid, Missing, SamplerError
from sampler.registry import form_table
from sampler.roster import ANYWHERE, Roster, recusals_from, roster_from
from sampler.roster.inspectors import UNLIMITED
from sampler.store.queries.bureaus import listed_bureaus
from sampler.store.queries.roster import InspectorEntry, home_of, inspector, inspectors, recusals, registered_roster
from sampler.trail import Actor
from sampler.work import roster as acts

roster = staff_blueprint("roster")

CELLS = ("number", "name", "bureau", "licence", "valid_until", "fields", "expert", "status", "category")

ON_ONE = ("change_inspector", "register_recusals", "withdraw_recusal")


@roster.get("/staff/roster")
def listed() -> str:
    return staff_page("roster.html", wrong={}, problems=(), **_facts())


def _facts() -> dict[str, object]:
    """The visitor's own part of the roster."""
    visitor = current_visitor()
    with current_wiring().store.reading() as session:
        seen = [one for one in inspectors(session) if visitor.may_on("see_roster", one.bureau)]
        numbers = {one.inspector.number for one in seen}
        told = [one for one in recusals(session) if one.inspector in numbers]
    names = {one.inspector.number: one.inspector.name for one in seen}
    today = day_in_china(now())
    return {
        "inspectors": seen,
        "recusals": told,
        "people": names,
        "names": bureau_names(),
        "today": today,
        "sent": sum(one.reason(today) is None for one in seen),
        "longest": LIST,
    }


def _wrong_list(error: SamplerError, field: str) -> tuple[str, int]:
    return wrong_list_page(error, field, "roster.html", **_facts())


@roster.post("/staff/roster")
def register() -> tuple[str, int] | Answer:
    wiring = current_wiring()
    try:
        given = jobs.register_roster(wiring, current_visitor().actor, wiring.intake.path(keep_upload(wiring)))
    except (Invalid, Conflict) as error:
        return _wrong_list(error, "file")
    count = len(given.inspectors) + len(given.off_duty)
    flash(ngettext("%(num)s 名检查人员已经登记。", "%(num)s 名检查人员已经登记。", count))
    return redirect(url_for("roster.listed"), 303)


@roster.post("/staff/roster/recusals")
def register_recusals() -> tuple[str, int] | Answer:
    wiring = current_wiring()
    try:
        path = wiring.intake.path(keep_upload(wiring, "recusals_file"))
        given = jobs.register_recusals(wiring, current_visitor().actor, path)
    except Invalid as error:
        return _wrong_list(error, "recusals_file")
    flash(ngettext("%(num)s 条回避已经登记。", "%(num)s 条回避已经登记。", len(given)))
    return redirect(url_for("roster.listed"), 303)


def _registered() -> Roster:
    with current_wiring().store.reading() as session:
        return registered_roster(session, day_in_china(now()))


def _typed(**fixed: str) -> dict[str, str]:
    """The cells of one row, as the form gives them."""
    return {**{name: visible(request.form.get(name, "")).strip() for name in CELLS}, **fixed}


def _one(cells: Mapping[str, str]) -> Roster:
    """The roster of one person; `Invalid("file_problems")` with every bad field."""
    with current_wiring().store.reading() as session:
        bureaus = listed_bureaus(session)
    return roster_from(form_table(cells), bureaus, on=day_in_china(now()))


def _bureau_choices(act: str) -> list[tuple[str, str]]:
    """The bureaus that the visitor may put somebody into."""
    visitor, names = current_visitor(), bureau_names()
    choices = [(code, names.get(code, code)) for code in sorted(visitor.tree) if visitor.may_on(act, code)]
    return [*choices, (ANYWHERE, _("机动，不限监管所"))] if visitor.may_on(act, None) else choices


def _form_facts(given: Mapping[str, str], act: str = "register_roster") -> dict[str, object]:
    return {"given": given, "bureaus": _bureau_choices(act), "duties": [(ON_DUTY, _("在岗")), (OFF_DUTY, _("不在岗"))]}


def _ask_for(act: str, one: Roster) -> Actor:
    """The visitor, who may do `act` to the one person of a roster: as they are registered, and as they shall be."""
    visitor = current_visitor()
    for person in one.everybody:
        with current_wiring().store.reading() as session, suppress(Missing):
            visitor.ask(act, inspector(session, person.number).bureau)
        visitor.ask(act, home_of(person))
    return visitor.actor


@roster.get("/staff/roster/new")
def new() -> str:
    return staff_page("inspector_new.html", wrong={}, **_form_facts({}))


@roster.post("/staff/roster/new")
def create() -> tuple[str, int] | Answer:
    given = _typed()
    try:
        if not given["number"]:
            raise Invalid("inspector_number_missing")
        made = _one(given)
        actor = _ask_for("register_roster", made)
        with acting(current_wiring(), actor, "register_roster", acts.subject(given["number"])) as session:
            acts.register_roster(session, actor, now(), made)
    except (Invalid, Conflict) as error:
        wrong = wrong_fields(error)
        if wrong:
            return staff_page("inspector_new.html", wrong=wrong, **_form_facts(given)), 400
        return wrong_page(error, "number", "inspector_new.html", **_form_facts(given))
    flash(_("检查人员已经登记。"))
    return redirect(url_for("roster.show", number=given["number"]), 303)


@roster.get("/staff/inspectors/<number>")
def show(number: str) -> str:
    return _inspector_page(number, {})


def _inspector_page(number: str, wrong: Mapping[str, str], given: Mapping[str, str] | None = None) -> str:
    with current_wiring().store.reading() as session:
        found = inspector(session, number)
        mine = [one for one in recusals(session) if one.inspector == number]
    today = day_in_china(now())
    return staff_page(
        "inspector.html",
        wrong=wrong,
        found=found,
        recusals=mine,
        reason=found.reason(today),
        names=bureau_names(),
        may={act for act in ON_ONE if current_visitor().may_on(act, found.bureau)},
        **_form_facts({**_cells_of(found), **(given or {})}, "change_inspector"),
    )


def _cells_of(found: InspectorEntry) -> dict[str, str]:
    """What is known of a person, as the form shows it."""
    one = found.inspector
    return {
        "name": one.name,
        "bureau": one.bureau,
        "licence": one.licence,
        "valid_until": one.valid_until.isoformat() if one.valid_until else UNLIMITED[0],
        "fields": one.fields,
        "status": OFF_DUTY if found.kept_off else ON_DUTY,
        "id": "",
        "reason": "",
    }


@roster.post("/staff/inspectors/<number>")
def change(number: str) -> tuple[str, int] | Answer:
    given = _typed(number=number)
    try:
        changed = _one(given)
    except Invalid as error:
        return _inspector_page(number, wrong_fields(error), given), 400
    actor = _ask_for("change_inspector", changed)
    with acting(current_wiring(), actor, "change_inspector", acts.subject(number)) as session:
        acts.change_inspector(session, actor, now(), changed)
    flash(_("已经改好。"))
    return redirect(url_for("roster.show", number=number), 303)


@roster.post("/staff/inspectors/<number>/recusals")
def register_recusal(number: str) -> tuple[str, int] | Answer:
    actor = current_visitor().actor
    cells = {name: visible(request.form.get(name, "")).strip() for name in ("id", "reason")}
    try:
        given = recusals_from(form_table({"number": number, "inspector": "", **cells}), _registered())
    except Invalid as error:
        return _inspector_page(number, wrong_fields(error), cells), 400
    with acting(current_wiring(), actor, "register_recusals", acts.subject(number)) as session:
        acts.register_recusals(session, actor, now(), given)
    flash(_("回避已经登记。"))
    return redirect(url_for("roster.show", number=number), 303)


@roster.post("/staff/inspectors/<number>/recusals/withdraw")
def withdraw_recusal(number: str) -> Answer:
    actor, entity_id = current_visitor().actor, visible(request.form.get("id", ""))
    with acting(current_wiring(), actor, "withdraw_recusal", acts.subject(number)) as session:
        acts.withdraw_recusal(session, actor, now(), number, entity_id)
    flash(_("这条回避已经撤销。"))
    return redirect(url_for("roster.show", number=number), 303)
