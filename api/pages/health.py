"""`/healthz`: does the service live, and is its database there with the tables of this program?"""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify

from api.wiring import current_wiring
from sampler.errors import Broken

health = Blueprint("health", __name__)


@health.get("/healthz")
def show() -> tuple[Response, int]:
    try:
        current_wiring().store.check()
    except Broken as error:
        current_app.logger.error("%s", error)
        return jsonify(status="broken", problem=error.code), HTTPStatus.SERVICE_UNAVAILABLE
    return jsonify(status="ok"), HTTPStatus.OK
