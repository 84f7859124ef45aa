"""`/staff`: what every page of the staff shares, and the first of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import LazyString, gettext, lazy_pgettext
from flask_babel import lazy_gettext as _

from api.messages import message
from api.pages.typed import visible
from api.problems import problem_page, status_of
from api.visitor import current_visitor, known_visitor
from api.wiring import current_wiring, now
from sampler.codes import division_name
from sampler.errors import Broken, SamplerError
from sampler.store.queries.bureaus import bureaus
from sampler.store.queries.draws import published_draws
from sampler.store.queries.sessions import sessions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the menu."""

    endpoint: str
    name: LazyString


MENU = (
    Item(endpoint="staff.show", name=_("工作台")),
    Item(endpoint="staff_draws.listed", name=_("抽查")),
    Item(endpoint="snapshots.listed", name=_("名录库")),
    Item(endpoint="roster.listed", name=_("检查人员")),
    Item(endpoint="jobs.listed", name=_("作业")),
    Item(endpoint="users.listed", name=_("用户")),
    Item(endpoint="bureaus.listed", name=lazy_pgettext("many", "监管所")),
    Item(endpoint="roles.show", name=_("角色和权限")),
    Item(endpoint="authority.show", name=_("机关设置")),
    Item(endpoint="trail.listed", name=_("存证")),
)


def staff_blueprint(name: str) -> Blueprint:
    """Pages of the staff, on which also what fails is told."""
    pages = Blueprint(name, __name__)
    pages.register_error_handler(SamplerError, answer_error)
    return pages


def answer_error(error: SamplerError) -> tuple[str, int]:
    """What was not done, in words: whoever signed in may read them, but for what is wrong with this machine."""
    status = status_of(error)
    if isinstance(error, Broken):
        return problem_page(error)
    told = visible(message(error, gettext))
    return staff_page("problem.html", error=error, told=told, status=int(status)), int(status)


def staff_page(template: str, **facts: object) -> str:
    """A page of the staff: with its menu, and the band where the site shows invented data."""
    visitor = known_visitor()
    signed_in = visitor is not None and visitor.person.complete and not visitor.person.must_change
    with current_wiring().store.reading() as session:
        demo = any(draw.demo for draw in published_draws(session))
    menu = [item for item in MENU if visitor and visitor.may_enter(item.endpoint)] if signed_in else []
    return render_template(f"staff/{template}", visitor=visitor, menu=menu, demo=demo, **facts)


def wrong_page(error: SamplerError, field: str, template: str, **facts: object) -> tuple[str, int]:
    """The page again, with the error's sentence beside its field ("" for none in particular)."""
    return staff_page(template, wrong={field: visible(message(error, gettext))}, **facts), int(status_of(error))


def bureau_names() -> Mapping[str, str]:
    """The bureaus' names by code; an office above them that is not listed is called after its division."""
    with current_wiring().store.reading() as session:
        entries = bureaus(session)
    above = {entry.parent: division_name(entry.parent) for entry in entries if entry.parent}
    named = {code: "".join(division) for code, division in above.items() if division}
    return {**named, **{entry.code: entry.name for entry in entries}}


staff = staff_blueprint("staff")


@staff.get("/staff")
def show() -> str:
    visitor, wiring = current_visitor(), current_wiring()
    with wiring.store.reading() as session:
        mine = sessions_of(session, visitor.name, now(), wiring.settings.policy)
    return staff_page(
        "home.html",
        names=bureau_names(),
        last=next((one for one in mine if one.hash == visitor.person.hash), None),
    )
