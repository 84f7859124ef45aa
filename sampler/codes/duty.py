"""Words for whether an inspector is on duty (状态: 在岗/停用)."""

from collections.abc import Mapping
from functools import cache

from sampler.codes.folding import fold_word
from sampler.codes.listing import read_list

ON_DUTY, OFF_DUTY = "在岗", "停用"  # the words that the glossary has for it


def is_on_duty(word: str) -> bool | None:
    """Whether the word says so; None where the list does not hold it.

    >>> is_on_duty("在岗"), is_on_duty("停用"), is_on_duty("待核实")
    (True, False, None)
    """
    return _duties().get(fold_word(word))


@cache
def _duties() -> Mapping[str, bool]:
    return {fold_word(row["word"]): row["duty"] == "on" for row in read_list("duty_words.csv")}
