"""Words for an entity's type (市场主体类型), and the kind they mean.

A type is one or more words of `type_words.csv`, each perhaps with remarks in parentheses and a branch's ending:
`有限责任公司（自然人投资或控股）`, `有限责任公司 国有企业`, `农民专业合作社分支机构`. All its words must be known and
mean one kind; anything else is a problem, never a guess.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from unicodedata import normalize

from sampler.codes.folding import fold_word
from sampler.codes.listing import read_list
from sampler.entity import Kind

REMARK = re.compile(r"\([^()]*\)")
BETWEEN = re.compile(r"[\s/;,\-]+")
BRANCH = re.compile(r"(分公司|分支机构|分支|分社|办事机构|办事处|经营单位|营业单位)$")


def kind_of_words(words: str) -> Kind | None:
    """The kind that a type's words mean; None where a word is unknown or two disagree.

    >>> kind_of_words("有限责任公司(自然人投资或控股)"), kind_of_words("个体（内地）"), kind_of_words("待核实")
    (<Kind.ENTERPRISE: 'enterprise'>, <Kind.INDIVIDUAL: 'individual'>, None)
    """
    kinds = {_kind(word) for word in _words(words)}
    return kinds.pop() if len(kinds) == 1 else None


def _words(words: str) -> Iterator[str]:
    """The words without remarks; a remark may hold another."""
    bare = normalize("NFKC", words)
    while (less := REMARK.sub("", bare)) != bare:
        bare = less
    return (fold_word(word) for word in BETWEEN.split(bare.strip()))


def _kind(word: str) -> Kind | None:
    return _kinds().get(word) or _kinds().get(BRANCH.sub("", word))


@cache
def _kinds() -> Mapping[str, Kind]:
    return {row["word"]: Kind(row["kind"]) for row in read_list("type_words.csv")}
