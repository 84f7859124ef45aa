"""A typed value of a workbook or a Parquet file, as the text that a person would write in its cell."""

import datetime
from decimal import Decimal

EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number


def value_text(value: object) -> str | None:
    """Text for a value of any type; None stays None.

    >>> value_text(410212.0), value_text(2.5), value_text(True), value_text(9.14100000508533517e17)
    ('410212', '2.5', 'TRUE', '9.14100000508534E+17')
    >>> value_text(datetime.datetime(2012, 7, 17)), value_text(b"91")
    ('2012-07-17', '91')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(value)


def _number(value: float | Decimal) -> str:
    """Without a point where it is whole; with an exponent where a float no longer holds every digit."""
    if value != value or abs(value) == float("inf"):
        return ""
    if isinstance(value, float) and abs(value) >= EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else str(value)
