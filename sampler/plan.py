"""What a task asks for, and the moves it may make: rates, sizes, states (DOMAIN: states and moves).

Sizes are integers or fractions of integers; no floating point takes part in any decision (SSJ1 section 1).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from sampler.errors import Invalid, Refused

INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
STRATUM = re.compile(r"[a-z]+(/[0-9A-Za-z._-]+)*")
MOST = 999_999_999  # the largest integer of SSJ1
DEFAULT_RATE = "3/100"


def parse_integer(text: str) -> int:
    """An integer of SSJ1 (`0|[1-9][0-9]{0,8}`), else `Invalid("integer_malformed")`."""
    if not INTEGER.fullmatch(text):
        raise Invalid("integer_malformed", read=text)
    return int(text)


@dataclass(frozen=True, slots=True)
class Rate:
    """The fraction p/q of a stratum that is drawn, kept as it is written: 3/100 and 6/200 are two texts.

    >>> str(Rate.parse("3/100"))
    '3/100'
    """

    p: int
    q: int

    def __post_init__(self) -> None:
        if not 1 <= self.p <= self.q <= MOST:
            raise Invalid("rate_out_of_range", read=f"{self.p}/{self.q}")

    @classmethod
    def parse(cls, text: str) -> "Rate":
        p, slash, q = text.partition("/")
        if not slash:
            raise Invalid("rate_malformed", read=text)
        return cls(parse_integer(p), parse_integer(q))

    def __str__(self) -> str:
        return f"{self.p}/{self.q}"


Size = Rate | int


def parse_size(text: str) -> Size:
    """A rate `p/q`, or a whole number ≥ 1 for a fixed count; else `Invalid`."""
    if "/" in text:
        return Rate.parse(text)
    count = parse_integer(text)
    if count < 1:
        raise Invalid("size_below_one", read=text)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The size asked for each stratum: a default, and sizes by name that cover their `/…` children.

    >>> sizes = Sizes.parse(["3/100", "enterprise=1/10", "enterprise/A=20"])
    >>> [str(sizes.of(name)) for name in ("individual", "enterprise/B", "enterprise/A/x")]
    ['3/100', '1/10', '20']
    """

    default: Size
    by_name: Mapping[str, Size]

    @classmethod
    def parse(cls, texts: Iterable[str]) -> "Sizes":
        """`SIZE` once at most, `STRATUM=SIZE` any number of times, one stratum once."""
        default: str | None = None
        by_name: dict[str, Size] = {}
        for text in texts:
            name, equals, size = text.rpartition("=")
            if equals:
                if not STRATUM.fullmatch(name):
                    raise Invalid("stratum_malformed", read=name)
                if name in by_name:
                    raise Invalid("size_given_twice", stratum=name)
                by_name[name] = parse_size(size)
            elif default is None:
                default = text
            else:
                raise Invalid("default_size_given_twice", first=default, read=text)
        return cls(default=parse_size(default or DEFAULT_RATE), by_name=MappingProxyType(by_name))

    def of(self, stratum: str) -> Size:
        """The size of the longest name that is `stratum` or its parent."""
        name = stratum
        while name not in self.by_name and "/" in name:
            name = name.rpartition("/")[0]
        return self.by_name.get(name, self.default)

    def unused(self, strata: Iterable[str]) -> tuple[str, ...]:
        """Names that cover no stratum of the frame: most often a slip of the pen."""
        covered = {parent for stratum in strata for parent in _line_of(stratum)}
        return tuple(sorted(name for name in self.by_name if name not in covered))


def _line_of(stratum: str) -> list[str]:
    parts = stratum.split("/")
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]


class TaskState(StrEnum):
    """草拟 已冻结 已公告 已抽取 已派发 检查中 检查完成 已公示 已结束 作废."""

    DRAFT = "draft"
    FROZEN = "frozen"
    ANNOUNCED = "announced"
    DRAWN = "drawn"
    DISPATCHED = "dispatched"
    INSPECTING = "inspecting"
    INSPECTED = "inspected"
    RELEASED = "released"
    CLOSED = "closed"
    VOID = "void"


class TargetState(StrEnum):
    """未录入 待审核 待复核 待审发 审核退回 已公示."""

    OPEN = "open"
    SUBMITTED = "submitted"
    REVIEWED_FIRST = "reviewed_first"
    REVIEWED_SECOND = "reviewed_second"
    SENT_BACK = "sent_back"
    RELEASED = "released"


State = TypeVar("State", TaskState, TargetState)

TASK_MOVES: Mapping[tuple[TaskState, str], TaskState] = MappingProxyType(
    {
        (TaskState.DRAFT, "freeze"): TaskState.FROZEN,
        (TaskState.FROZEN, "thaw"): TaskState.DRAFT,
        (TaskState.FROZEN, "announce"): TaskState.ANNOUNCED,
        (TaskState.ANNOUNCED, "hold_ceremony"): TaskState.DRAWN,
        (TaskState.DRAWN, "dispatch"): TaskState.DISPATCHED,
        (TaskState.DISPATCHED, "first_finding"): TaskState.INSPECTING,
        (TaskState.INSPECTING, "last_finding"): TaskState.INSPECTED,
        (TaskState.INSPECTED, "release"): TaskState.RELEASED,
        (TaskState.RELEASED, "close"): TaskState.CLOSED,
        (TaskState.FROZEN, "void"): TaskState.VOID,
        (TaskState.ANNOUNCED, "void"): TaskState.VOID,
        (TaskState.DRAWN, "void"): TaskState.VOID,
        (TaskState.DISPATCHED, "void"): TaskState.VOID,
    }
)

TARGET_MOVES: Mapping[tuple[TargetState, str], TargetState] = MappingProxyType(
    {
        (TargetState.OPEN, "submit"): TargetState.SUBMITTED,
        (TargetState.SENT_BACK, "submit"): TargetState.SUBMITTED,
        (TargetState.SUBMITTED, "review_first"): TargetState.REVIEWED_FIRST,
        (TargetState.REVIEWED_FIRST, "review_second"): TargetState.REVIEWED_SECOND,
        (TargetState.REVIEWED_SECOND, "release"): TargetState.RELEASED,
        (TargetState.SUBMITTED, "send_back"): TargetState.SENT_BACK,
        (TargetState.REVIEWED_FIRST, "send_back"): TargetState.SENT_BACK,
        (TargetState.REVIEWED_SECOND, "send_back"): TargetState.SENT_BACK,
    }
)


def next_state(moves: Mapping[tuple[State, str], State], state: State, act: str) -> State:
    """Where `act` leads from `state`; a move that is not in the table is `Refused("move_not_allowed")`."""
    try:
        return moves[state, act]
    except KeyError:
        raise Refused("move_not_allowed", state=str(state), act=act) from None
