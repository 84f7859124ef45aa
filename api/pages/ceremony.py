"""`/staff/draws/<draw_id>/ceremony`, the screen in the hall, and `…/witness`, the witness's own page.

The screen is a row of steps, each an address of its own: Enter goes on, and a reload shows the same. What has happened
decides which steps there are, never what was asked for. What is typed is answered by the way back to the step, with
word of what was wrong: a page that renews itself sends nothing twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import flash, get_flashed_messages, redirect, render_template, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.jobs.ceremony import ceremony_request
from api.messages import message
from api.pages.qr import qr_code
from api.pages.staff import staff_blueprint, staff_page
from api.pages.staff_draws import as_job, back, moving, read_standing
from api.pages.typed import require_short, visible, visible_lines
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.drand import Chain
from sampler.errors import Broken, Conflict, Invalid, Refused
from sampler.plan import TaskState
from sampler.registry import open_snapshot
from sampler.source import Beacon, Source, source_of
from sampler.store.queries.bureaus import bureau_names
from sampler.store.queries.ceremonies import open_round
from sampler.store.queries.draws import StratumLine
from sampler.store.queries.standing import DrawStanding, FirstTarget, first_targets
from sampler.store.queries.users import users
from sampler.values import Hand, Round
from sampler.work.draws import subject
from sampler.work.values import type_value

ceremony = staff_blueprint("ceremony")

NOTICE, VALUE, STRATA, TARGETS, RECORD = "notice", "value", "strata", "targets", "record"
TITLES: Mapping[str, LazyString] = {
    NOTICE: _("锁定"),
    VALUE: _("数字"),
    STRATA: _("截止票号"),
    TARGETS: _("抽中的前几户"),
    RECORD: _("存档"),
}
CEREMONY = "ceremony"  # the kind of its job
FIRST = 10  # targets on the screen
ON_A_SCREEN = 10  # strata
TYPED = "typed"  # the kind of word that holds what was typed and not taken
KEPT = 1000  # characters of it: a cookie is small
WRONG = (Invalid, Refused, Conflict)


def steps_of(draw: DrawStanding) -> tuple[str, ...]:
    """The steps that there are now: what is sealed shows no list."""
    if draw.ceremony_at is None:
        return (NOTICE, VALUE)
    return (NOTICE, RECORD) if draw.sealed else (NOTICE, STRATA, TARGETS, RECORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """Where the typing stands: `beforehand` is the round in which the two differed; before `known_from` it is `early`,
    since nobody can know the value.
    """

    source: Source
    round: Round
    beforehand: Round | None
    known_from: datetime
    early: bool

    @property
    def numeric(self) -> bool:
        return self.source.seed_format.startswith("digits:")

    @property
    def count(self) -> int:
        return int(self.source.seed_format.partition(":")[2]) if self.numeric else 0

    @property
    def beacon(self) -> Chain | None:
        return self.source.chain if isinstance(self.source, Beacon) else None


def typing_of(draw: DrawStanding) -> Typing:
    """What the two have typed so far, by their full names."""
    with current_wiring().store.reading() as session:
        names = {user.name: user.full_name for user in users(session)}
    rounds = [known.named(names) for known in draw.rounds]
    now_typed, source = open_round(rounds), source_of(draw.notice.seed_format, draw.notice.seed_source)
    known_from = source.known_from(draw.summary.seed_at)
    differing = [known for known in rounds if known.whole and not known.agreed]
    return Typing(
        source=source,
        round=now_typed,
        beforehand=differing[-1] if differing and not now_typed.whole else None,
        known_from=known_from,
        early=now() < known_from,
    )


def step_asked(draw: DrawStanding) -> str:
    """The step of the address where there is such a one now; else the first that shows what has happened."""
    steps, asked = steps_of(draw), request.args.get("step", "")
    return asked if asked in steps else steps[1] if draw.ceremony_at else steps[0]


def is_drawn_now(draw: DrawStanding) -> bool:
    """The draw is under way."""
    return any(job.kind == CEREMONY for job in draw.jobs)


@ceremony.get("/staff/draws/<draw_id>/ceremony")
def show(draw_id: str) -> str | Answer:
    draw = read_standing(draw_id)
    if draw.summary.announced_at is None or draw.summary.state is TaskState.VOID:
        return back(draw_id)
    return screen(draw, step_asked(draw))


def screen(draw: DrawStanding, step: str) -> str:
    """One step, as wide and as high as the wall it is thrown on."""
    steps, typing = steps_of(draw), typing_of(draw)
    after = steps[steps.index(step) + 1] if step != steps[-1] else ""
    leaf = turn_to(draw.strata if step == STRATA else (), request.args.get("page", 1, type=int))
    return render_template(
        f"ceremony/{step}.html",
        draw=draw,
        step=step,
        steps=steps,
        after=after,
        titles=TITLES,
        typing=typing,
        given=typed_before(),
        leaf=leaf,
        bureaus=_bureaus() if step == STRATA else {},
        targets=_targets(draw) if step == TARGETS else (),
        qr=qr_of(draw, step),
        drawing=is_drawn_now(draw),
        failed=draw.failed if draw.failed and draw.failed.kind == CEREMONY else None,
        at=now(),
        live=step == VALUE and waits(draw, typing),
    )


def typed_before() -> str:
    """What was typed last and not taken, to be put right."""
    return "".join(map(str, get_flashed_messages(category_filter=[TYPED])))


def waits(draw: DrawStanding, typing: Typing) -> bool:
    """Whether the screen waits for somebody else: the witness, the draw itself, the hour."""
    return is_drawn_now(draw) or typing.early or (typing.round.operator is not None and not typing.round.agreed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """As many strata as a screen holds: the `number`th screenful of `count`."""

    strata: tuple[StratumLine, ...]
    number: int
    count: int


def turn_to(strata: tuple[StratumLine, ...], number: int) -> Leaf:
    """The screenful of that number, or the nearest there is."""
    count = max(-(-len(strata) // ON_A_SCREEN), 1)
    number = min(max(number, 1), count)
    first = (number - 1) * ON_A_SCREEN
    return Leaf(strata=strata[first : first + ON_A_SCREEN], number=number, count=count)


def _bureaus() -> Mapping[str, str]:
    with current_wiring().store.reading() as session:
        return bureau_names(session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A target with its name in the registry; empty where the snapshot is not on this machine."""

    target: FirstTarget
    name: str


