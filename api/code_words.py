"""What the codes in an error's parameters are called: states, moves, faults, papers; how much a file may hold, and when
something was."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from api.role_words import ACTS, OFF_DUTY, OWN_ACTS, ROLES, grant_words
from api.words import Words, _
from reports.wording import beijing_time
from sampler.errors import Invalid
from sampler.plan import TargetState, TaskState
from sampler.role import parse_grant
from sampler.roster import Reason
from sampler.seed import parse_time
from sampler.store.tables.jobs import JobState
from sampler.store.tables.papers import PaperKind
from sampler.trail import Fault

TASK_STATES: Mapping[str, str] = {
    TaskState.DRAFT: _("草拟"),
    TaskState.FROZEN: _("已冻结"),
    TaskState.ANNOUNCED: _("已公告"),
    TaskState.DRAWN: _("已抽取"),
    TaskState.DISPATCHED: _("已派发"),
    TaskState.INSPECTING: _("检查中"),
    TaskState.INSPECTED: _("检查完成"),
    TaskState.RELEASED: _("已公示"),
    TaskState.CLOSED: _("已结束"),
    TaskState.VOID: _("作废"),
}
TARGET_STATES: Mapping[str, str] = {
    TargetState.OPEN: _("未录入"),
    TargetState.SUBMITTED: _("待审核"),
    TargetState.REVIEWED_FIRST: _("待复核"),
    TargetState.REVIEWED_SECOND: _("待审发"),
    TargetState.SENT_BACK: _("审核退回"),
    TargetState.RELEASED: _("已公示"),
}
JOB_STATES: Mapping[JobState, str] = {
    JobState.QUEUED: _("排队"),
    JobState.RUNNING: _("进行中"),
    JobState.DONE: _("完成"),
    JobState.FAILED: _("失败"),
    JobState.CANCELLED: _("已取消"),
}
MOVES: Mapping[str, str] = {  # what moves a draw and is no act of a person
    "first_finding": _("录入第一户的检查结果"),
    "last_finding": _("录完检查结果"),
}
PAPERS: Mapping[str, str] = {
    PaperKind.NOTICE: _("锁定公告"),
    PaperKind.TARGET_LIST: _("抽查名单公告"),
    PaperKind.PACKET: _("任务单"),
    PaperKind.PUBLICATION: _("抽查结果公示"),
    PaperKind.OPEN_DATA: _("开放数据"),
    PaperKind.MINUTES: _("会议记录"),
}
FAULTS: Mapping[str, str] = {
    Fault.ALTERED: _("被改"),
    Fault.REMOVED: _("被删"),
    Fault.INSERTED: _("被插入"),
    Fault.REORDERED: _("被换序"),
    Fault.CUT_OFF: _("被截去"),
    Fault.NOT_HERE: _("不在现存的记录里"),
    Fault.BEGUN_ANEW: _("它以前的全部记录被删"),
    Fault.IMPLAUSIBLE: _("检查点不可信"),
    Fault.TOO_YOUNG: _("不满六个月就被归档删去"),
}
SCHEMAS: Mapping[str, str] = {
    "": _("还没有建表"),  # else its number
}

EVERY_ACT = {**ACTS, **OWN_ACTS, **MOVES}
EVERY_STATE = {**TASK_STATES, **TARGET_STATES, **{str(state): name for state, name in JOB_STATES.items()}}
NAMED: Mapping[str, Mapping[str, str]] = MappingProxyType(  # a parameter → what its codes are called
    {
        "act": EVERY_ACT,
        "step": EVERY_ACT,
        "signed": EVERY_ACT,
        "state": EVERY_STATE,
        "roles": ROLES,
        "fault": FAULTS,
        "kinds": PAPERS,
        "current": SCHEMAS,
    }
)

KILO = 1024


def filesize(count: int) -> str:
    """Bytes for a reader.

    >>> filesize(2_202_009), filesize(16 * 1024 * 1024), filesize(12)
    ('2.1 MB', '16 MB', '12 B')
    """
    if count < KILO:
        return f"{count} B"
    units = ((KILO**3, "GB"), (KILO**2, "MB"), (KILO, "KB"))
    value, unit = next((count / size, unit) for size, unit in units if count >= size)
    return f"{value:,.1f}".removesuffix(".0") + f" {unit}"


def _grant(text: str, words: Words) -> str:
    return grant_words(parse_grant(text), words, {})


def _size(count: int, words: Words) -> str:
    return filesize(count)


def _left_out(counts: Mapping[str, int], words: Words) -> str:
    """Who of a roster is not sent, and why; nothing where everybody is."""
    if not counts:
        return ""
    told = [words("{reason} {count} 人").format(reason=words(OFF_DUTY[Reason(r)]), count=n) for r, n in counts.items()]
    return words("（未列入：{people}）").format(people=words("、").join(told))


def _moment(text: str, words: Words) -> str:
    """A record's UTC as the reader's clock shows it; what is no time is told as it was written."""
    try:
        return beijing_time(parse_time(text), words)
    except Invalid:
        return text


SHAPED: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "grant": _grant,
        "bytes": _size,
        "at": _moment,
        "seed_at": _moment,
        "open_by": _moment,
        "due": _moment,
        "known_from": _moment,
        "left_out": _left_out,
    }
)


def named(parameter: str, value: object, words: Words) -> object:
    """A parameter's value with its codes in words; what is no code stays as it is."""
    if parameter in SHAPED:
        return SHAPED[parameter](value, words)
    names = NAMED.get(parameter, {})
    if isinstance(value, list | tuple):
        return [words(names[one]) if one in names else one for one in value] if names else value
    return words(names[value]) if isinstance(value, str) and value in names else value
