"""What an act lets pass and people must be told: no notice is invalid for it, but a rule outside the method is touched.

The floor is that of 企业公示信息抽查办法 (令67号) Art. 4: not less than 3 % of the frame as a whole; a stratum may go
under it (DOMAIN 1.2). The day is SSJ1 section 2's: a draw without outcome or void 24 h after `seed_at` is a fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sampler.allocation import allocate, places
from sampler.codes.lotteries import closed_days
from sampler.plan import Rate, Sizes
from sampler.record import Notice
from sampler.seed import parse_time
from sampler.source import Beacon, Drawings, Source, StrangeBeacon, evening, source_of

FLOOR = Rate(3, 100)
OUTCOME_WITHIN = timedelta(hours=24)


class Code(StrEnum):
    """What is touched."""

    BELOW_FLOOR = "below_floor"
    OUTCOME_LATE = "outcome_late"
    AUTHORITY_NAMELESS = "authority_nameless"
    BEACON_UNKNOWN = "beacon_unknown"
    BEACON_UNCHECKED = "beacon_unchecked"
    CLOSURES_UNKNOWN = "closures_unknown"
    RESULTS_LATE = "results_late"
    INSPECTORS_LEFT_OUT = "inspectors_left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One remark; its sentence is chosen at the edge, as an error's is."""

    code: Code
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def plain(self) -> Mapping[str, object]:
        """As JSON holds it."""
        return {"code": str(self.code), "params": dict(self.params)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Caution":
        """What `plain` gave."""
        return cls(code=Code(plain["code"]), params=plain["params"])


def cautions_of_authority(code: str, name: str) -> tuple[Caution, ...]:
    """Of papers that bear an authority's code because nobody said its name."""
    return () if name else (Caution(code=Code.AUTHORITY_NAMELESS, params={"authority": code}),)


def cautions_of_duty(left_out: Mapping[str, int]) -> tuple[Caution, ...]:
    """Of a roster of which not everybody is sent: how many, by reason."""
    return (Caution(code=Code.INSPECTORS_LEFT_OUT, params={"left_out": dict(left_out)}),) if left_out else ()


def cautions_of_notice(notice: Notice) -> tuple[Caution, ...]:
    """Of a draw that takes fewer than 3 % of its frame, rounded up; of a beacon whose times or signatures nobody here
    can check; of lotteries whose issues cannot be told from their days, or whose last results come too late.
    """
    source = source_of(notice.seed_format, notice.seed_source)
    return (*_of_size(notice), *_of_beacon(source), *_of_lotteries(source, notice.seed_at))


def _of_size(notice: Notice) -> tuple[Caution, ...]:
    drawn = sum(allocate(notice.counts, Sizes(default=1, by_name=notice.sizes), notice.min_per_stratum).values())
    floor = places(notice.frame_count, FLOOR)
    if drawn >= floor:
        return ()
    params = {"drawn": drawn, "entities": notice.frame_count, "floor": floor, "rate": str(FLOOR)}
    return (Caution(code=Code.BELOW_FLOOR, params=params),)


def _of_beacon(source: Source) -> Iterator[Caution]:
    if isinstance(source, StrangeBeacon):
        yield Caution(code=Code.BEACON_UNKNOWN, params={"seed_format": source.seed_format})
    if isinstance(source, Beacon) and not source.chain.checkable:
        yield Caution(code=Code.BEACON_UNCHECKED, params={"chain": source.chain.name})


def _of_lotteries(source: Source, seed_at: str) -> Iterator[Caution]:
    if not isinstance(source, Drawings):
        return
    days = sorted(drawing.day for drawing in source.drawings)
    unknown = sorted({day.year for day in days if len(closed_days(day.year)) > 1})
    if unknown:
        yield Caution(code=Code.CLOSURES_UNKNOWN, params={"years": unknown})
    if evening(days[-1]) - parse_time(seed_at) > OUTCOME_WITHIN:
        yield Caution(code=Code.RESULTS_LATE, params={"day": days[-1].isoformat(), "seed_at": seed_at})


def cautions_of_ceremony(notice: Notice, at: str) -> tuple[Caution, ...]:
    """Of a ceremony at `at`, with which the outcome is entered, more than 24 h after `seed_at`."""
    if parse_time(at) - parse_time(notice.seed_at) <= OUTCOME_WITHIN:
        return ()
    return (Caution(code=Code.OUTCOME_LATE, params={"at": at, "seed_at": notice.seed_at}),)