def _targets(draw: DrawStanding) -> tuple[Shown, ...]:
    wiring = current_wiring()
    with wiring.store.reading() as session:
        found = first_targets(session, draw.summary.draw_id, FIRST)
    path = wiring.files.snapshot(draw.snapshot)
    known = open_snapshot(path).rows_of((one.id for one in found), ("name",)) if path.is_file() else {}
    return tuple(Shown(target=one, name=str(known.get(one.id, {}).get("name", ""))) for one in found)


def qr_of(draw: DrawStanding, step: str) -> Markup:
    """The hash that this step shows, as a code that a phone reads from the last row."""
    shown = {NOTICE: draw.notice_hash, RECORD: draw.record_hash}.get(step)
    return qr_code(shown, correction="m", border=2) if shown else Markup()


def enter_value(draw_id: str, hand: Hand) -> None:
    """Enter what was typed; what is wrong with it is told on the next page, beside what was typed."""
    actor, act = current_visitor().actor, "hold_ceremony" if hand is Hand.OPERATOR else "witness_ceremony"
    given = visible_lines(request.form.get("value", ""))
    try:
        with acting(current_wiring(), actor, act, subject(draw_id)) as session:
            type_value(session, actor, now(), draw_id, hand, require_short("value", given))
    except (*WRONG, Broken) as error:
        if isinstance(error, Broken) and error.code != "drand_library_missing":
            raise
        flash(visible(message(error, gettext)), "wrong")
        flash(given[:KEPT], TYPED)


@ceremony.route("/staff/draws/<draw_id>/ceremony/value", methods=["GET", "POST"])
def type_as_operator(draw_id: str) -> Answer:
    """Whoever comes here by an address that a browser kept is led to the step."""
    if request.method == "POST":
        enter_value(draw_id, Hand.OPERATOR)
    return redirect(url_for("ceremony.show", draw_id=draw_id, step=VALUE), 303)


@ceremony.post("/staff/draws/<draw_id>/ceremony")
def hold(draw_id: str) -> Answer:
    ask = moving(draw_id, "hold_ceremony", ceremony_request(draw_id))
    as_job(draw_id, "hold_ceremony", ask, gettext("正在抽取。"))
    return redirect(url_for("ceremony.show", draw_id=draw_id, step=VALUE), 303)


@ceremony.get("/staff/draws/<draw_id>/witness")
def witness(draw_id: str) -> str | Answer:
    draw = read_standing(draw_id)
    if draw.summary.announced_at is None or draw.summary.state is TaskState.VOID:
        return back(draw_id)
    return witness_page(draw)


def witness_page(draw: DrawStanding) -> str:
    typing = typing_of(draw)
    live = draw.ceremony_at is None and (typing.early or typing.round.witness is not None)
    return staff_page("witness.html", draw=draw, typing=typing, given=typed_before(), at=now(), live=live)


@ceremony.post("/staff/draws/<draw_id>/witness")
def type_as_witness(draw_id: str) -> Answer:
    enter_value(draw_id, Hand.WITNESS)
    return redirect(url_for("ceremony.witness", draw_id=draw_id), 303)
