"""`/papers/<sha256>.<extension>`: public papers by their digest. Packets are for their bureau, and are not found."""

from flask import Blueprint, Response, send_file

from api.caching import immutable
from api.wiring import current_wiring
from sampler.store.queries.papers import public_paper

papers = Blueprint("papers", __name__)


@papers.get("/papers/<sha256>.<extension>")
def show(sha256: str, extension: str) -> Response:
    with current_wiring().store.reading() as session:
        paper = public_paper(session, sha256, extension)
    path = current_wiring().files.paper(paper.sha256, extension)
    return immutable(send_file(path, download_name=paper.name, conditional=True, etag=paper.sha256))
