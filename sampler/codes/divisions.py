"""County-level divisions (行政区划) by their six digits: those of Henan, 2023 (source and licence in NOTICE.txt).

The digits in a credit code are those of the registering authority at its time; many are in no list of today, so an
unknown division is no problem of its own.
"""

from collections.abc import Mapping
from functools import cache

from sampler.codes.listing import read_list


def division_name(code: str) -> tuple[str, str] | None:
    """(city, county) of a six-digit code; None where the list does not hold it.

    >>> division_name("410212"), division_name("410224")
    (('开封市', '祥符区'), None)
    """
    return _divisions().get(code)


def authority_name(code: str) -> str | None:
    """The full name of a district's authority by its division code; None where the list does not hold it.

    >>> authority_name("410212")
    '开封市祥符区市场监督管理局'
    """
    division = division_name(code)
    return division and "".join(division) + "市场监督管理局"


@cache
def _divisions() -> Mapping[str, tuple[str, str]]:
    return {row["code"]: (row["city"], row["county"]) for row in read_list("divisions.csv")}
