"""What an inspection can find, and what is done about it (DOMAIN 4).

A finding is a set of codes. `未发现问题` excludes every other; a `changed` code says that the target is no more what it
was when it was drawn, and the target stays among the drawn with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sampler.codes.folding import fold_word
from sampler.codes.listing import read_list


class FindingKind(StrEnum):
    """Whether a code tells of a problem looked for, or of a target that has changed."""

    FINDING = "finding"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCode:
    """`exclusive`: a finding with this code has no other."""

    code: str
    name: str
    kind: FindingKind
    exclusive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """后续处置: what is done after a finding."""

    code: str
    name: str


@cache
def finding_codes() -> tuple[FindingCode, ...]:
    """Every code, in the order in which papers list them."""
    return tuple(
        FindingCode(code=row["code"], name=row["name"], kind=FindingKind(row["kind"]), exclusive=row["excludes"] == "*")
        for row in read_list("finding_codes.csv")
    )


@cache
def disposals() -> tuple[Disposal, ...]:
    """Every disposal, in the order in which papers list them."""
    return tuple(Disposal(code=row["code"], name=row["name"]) for row in read_list("disposals.csv"))


def finding_code(word: str) -> FindingCode | None:
    """The code for its word or its Chinese name.

    >>> finding_code("未发现问题").code, finding_code("unreachable").name, finding_code("满意")
    ('none_found', '通过登记的住所（经营场所）无法联系', None)
    """
    return _by_word().get(fold_word(word))


def disposal(word: str) -> Disposal | None:
    """The disposal for its code or its Chinese name.

    >>> disposal("停止检查,反馈日常监管").code
    'stopped'
    """
    return _disposal_by_word().get(fold_word(word))


@cache
def _by_word() -> Mapping[str, FindingCode]:
    return {fold_word(word): code for code in finding_codes() for word in (code.code, code.name)}


@cache
def _disposal_by_word() -> Mapping[str, Disposal]:
    return {fold_word(word): entry for entry in disposals() for word in (entry.code, entry.name)}
