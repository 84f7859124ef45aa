"""Where a public value comes from: dice, lotteries, a drand round, or a rehearsal's own word (SSJ1 section 5).

A source is written into the notice as `seed_format` and `seed_source`, in words that anybody can follow and that this
package reads back: the notice alone says how the value is to be written, so no second list can differ from it.

Enough chance: a public draw needs a source with at least 2**60 results. Whoever may freeze n notices and hold back all
but one would have to freeze that many to have their way.
"""

from datetime import datetime

from sampler.drand import chain_named, chain_of_hash, require_library
from sampler.errors import Invalid, Refused
from sampler.seed import DRAND, REHEARSAL, check_seed_format, format_time
from sampler.source.beacon import Beacon, StrangeBeacon
from sampler.source.drawings import LIST, Drawing, Drawings, drawings_in, evening, speaks_of_lottery
from sampler.source.source import DICE, THROWN, Digits, Rehearsal, Source, Stretch

__all__ = [
    "DICE", "LIST", "Beacon", "Digits", "Drawing", "Drawings", "Rehearsal", "Source", "StrangeBeacon",
    "Stretch", "check_known", "check_source", "evening", "require_checkable", "source_of", "standard_source",
]  # fmt: skip

FEWEST_RESULTS = 2**60


def source_of(seed_format: str, text: str) -> Source:
    """The source that a notice fixes, read back from its two lines.

    >>> source_of("digits:20", DICE) == Digits()
    True
    """
    check_seed_format(seed_format)
    if seed_format == REHEARSAL:
        return Rehearsal(text=text)
    if round_named := DRAND.fullmatch(seed_format):
        chain, number = chain_of_hash(round_named[1]), int(round_named[2])
        known = chain and Beacon(chain=chain, round=number)
        return known or StrangeBeacon(chain_hash=round_named[1], round=number, words=text)
    return drawings_in(text) or Digits(count=int(seed_format.partition(":")[2]), text=text)


def standard_source(seed_format: str) -> Source:
    """The source of a format in words of the table: so many dice, the beacon's round, a rehearsal.

    >>> standard_source("digits:24").text
    '24 枚十面骰子当众依次掷出，按掷出先后逐位记录'
    """
    source = source_of(seed_format, "")
    if isinstance(source, Rehearsal):
        return Rehearsal()
    return Digits(count=source.count, text=THROWN.format(count=source.count)) if isinstance(source, Digits) else source


def check_source(seed_format: str, text: str, seed_at: str) -> Source:
    """A source that a public draw may have, or a rehearsal's; else `Invalid`, "source_too_weak" among others.

    A text of one's own that speaks of lotteries is "lottery_list_reworded": its digits are not all equally likely.
    """
    source = source_of(seed_format, text)
    if isinstance(source, Digits) and speaks_of_lottery(text):
        raise Invalid("lottery_list_reworded", read=text)
    if source.seed_format != seed_format:
        raise Invalid("seed_format_not_of_source", expected=source.seed_format, read=seed_format)
    source.check_time(seed_at)
    if seed_format != REHEARSAL and source.results < FEWEST_RESULTS:
        raise Invalid("source_too_weak", bits=source.results.bit_length() - 1, fewest=FEWEST_RESULTS.bit_length() - 1)
    return source


def require_checkable(source: Source) -> None:
    """The office draws by no beacon that it cannot check, as files may: else `Invalid("drand_chain_unknown")`,
    `Broken("drand_library_missing")`.
    """
    if isinstance(source, Beacon | StrangeBeacon):
        chain_named(source.seed_format.split(":")[1])
        require_library()


def check_known(source: Source, *, seed_at: datetime, at: datetime) -> None:
    """Somebody can know the value at `at`; else `Refused`: "ceremony_too_early" before `seed_at`, "value_to_come"
    before its source gives it.
    """
    if at < seed_at:
        raise Refused("ceremony_too_early", at=format_time(at), seed_at=format_time(seed_at))
    earliest = source.known_from(seed_at)
    if at < earliest:
        raise Refused("value_to_come", at=format_time(at), known_from=format_time(earliest))
