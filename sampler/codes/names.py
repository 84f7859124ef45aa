"""The names that a registry file's columns go by, field by field (`field_names.csv`)."""

from collections.abc import Mapping
from functools import cache

from sampler.codes.listing import read_list


@cache
def field_names() -> Mapping[str, tuple[str, ...]]:
    """The other names of each field of a registry.

    >>> field_names()["id"][0]
    '统一社会信用代码'
    """
    return {row["field"]: tuple(row["names"].split("|")) for row in read_list("field_names.csv")}
