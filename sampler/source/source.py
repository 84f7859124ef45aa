"""What every source has, and the two that need nothing of their own: dice, and a rehearsal's word."""

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime

from sampler.errors import Invalid
from sampler.seed import REHEARSAL, check_public_value

THROWN = "{count} 枚十面骰子当众依次掷出，按掷出先后逐位记录"
DICE_COUNT = 20
DICE = THROWN.format(count=DICE_COUNT)
SEPARATORS = re.compile(r"[\s+,，、]")
DIGITS_TOGETHER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a public value as people compare it: what stands together; `label` names what gave it."""

    groups: tuple[str, ...]
    label: str = ""


def groups_of(value: str, size: int) -> tuple[str, ...]:
    """The value in groups of so many characters, the last one shorter where it must be.

    >>> groups_of("1234567", 5)
    ('12345', '67')
    """
    return tuple(value[at : at + size] for at in range(0, len(value), size))


class Source(ABC):
    """A source as the notice fixes it."""

    __slots__ = ()

    @property
    @abstractmethod
    def seed_format(self) -> str:
        """SSJ1's `seed_format`."""

    @property
    @abstractmethod
    def text(self) -> str:
        """SSJ1's `seed_source`."""

    @property
    @abstractmethod
    def results(self) -> int:
        """How many results there are, all equally likely."""

    def check_time(self, seed_at: str) -> None:  # noqa: B027  # most sources give nothing before they are asked
        """The value does not exist before `seed_at`; else `Invalid`."""

    def known_from(self, seed_at: datetime) -> datetime:
        """When the whole value can be known at the earliest, and never before `seed_at`."""
        return seed_at

    def check(self, value: str) -> None:
        """A public value in its one spelling that the source can give; else `Invalid`."""
        check_public_value(self.seed_format, value)

    def read(self, typed: str) -> str:
        """The public value in its one spelling, from what somebody typed; `Invalid` says what is wrong with it."""
        value = typed.strip()
        self.check(value)
        return value

    def stretches(self, value: str) -> tuple[Stretch, ...]:
        """The value as a screen or a paper shows it to be compared."""
        return (Stretch(groups=(value,)),)


def read_digits(source: Source, count: int, typed: str) -> str:
    """So many digits, in full width, too, and as people set them apart to read them; else `Invalid`: "digits_strange",
    "digits_miscounted", or what the source says of them.
    """
    value = SEPARATORS.sub("", unicodedata.normalize("NFKC", typed))
    if strange := "".join(sorted(set(value) - set("0123456789"))):
        raise Invalid("digits_strange", read=strange)
    if len(value) != count:
        raise Invalid("digits_miscounted", expected=count, found=len(value))
    source.check(value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits(Source):
    """So many decimal digits, come by as the text says: the dice of the table, or what an older notice says."""

    count: int = DICE_COUNT
    text: str = DICE

    @property
    def seed_format(self) -> str:
        return f"digits:{self.count}"

    @property
    def results(self) -> int:
        return int(10**self.count)

    def read(self, typed: str) -> str:
        return read_digits(self, self.count, typed)

    def stretches(self, value: str) -> tuple[Stretch, ...]:
        return (Stretch(groups=groups_of(value, DIGITS_TOGETHER)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal(Source):
    """Any word: a rehearsal proves nothing, and every page and paper says so."""

    text: str = "演练：字母、数字、点和横线任意，至多 64 个"

    @property
    def seed_format(self) -> str:
        return REHEARSAL

    @property
    def results(self) -> int:
        return 1
