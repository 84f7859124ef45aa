"""`/`: what this is, the search box, the newest notice and every published draw."""

from flask import Blueprint, render_template

from api.pages.figures import kind_figures
from api.wiring import current_wiring
from sampler.store.queries.draws import draw_detail, published_draws

home = Blueprint("home", __name__)


@home.get("/")
def show() -> str:
    with current_wiring().store.reading() as session:
        draws = published_draws(session)
        newest = draw_detail(session, draws[0].draw_id) if draws else None
    return render_template(
        "home.html",
        draws=draws,
        newest=newest,
        newest_kinds=kind_figures(newest) if newest else (),
        demo=any(draw.demo for draw in draws),
    )
