"""A public value as two people typed it, round after round, until both readings are the same.

What was typed stays: the minutes say it, slips and all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Hand(StrEnum):
    """Who typed a public value: 操作员, 见证人."""

    OPERATOR = "operator"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A value as somebody typed it."""

    person: str
    value: str
    at: datetime

    def named(self, names: Mapping[str, str]) -> "Typed":
        """The person by full name; who is in no list keeps the name of the account."""
        return replace(self, person=names.get(self.person, self.person))


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Both typed it, or one has, or nobody yet."""

    number: int
    operator: Typed | None = None
    witness: Typed | None = None

    @property
    def whole(self) -> bool:
        return self.operator is not None and self.witness is not None

    @property
    def agreed(self) -> bool:
        """Both typed the same."""
        return self.operator is not None and self.witness is not None and self.operator.value == self.witness.value

    def by(self, hand: Hand) -> Typed | None:
        return self.operator if hand is Hand.OPERATOR else self.witness

    @property
    def differing(self) -> tuple[int, ...]:
        """Places, from 0, at which the two differ; none before both are in."""
        if self.operator is None or self.witness is None:
            return ()
        longest = max(len(self.operator.value), len(self.witness.value))
        one, other = (typed.value.ljust(longest) for typed in (self.operator, self.witness))
        return tuple(place for place in range(longest) if one[place] != other[place])

    def named(self, names: Mapping[str, str]) -> "Round":
        """Both people by full name."""
        return replace(
            self,
            operator=self.operator and self.operator.named(names),
            witness=self.witness and self.witness.named(names),
        )
