"""What a draw's page counts out: figures by kind, findings by code, and where the draw stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from sampler.codes import finding_code
from sampler.entity import DRAWABLE, kind_of_stratum
from sampler.plan import TaskState
from sampler.store.queries.draws import DrawDetail, FindingFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFigure:
    """How many of one kind."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding code: its count by kind, and its share of the targets for the bar."""

    code: str
    counts: Mapping[str, int]
    total: int
    share: float

    @property
    def clear(self) -> bool:
        """未发现问题: the code beside which no other stands."""
        code = finding_code(self.code)
        return code is not None and code.exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a draw: `phase` is past, now or later; `planned`: its time is still to come."""

    name: str
    phase: str
    at: datetime | None = None
    planned: bool = False


def kind_figures(draw: DrawDetail) -> tuple[KindFigure, ...]:
    """Drawn entities of each kind, or before the draw the frame's; in the order 企业, 个体工商户, 合作社."""
    drawn = shows_drawn(draw)
    counts: Counter[str] = Counter()
    for line in draw.strata:
        counts[kind_of_stratum(line.name)] += (line.places or 0) if drawn else line.entities
    return tuple(KindFigure(kind=kind, count=counts[kind]) for kind in DRAWABLE if kind in counts)


def shows_drawn(draw: DrawDetail) -> bool:
    """Drawn, and not under seal."""
    return draw.summary.drawn is not None and not draw.sealed


def finding_lines(figures: Sequence[FindingFigure], targets: int) -> tuple[FindingLine, ...]:
    """One line a code, in the order of the figures."""
    lines: dict[str, dict[str, int]] = {}
    for figure in figures:
        lines.setdefault(figure.code, {})[figure.kind] = figure.count
    return tuple(
        FindingLine(code=code, counts=counts, total=sum(counts.values()), share=sum(counts.values()) / max(targets, 1))
        for code, counts in lines.items()
    )


ANNOUNCED = (TaskState.ANNOUNCED,)
DRAWN = (TaskState.DRAWN,)
INSPECTING = (TaskState.DISPATCHED, TaskState.INSPECTING, TaskState.INSPECTED)
PUBLISHED = (TaskState.RELEASED, TaskState.CLOSED)


def course_of(draw: DrawDetail) -> tuple[Step, ...]:
    """The four steps of a draw; a void draw has no course."""
    summary = draw.summary
    stages = (ANNOUNCED, DRAWN, INSPECTING, PUBLISHED)
    here = next((i for i, states in enumerate(stages) if summary.state in states), None)
    if here is None:
        return ()
    drawn_at = draw.ceremony_at or summary.seed_at
    return (
        Step(name=_("锁定公告"), phase=_phase(0, here), at=summary.announced_at),
        Step(name=_("摇号抽取"), phase=_phase(1, here), at=drawn_at, planned=draw.ceremony_at is None),
        Step(name=_("派发检查"), phase=_phase(2, here)),
        Step(name=_("结果公示"), phase=_phase(3, here), at=summary.published_at),
    )


def _phase(step: int, here: int) -> str:
    if step == here:
        return "now"
    return "past" if step < here else "later"
