"""Words for the class of credit risk (信用风险分类, 国市监信发〔2022〕6号): A low, B ordinary, C raised, D high."""

import re
from collections.abc import Mapping
from functools import cache

from sampler.codes.folding import fold_word
from sampler.codes.listing import read_list

REMARK = re.compile(r"\([^()]*\)$")
UNRATED = ""


def risk_of(word: str) -> str | None:
    """A, B, C or D, `UNRATED` for a word that says so; None where the list does not hold the word.

    >>> risk_of("Ｂ类（信用风险一般）"), risk_of("未评级"), risk_of("E")
    ('B', '', None)
    """
    return _classes().get(REMARK.sub("", fold_word(word)))


@cache
def _classes() -> Mapping[str, str]:
    return {row["word"]: row["risk"] for row in read_list("risk_words.csv")}
