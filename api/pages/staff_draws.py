"""`/staff/draws`: the draws, each with its course and the moves that lead on from where it stands."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from api.access import acting, recording_refusals
from api.jobs import ceremony as doors
from api.jobs.notices import announce_request
from api.jobs.packets import DAYS_TO_INSPECT
from api.jobs.run import Run
from api.messages import message
from api.pages.staff import staff_blueprint, staff_page
from api.pages.typed import visible
from api.problems import status_of
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.day import day_in_china
from sampler.errors import Broken, Conflict, Invalid, Missing, Refused
from sampler.role import PERMISSIONS, Role, allowed
from sampler.store import jobs
from sampler.store.jobs import Request
from sampler.store.queries.draws import all_draws
from sampler.store.queries.packets import PacketLine, packets
from sampler.store.queries.publications import publications_due
from sampler.store.queries.standing import DrawStanding, draw_standing
from sampler.store.tables.papers import PaperKind
from sampler.work import draws as acts
from sampler.work import voids
from sampler.working_days import DAYS_TO_PUBLISH

staff_draws = staff_blueprint("staff_draws")

WRONG = (Invalid, Refused, Missing, Conflict)


@staff_draws.get("/staff/draws")
def listed() -> str:
    with current_wiring().store.reading() as session:
        found, due = all_draws(session), publications_due(session)
    today = day_in_china(now())
    return staff_page("draws.html", draws=found, overdue={key for key, one in due.items() if one.is_over(today)})


@staff_draws.get("/staff/draws/<draw_id>")
def show(draw_id: str) -> str:
    return draw_page(draw_id)


def draw_page(draw_id: str, wrong: Mapping[str, str] = MappingProxyType({})) -> str:
    """The page of a draw; `wrong` says by field what was wrong with a form."""
    visitor = current_visitor()
    with current_wiring().store.reading() as session:
        found, publish_by = draw_standing(session, draw_id), publications_due(session).get(draw_id)
    always = {"approve_void", "freeze", "register_papers", "see_jobs"}
    acts_now = {*found.moves, *always} & PERMISSIONS.keys()  # findings move a draw by themselves
    may = {act for act in acts_now if visitor.may_on(act, found.summary.authority)}
    if visitor.may_on("witness_ceremony", found.summary.authority) and "hold_ceremony" in found.moves:
        may.add("witness_ceremony")
    seen = {PaperKind.MINUTES} if may_see_minutes(found) else set()
    if visitor.may_on("see_targets", found.summary.authority):
        seen.add(PaperKind.TARGET_LIST)
    return staff_page(
        "draw.html",
        draw=found,
        may=may,
        papers=[paper for paper in found.papers if paper.public or paper.kind in seen],
        packets=packets_seen(found),
        releasable="release" in may and not (found.sealed or found.summary.rehearsal),
        due=day_in_china(found.ceremony_at or now()) + timedelta(days=DAYS_TO_INSPECT),
        publish_by=publish_by,
        to_publish=DAYS_TO_PUBLISH,
        today=day_in_china(now()),
        wrong=wrong,
        given=request.form,
        at=now(),
        live=bool(found.jobs),
    )


def may_see_minutes(draw: DrawStanding) -> bool:
    """Whoever is nothing but a witness sees the minutes of a ceremony that they witnessed."""
    visitor, bureau = current_visitor(), draw.summary.authority
    others = [grant for grant in visitor.person.grants if grant.role is not Role.WITNESS]
    if allowed(others, "see_minutes", bureau, visitor.tree):
        return True
    witnessed = any(known.witness and known.witness.person == visitor.name for known in draw.rounds)
    return witnessed and visitor.may_on("see_minutes", bureau)


def packets_seen(draw: DrawStanding) -> tuple[PacketLine, ...]:
    """The bureaus whose packets the visitor may have, once there may be any."""
    if PaperKind.PACKET not in draw.makeable:
        return ()
    visitor = current_visitor()
    with current_wiring().store.reading() as session:
        lines = packets(session, draw.summary.draw_id)
    return tuple(line for line in lines if visitor.may_on("see_targets", line.bureau))


def read_standing(draw_id: str) -> DrawStanding:
    with current_wiring().store.reading() as session:
        return draw_standing(session, draw_id)


def back(draw_id: str) -> Answer:
    return redirect(url_for("staff_draws.show", draw_id=draw_id), 303)


def tell(draw_id: str, perform: Callable[[], object], done: str) -> bool:
    """Perform an act, and leave word of what came of it for the next page."""
    try:
        perform()
    except WRONG as error:
        flash(visible(message(error, _)), "wrong")
        return False
    except Broken as error:
        if not error.code.startswith("sealing_key"):
            raise
        flash(message(error, _), "wrong")
        return False
    flash(done)
    return True


def as_act(draw_id: str, name: str, perform: Callable[[Run], object], done: str) -> Answer:
    """An act that also moves files: what is refused is told to the trail."""
    wiring, actor = current_wiring(), current_visitor().actor

    def act() -> None:
        with recording_refusals(wiring, actor, name, acts.subject(draw_id)):
            perform(Run(wiring=wiring, actor=actor, now=now))

    known = tell(draw_id, act, done)
    if known and name == "thaw":
        return redirect(url_for("staff_draws.listed"), 303)
    return back(draw_id)


def as_job(draw_id: str, name: str, ask: Callable[[Any], Request], done: str) -> Answer | tuple[str, int]:
    """An act that takes its time: `ask(session)` raises at once what it would be refused for. What is wrong with a
    field is told beside it."""
    wiring, actor = current_wiring(), current_visitor().actor
    try:
        with acting(wiring, actor, name, acts.subject(draw_id)) as session:
            jobs.enqueue(session, now(), actor, ask(session))
    except Invalid as error:
        told = {str(error.params.get("name", "")): visible(message(error, _))}
        return draw_page(draw_id, told), int(status_of(error))
    except (Refused, Missing, Conflict) as error:
        flash(visible(message(error, _)), "wrong")
    else:
        flash(done)
    return back(draw_id)


def moving(draw_id: str, name: str, asked: Request) -> Callable[[Any], Request]:
    """What is asked for, where the draw stands so that it may be moved."""

    def ask(session: Any) -> Request:
        acts.require_move(session, draw_id, name)
        return asked

    return ask


@staff_draws.post("/staff/draws/<draw_id>/thaw")
def thaw(draw_id: str) -> Answer:
    return as_act(draw_id, "thaw", partial(doors.thaw, draw_id=draw_id), _("已经撤回锁定。"))


@staff_draws.post("/staff/draws/<draw_id>/announce")
def announce(draw_id: str) -> Answer | tuple[str, int]:
    ask = moving(draw_id, "announce", announce_request(draw_id))
    return as_job(draw_id, "announce", ask, _("正在公告：公文排好以后，公告即对外可见。"))


@staff_draws.post("/staff/draws/<draw_id>/dispatch")
def dispatch(draw_id: str) -> Answer:
    wiring, actor = current_wiring(), current_visitor().actor

    def act() -> None:
        with acting(wiring, actor, "dispatch", acts.subject(draw_id)) as session:
            acts.dispatch(session, actor, now(), draw_id)

    tell(draw_id, act, _("已经派发，可以录入检查结果。"))
    return back(draw_id)


@staff_draws.post("/staff/draws/<draw_id>/reveal")
def reveal(draw_id: str) -> Answer:
    return as_act(draw_id, "reveal", partial(doors.reveal, draw_id=draw_id), _("已经揭示，名单对外可见。"))


@staff_draws.post("/staff/draws/<draw_id>/void")
def ask_void(draw_id: str) -> Answer:
    wiring, actor, reason = current_wiring(), current_visitor().actor, visible(request.form.get("reason", ""))

    def act() -> None:
        with acting(wiring, actor, "ask_void", acts.subject(draw_id)) as session:
            voids.ask_void(session, actor, now(), draw_id, reason=reason)

    tell(draw_id, act, _("已经提出作废，等待批准。"))
    return back(draw_id)


@staff_draws.post("/staff/draws/<draw_id>/void/approve")
def approve_void(draw_id: str) -> Answer:
    reason = request.form.get("reason", "")

    def perform(run: Run) -> None:
        doors.approve_void(run, draw_id, reason)

    return as_act(draw_id, "approve_void", perform, _("已经作废。"))
