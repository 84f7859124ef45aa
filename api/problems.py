"""One place that turns an error into a page: the class decides the status.

The page tells the status in words and the error's code, never its parameters: those may hold a path of this machine.
"""

from http import HTTPStatus

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from api.authority import show_without_database
from api.logs import log_failure
from sampler.errors import Broken, Conflict, Invalid, Missing, Refused, SamplerError

STATUS = {
    Invalid: HTTPStatus.BAD_REQUEST,
    Refused: HTTPStatus.FORBIDDEN,
    Missing: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Broken: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(error: SamplerError) -> HTTPStatus:
    """The status of the error's class.

    >>> status_of(Missing("draw_unknown", draw_id="x")).value
    404
    """
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def register_problems(app: Flask) -> None:
    """Every error becomes a page of the site; Flask has logged the unforeseen ones by then."""
    app.register_error_handler(SamplerError, problem_page)
    app.register_error_handler(HTTPException, answer_http)


def problem_page(error: SamplerError) -> tuple[str, int]:
    """The error as a page of the public; what is wrong with this machine is logged."""
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log_failure(f"broken: {error.code}", error)
    return _page(status, error.code), status


def answer_http(error: HTTPException) -> Response | tuple[str, int, list[tuple[str, str]]]:
    """What Flask or Werkzeug answers, as a page of the public."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:  # a redirect is an answer, not a problem
        return error.get_response()
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]  # keeps Allow
    return _page(status), status, headers


def _page(status: int, code: str = "") -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        show_without_database()
    return render_template("problem.html", status=int(status), code=code, demo=False)
