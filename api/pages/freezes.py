"""`/staff/draws/new`: what an operator decides about a draw, from a form to the terms of its notice."""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from api.access import acting
from api.jobs.ceremony import seal_salt
from api.jobs.draws import freeze_request
from api.pages.staff import staff_blueprint, staff_page, wrong_page
from api.pages.typed import require_short, visible, visible_lines
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.ceremony import Terms
from sampler.codes.lotteries import lotteries
from sampler.drand import chain_named, checkable_chains, has_library
from sampler.errors import Broken, Conflict, Invalid, Missing, Refused, SamplerError
from sampler.plan import Sizes, parse_integer
from sampler.seed import format_time, parse_time
from sampler.source import Beacon, Digits, Drawing, Drawings, Rehearsal, Source
from sampler.store import jobs
from sampler.store.queries.snapshots import snapshots
from sampler.store.queries.standing import void_draws
from sampler.work.salts import keep_salt

freezes = staff_blueprint("freezes")

STRATA = ("type", "type,risk", "type,bureau", "type,division", "type,risk,bureau")
DICE, LIST, REHEARSAL = "dice", "lotteries", "rehearsal"
FIRST = {"by": "type", "sizes": "3/100", "min_per_stratum": "1", "team_size": "2", "source": DICE, "listed": "yes"}
FIELDS = {
    "draw_id_unusable": "draw_id", "draw_id_taken": "draw_id", "name_malformed": "draw_id", "time_malformed": "seed_at",
    "seed_not_after_notice": "seed_at", "opened_before_seed": "open_by", "sealed_needs_salt_and_open_by": "open_by",
    "unlisted_not_sealed": "listed", "rate_malformed": "sizes", "rate_out_of_range": "sizes", "size_below_one": "sizes",
    "size_given_twice": "sizes", "stratum_malformed": "sizes", "integer_malformed": "sizes",
    "minimum_below_one": "min_per_stratum", "source_too_weak": "drawings", "lottery_unknown": "drawings",
    "lottery_issue_malformed": "drawings", "lottery_given_twice": "drawings", "lottery_before_seed": "drawings",
    "lottery_not_that_day": "drawings", "lottery_issue_not_that_day": "drawings",
    "lotteries_missing": "drawings", "date_malformed": "drawings", "drawing_malformed": "drawings",
    "sealing_key_missing": "sealed", "drand_library_missing": "source", "lottery_list_reworded": "drawings",
}  # fmt: skip
LINES = ("sizes", "drawings")  # the fields of several lines
BETWEEN = re.compile(r"[^\w.-]+")  # what stands between the words of a list that a person types
WRONG = (Invalid, Refused, Missing, Conflict)


def _facts(given: Mapping[str, str]) -> dict[str, object]:
    with current_wiring().store.reading() as session:
        kept, void = snapshots(session), void_draws(session)
    return {
        "given": given,
        "snapshots": [(one.digest, f"{one.source} {one.digest[:12]}") for one in kept],
        "strata": [(by, _by_words(by)) for by in STRATA],
        "sources": _sources(),
        "lotteries": lotteries(),
        "void_draws": [("", _("不是重抽")), *void],
    }


def _by_words(by: str) -> str:
    names = {"type": _("主体类型"), "risk": _("信用风险等级"), "bureau": _("监管所"), "division": _("行政区划")}
    return " × ".join(names[part] for part in by.split(","))


def _sources() -> list[tuple[str, str]]:
    usable = checkable_chains() if has_library() else ()
    beacons = [(chain.name, _("drand 公共随机数，%(chain)s 链", chain=chain.name)) for chain in usable]
    named = [(DICE, _("20 枚十面骰子，当众掷出")), (LIST, _("彩票开奖号码，按下面列出的期次"))]
    return [*named, *beacons, (REHEARSAL, _("演练：数字任意，不能证明任何事，不能公示"))]


@freezes.get("/staff/draws/new")
def new() -> str:
    asked = {"redraw_of": request.args["redraw_of"]} if "redraw_of" in request.args else {}
    return staff_page("draw_new.html", wrong={}, **_facts({**FIRST, **asked}))


@freezes.post("/staff/draws/new")
def create() -> tuple[str, int] | Answer:
    given = {name: (visible_lines if name in LINES else visible)(typed) for name, typed in request.form.items()}
    authority = given.get("draw_id", "").partition("-")[0]
    actor = current_visitor().ask("freeze", authority)
    wiring = current_wiring()
    try:
        salt_hash, sealed = seal_salt(wiring) if "sealed" in given else ("", b"")
        asked = freeze_request(
            read_terms(given, salt_hash),
            authority=authority,
            title=given.get("title", "").strip(),
            snapshot=given.get("snapshot", ""),
            by=given.get("by", "type").split(","),
            listed=given.get("listed") == "yes",
        )
        with acting(wiring, actor, "freeze", asked.subject) as session:
            if sealed:
                keep_salt(session, now(), salt_hash, sealed)
            job = jobs.enqueue(session, now(), actor, asked)
    except (*WRONG, Broken) as error:
        if isinstance(error, Broken) and error.code not in ("sealing_key_missing", "drand_library_missing"):
            raise
        return wrong_page(error, _field_of(error, given), "draw_new.html", **_facts(given))
    return redirect(url_for("jobs.show", job=job), 303)


def _field_of(error: SamplerError, given: Mapping[str, str]) -> str:
    """Beside which field an error is told: the code's own, else the one that it names; "" for none in particular."""
    named = FIELDS.get(error.code) or str(error.params.get("name", ""))
    return named if named in given or error.code in FIELDS else ""


def read_terms(given: Mapping[str, str], salt_hash: str) -> Terms:
    """The terms of a form; `Invalid`."""
    seed_at = _moment(given.get("seed_at", ""))
    sizes, drawings = (require_short(name, given.get(name, "")) for name in LINES)
    source = _source(given.get("source", DICE), drawings, seed_at)
    return Terms(
        draw_id=given.get("draw_id", "").strip(),
        at=format_time(now()),
        seed_at=seed_at,
        sizes=Sizes.parse(sizes.split()),
        seed_format=source.seed_format,
        seed_source=source.text,
        min_per_stratum=parse_integer(given.get("min_per_stratum", "")),
        team_size=parse_integer(given.get("team_size", "")),
        replace=",".join(filter(None, BETWEEN.split(given.get("replace", "")))),
        salt_sha256=salt_hash,
        open_by=_moment(given.get("open_by", "")) if salt_hash else "",
        redraw_of=given.get("redraw_of", ""),
    )


def _moment(typed: str) -> str:
    """The authority's own clock, as the browser writes it, in UTC; `Invalid("time_malformed")`."""
    try:
        local = datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(current_wiring().settings.time_zone))
        return format_time(local.astimezone(ZoneInfo("UTC")))
    except (ValueError, OverflowError):
        raise Invalid("time_malformed", read=typed) from None


def _source(kind: str, drawings: str, seed_at: str) -> Source:
    if kind == DICE:
        return Digits()
    if kind == REHEARSAL:
        return Rehearsal()
    if kind == LIST:
        return Drawings(drawings=tuple(map(_drawing, filter(str.strip, drawings.splitlines()))))
    chain = chain_named(kind)
    return Beacon(chain=chain, round=chain.round_at(parse_time(seed_at)))


def _drawing(line: str) -> Drawing:
    """`双色球 2026135 2026-11-24`."""
    parts = line.split()
    if len(parts) != 3:
        raise Invalid("drawing_malformed", read=line)
    return Drawing.parse(*parts)
