"""Words for an entity's registration status (登记状态), and the one word that a snapshot keeps for each.

Only what stands in 存续 can be drawn (DOMAIN 1.3); every other word is the reason why an entity is kept out. The list
is `status_words.csv`; a word that is not in it is a problem, never a guess.
"""

from collections.abc import Mapping
from functools import cache

from sampler.codes.folding import fold_word
from sampler.codes.listing import read_list

ACTIVE = "存续"


def status_of(word: str) -> str | None:
    """The status that a word means; None where the list does not hold it.

    >>> status_of("存续（在营、开业、在册）"), status_of("吊销，未注销"), status_of("待核实")
    ('存续', '吊销', None)
    """
    return _statuses().get(fold_word(word))


def is_active(status: str) -> bool:
    """Whether an entity of that status can be drawn."""
    return status == ACTIVE


@cache
def _statuses() -> Mapping[str, str]:
    return {row["word"]: row["status"] for row in read_list("status_words.csv")}
