"""Characters that no database takes, refused where text comes in: in what a browser sends, and on the command line.

PostgreSQL takes no NUL, and half of a surrogate pair is no UTF-8: SQLite would keep the one and neither the other.
"""

import re
from collections.abc import Iterable

from sampler.errors import Invalid

UNWRITABLE = re.compile("[\u0000\ud800-\udfff]")


def refuse_unwritable(texts: Iterable[str]) -> None:
    """`Invalid("character_unwritable")`.

    >>> refuse_unwritable(["祥符区", "\U00020bb7"])
    """
    if any(UNWRITABLE.search(text) for text in texts):
        raise Invalid("character_unwritable")
