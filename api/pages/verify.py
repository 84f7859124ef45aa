"""`/verify`: how to check by hand, and the checking programs as they are."""

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files as resources

from flask import Blueprint, Response, render_template

from api.caching import conditional
from api.pages.records import first_target, is_whole
from api.wiring import current_wiring
from sampler.plan import TaskState
from sampler.store.queries.draws import DrawDetail, draw_detail, published_draws

verify = Blueprint("verify", __name__)

TYPES = {"verify.py": "text/x-python", "check.sh": "text/x-shellscript"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A checker as it lies in this installation, a file of the package `sampler`."""

    name: str
    text: bytes

    @property
    def bytes(self) -> int:
        return len(self.text)

    @property
    def sha256(self) -> str:
        return sha256(self.text).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One drawn entity of a published record, to show the check with real digits; of no rehearsal, which proves
    nothing, and of no draw that was void."""

    title: str
    draw_id: str
    code: str
    seed: str
    ticket: str
    cutoff: str


def read_program(name: str) -> Program:
    return Program(name=name, text=resources("sampler").joinpath(name).read_bytes())


@verify.get("/verify")
def show() -> str:
    with current_wiring().store.reading() as session:
        draws = published_draws(session)
        real = (draw for draw in draws if not draw.rehearsal and draw.state is not TaskState.VOID)
        details = (draw_detail(session, draw.draw_id) for draw in real)
        whole = next((draw for draw in details if is_whole(draw)), None)
    return render_template(
        "verify.html",
        programs={name: read_program(name) for name in TYPES},
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


@verify.get("/verify.py", defaults={"name": "verify.py"})
@verify.get("/check.sh", defaults={"name": "check.sh"})
def program(name: str) -> Response:
    return conditional(Response(read_program(name).text, content_type=f"{TYPES[name]}; charset=utf-8"))
