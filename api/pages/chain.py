"""`/chain`: the authority's entries (SSJ1 section 2), each as the file whose hash the next one names."""

from flask import Blueprint, Response, render_template, request

from api.caching import A_YEAR
from api.wiring import current_wiring
from sampler.store.queries.draws import published_draws
from sampler.store.queries.entries import public_entries, public_entry_file

chain = Blueprint("chain", __name__)


@chain.get("/chain")
def show() -> str:
    with current_wiring().store.reading() as session:
        draws = published_draws(session)
        entries = public_entries(session)
    return render_template("chain.html", entries=entries, demo=any(draw.demo for draw in draws))


@chain.get("/chain/<entry_hash>/<name>")
def file(entry_hash: str, name: str) -> Response:
    with current_wiring().store.reading() as session:
        data = public_entry_file(session, entry_hash, name)
    response = Response(data, mimetype="text/plain")
    response.set_etag(f"{entry_hash}-{name}")
    response.cache_control.max_age = A_YEAR
    response.cache_control.immutable = True
    response.make_conditional(request)
    return response
