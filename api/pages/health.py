"""`/healthz`: does the service live, with the tables of this program in its database? `/readyz`: can it work, too?"""

import logging
from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from api.wiring import current_wiring
from sampler.errors import Broken

health = Blueprint("health", __name__)
log = logging.getLogger("sampler.site")


@health.errorhandler(Broken)
def tell(error: Broken) -> tuple[Response, int]:
    log.error("not well: %s", error.code)
    return jsonify(status="broken", problem=error.code), HTTPStatus.SERVICE_UNAVAILABLE


@health.get("/healthz")
def show() -> Response:
    current_wiring().store.check()
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> Response:
    wiring = current_wiring()
    wiring.store.check()
    wiring.files.check()
    return jsonify(status="ok")
