"""What is answered where a form cannot be taken at all, whichever it is: where it stood, and what to do."""

from http import HTTPStatus

from flask import current_app, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from api.gates import ACTS, Open
from api.pages.staff import staff_blueprint, staff_page
from api.problems import answer_http
from api.visitor import own_address

forms = staff_blueprint("forms")


@forms.app_errorhandler(CSRFError)
def answer_stale(error: CSRFError) -> tuple[str, int]:
    """The token of a form is not this session's: it was opened before the last sign-in, or elsewhere."""
    return not_taken("stale_form.html", HTTPStatus.BAD_REQUEST)


@forms.app_errorhandler(RequestEntityTooLarge)
def answer_too_large(error: RequestEntityTooLarge) -> Answer | tuple[str, int] | tuple[str, int, list[tuple[str, str]]]:
    """More was sent than its route takes; nothing of it was read."""
    if ACTS.get(request.endpoint or "", Open.PUBLIC) is Open.PUBLIC:
        return answer_http(error)
    return not_taken("too_large.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, longest=request.max_content_length)


def not_taken(template: str, status: HTTPStatus, **known: object) -> tuple[str, int]:
    """The page that says why, with the way back."""
    return staff_page(template, back=address_behind(), status=status.value, **known), status


def address_behind() -> str:
    """The nearest page at or above the address of the form: no browser tells here where it came from."""
    pages, address = current_app.create_url_adapter(request), request.path
    while pages and address and not pages.test(address, method="GET"):
        address = address.rpartition("/")[0]
    return request.script_root + own_address(address)
