"""`/verify`: how to check by hand, and the checking program as it is."""

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files as resources

from flask import Blueprint, Response, render_template, request

from api.pages.records import first_target, is_whole
from api.wiring import current_wiring
from sampler.store.queries.draws import DrawDetail, draw_detail, published_draws

verify = Blueprint("verify", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """`sampler/verify.py` as it lies in this installation."""

    text: bytes

    @property
    def bytes(self) -> int:
        return len(self.text)

    @property
    def sha256(self) -> str:
        return sha256(self.text).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One drawn entity of a published record, to show the check with real digits."""

    title: str
    draw_id: str
    code: str
    seed: str
    ticket: str
    cutoff: str


def read_program() -> Program:
    return Program(text=resources("sampler").joinpath("verify.py").read_bytes())


@verify.get("/verify")
def show() -> str:
    with current_wiring().store.reading() as session:
        draws = published_draws(session)
        details = (draw_detail(session, draw.draw_id) for draw in draws)
        whole = next((draw for draw in details if is_whole(draw)), None)
    return render_template(
        "verify.html",
        program=read_program(),
        example=example_of(whole) if whole else None,
        demo=any(draw.demo for draw in draws),
    )


def example_of(draw: DrawDetail) -> Example:
    """The first target of a draw whose whole record is public."""
    target = first_target(current_wiring().files.record(draw.summary.draw_id))
    return Example(
        title=draw.summary.title,
        draw_id=draw.summary.draw_id,
        code=target.id,
        seed=draw.seed or "",
        ticket=target.ticket,
        cutoff=next(line.cutoff or "" for line in draw.strata if line.name == target.stratum),
    )


@verify.get("/verify.py")
def program() -> Response:
    response = Response(read_program().text, content_type="text/x-python; charset=utf-8")
    response.set_etag(sha256(response.data).hexdigest())
    response.make_conditional(request)
    return response
