"""The eighteen characters that GB18030 kept in private use until its edition of 2022 gave them their Unicode places.

Python's codec follows the older table, as many files do; the newer reading is the standard's own, so that these and no
other private-use characters can be mended without a guess.
"""

from collections.abc import Mapping
from functools import cache

from sampler.codes.listing import read_list


@cache
def assigned_characters() -> Mapping[int, int]:
    """Private-use code point → the assigned one, as `str.translate` takes it.

    >>> b"\\xfe\\x59".decode("gb18030").translate(assigned_characters())
    '龴'
    """
    return {int(row["private"], 16): int(row["assigned"], 16) for row in read_list("private_use.csv")}
