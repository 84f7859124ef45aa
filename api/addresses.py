"""What may stand between two slashes of an address: nothing has a name that this leaves out, so it is not found."""

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter


class Segment(BaseConverter):
    """No control character, which PostgreSQL cannot even be asked for, and no longer than a file's name can be."""

    regex = r"[^/\x00-\x1f\x7f-\x9f]{1,255}"


class Number(IntegerConverter):
    """No longer than the number of any row."""

    regex = r"\d{1,9}"


def narrow_addresses(app: Flask) -> None:
    """Hold every `<name>` of every route to `Segment`, every `<int:name>` to `Number`; comes before the routes."""
    app.url_map.converters.update(default=Segment, int=Number)
