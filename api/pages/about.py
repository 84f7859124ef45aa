"""`/about`: the words that pages and papers use."""

from flask import Blueprint, render_template

from api.wiring import current_wiring
from sampler.store.queries.draws import published_draws

about = Blueprint("about", __name__)


@about.get("/about")
def show() -> str:
    with current_wiring().store.reading() as session:
        demo = any(draw.demo for draw in published_draws(session))
    return render_template("about.html", demo=demo)
