"""`/draws/<draw_id>/proofs/<entity_id>`: an entity stands in the locked frame, as a page, a file and a QR code."""

from flask import Blueprint, Response, render_template

from api.caching import conditional
from api.pages.draws import read_draw
from api.pages.qr import qr_code
from api.wiring import current_wiring
from sampler.inclusion import Inclusion, prove_inclusion
from sampler.record import FRAME
from sampler.store.queries.bureaus import bureau_names

proofs = Blueprint("proofs", __name__)


@proofs.get("/draws/<draw_id>/proofs/<entity_id>")
def show(draw_id: str, entity_id: str) -> str:
    draw = read_draw(draw_id)
    proof = read_proof(draw_id, entity_id)
    _id, stratum, bureau = proof.line.split("\t")
    with current_wiring().store.reading() as session:
        names = bureau_names(session)
    return render_template(
        "proof.html",
        draw=draw,
        proof=proof,
        entity_id=entity_id,
        stratum=stratum,
        bureau=bureau,
        bureau_name=names.get(bureau, bureau),
        qr=qr_code(proof.text, correction="l", border=4),  # a proof is long
        demo=draw.summary.demo,
    )


@proofs.get("/draws/<draw_id>/proofs/<entity_id>/proof.txt")
def file(draw_id: str, entity_id: str) -> Response:
    read_draw(draw_id)
    return conditional(Response(read_proof(draw_id, entity_id).text, mimetype="text/plain"))


def read_proof(draw_id: str, entity_id: str) -> Inclusion:
    """From the frame as it was locked: 45,000 lines take a twentieth of a second."""
    return prove_inclusion((current_wiring().files.record(draw_id) / FRAME).read_bytes(), entity_id)
