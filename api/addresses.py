"""What may stand between two slashes of an address: nothing has a name that this leaves out, so it is not found."""

from flask import Flask
from werkzeug.routing import BaseConverter


class Segment(BaseConverter):
    """No control character, which PostgreSQL cannot even be asked for, and no longer than a file's name can be."""

    regex = r"[^/\x00-\x1f\x7f-\x9f]{1,255}"


def narrow_addresses(app: Flask) -> None:
    """Hold every `<name>` of every route to `Segment`; comes before the routes."""
    app.url_map.converters["default"] = Segment
