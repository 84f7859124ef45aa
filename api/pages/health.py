"""`/healthz`: does this process answer? `/readyz`: can it work, with its database and its disk?

A process that lives is not started anew because its database is away: that would help neither.
"""

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
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> Response:
    wiring = current_wiring()
    wiring.store.check()
    wiring.files.check()
    return jsonify(status="ok")
