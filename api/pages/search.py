"""`/search`: was this entity in the frame, was it drawn, what was found; asked of every published draw.

Whether an entity was in the frame is read from the record, where anyone can read it, and whether it was drawn is
computed from the seed, as anyone can compute it; the database adds what came later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask_babel import gettext

from api.messages import message
from api.pages.credit_codes import read_code
from api.pages.feed import PLACE
from api.pages.lookup import bytes_to_read, lookup_of
from api.pages.typed import visible
from api.wiring import current_wiring
from sampler.errors import Invalid
from sampler.plan import TaskState
from sampler.record import EXCLUDED, FRAME, find_line
from sampler.seed import ticket
from sampler.store.queries.bureaus import bureau_names
from sampler.store.queries.draws import (
    DrawDetail,
    DrawSummary,
    StratumLine,
    TargetAnswer,
    draw_detail,
    published_draws,
    target_answer,
)

search = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one draw says about one entity; `verdict` is also the name of the template that tells it.

    `reason` where it was excluded; `stratum` and `bureau_name` where it was in the frame; `seed` and `ticket` once the
    seed is public; `target` where it was drawn.
    """

    draw: DrawSummary
    detail: DrawDetail
    verdict: str
    reason: str = ""
    stratum: StratumLine | None = None
    bureau_name: str = ""
    seed: str = ""
    ticket: str = ""
    was_drawn: bool = False
    target: TargetAnswer | None = None


@search.get("/search")
def show() -> tuple[str, int]:
    typed = visible(request.args.get("credit_code", ""))
    code, wrong = "", ""
    if typed.strip():
        try:
            code = read_code(typed)
        except Invalid as error:
            wrong = message(error, gettext)
    with current_wiring().store.reading() as session:
        draws = published_draws(session)
        exported = PLACE in request.environ
        asked = draws if code or exported else ()
        details = [draw_detail(session, draw.draw_id) for draw in asked]
        targets = [target_answer(session, draw.draw_id, code) for draw in asked]
        names = bureau_names(session)
    if exported:
        return exported_page(details, names), HTTPStatus.OK
    page = render_template(
        "search.html",
        typed=typed,
        code=code,
        wrong=wrong,
        answers=[answer(draw, code, target, names) for draw, target in zip(details, targets, strict=True)],
        demo=any(draw.demo for draw in draws),
    )
    return page, HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK


def exported_page(details: Sequence[DrawDetail], names: Mapping[str, str]) -> str:
    """Without a server the reader's browser asks the record files, or the reader does."""
    return render_template(
        "search/exported.html",
        draws=[draw.summary for draw in details],
        lookups=[asdict(lookup_of(draw, verdict_of(draw, was_drawn=False))) for draw in details],
        bureaus=names,
        bytes=bytes_to_read(details),
        demo=any(draw.summary.demo for draw in details),
    )


def answer(draw: DrawDetail, code: str, target: TargetAnswer | None, names: Mapping[str, str]) -> Answer:
    """The answer of one draw; `names` are the bureaus' by code."""
    folder = current_wiring().files.record(draw.summary.draw_id)
    in_frame = find_line(folder / FRAME, code)
    if in_frame:
        _id, stratum, bureau = in_frame
        return standing(draw, code, stratum, names.get(bureau, bureau), target)
    excluded = find_line(folder / EXCLUDED, code)
    if excluded:
        return Answer(draw=draw.summary, detail=draw, verdict="excluded", reason=excluded[1])
    return Answer(draw=draw.summary, detail=draw, verdict="absent")


def standing(draw: DrawDetail, code: str, stratum_name: str, bureau_name: str, target: TargetAnswer | None) -> Answer:
    """How an entity of the frame stands: its ticket against its stratum's cutoff."""
    stratum = next(line for line in draw.strata if line.name == stratum_name)
    seed = draw.seed or ""
    number = ticket(seed, code) if seed else ""
    was_drawn = bool(number) and stratum.cutoff is not None and number <= stratum.cutoff
    return Answer(
        draw=draw.summary,
        detail=draw,
        verdict=verdict_of(draw, was_drawn),
        stratum=stratum,
        bureau_name=bureau_name,
        seed=seed,
        ticket=number,
        was_drawn=was_drawn,
        target=target if was_drawn else None,
    )


def verdict_of(draw: DrawDetail, was_drawn: bool) -> str:
    """drawn, not_drawn; or why that cannot be said: void, sealed, waiting."""
    if draw.summary.state == TaskState.VOID:
        return "void"
    if draw.ceremony_at is None:
        return "waiting"
    if draw.sealed:
        return "sealed"
    return "drawn" if was_drawn else "not_drawn"
