"""The kinds of jobs: what performs each, and the act that its actor must be allowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.jobs.ceremony import ceremony_job
from api.jobs.draws import freeze_job
from api.jobs.minutes import minutes_job
from api.jobs.notices import announce_job, papers_job
from api.jobs.packets import packets_job
from api.jobs.registry import import_job
from api.jobs.releases import release_job
from api.jobs.run import JobRun
from sampler.store.jobs import Plain
from sampler.store.queries.papers import draw_basis


def _(text: str) -> str:
    """Marks a msgid; the words are chosen when it is shown."""
    return text


def _of_all(run: JobRun) -> str | None:
    return None


def _of_authority(run: JobRun) -> str | None:
    return str(run.claim.params["authority"])


def _of_draw(run: JobRun) -> str | None:
    with run.wiring.store.reading() as session:
        return draw_basis(session, run.claim.params["draw_id"]).authority


@dataclass(frozen=True, slots=True)
class Kind:
    """`perform` gives the job's result; `act` is a row of the permission table and `bureau_of` whose bureau it is done
    to (None: the whole authority's); `name` is for people.
    """

    perform: Callable[[JobRun], Plain]
    act: str
    name: str
    bureau_of: Callable[[JobRun], str | None] = _of_all


Kinds = Mapping[str, Kind]

KINDS: Kinds = MappingProxyType(
    {
        "import": Kind(import_job, "register_snapshot", _("读入名录库")),
        "freeze": Kind(freeze_job, "freeze", _("锁定"), _of_authority),
        "announce": Kind(announce_job, "announce", _("发布公告"), _of_draw),
        "ceremony": Kind(ceremony_job, "hold_ceremony", _("摇号"), _of_draw),
        "papers": Kind(papers_job, "register_papers", _("生成公告"), _of_draw),
        "packets": Kind(packets_job, "register_papers", _("生成任务单"), _of_draw),
        "minutes": Kind(minutes_job, "register_papers", _("生成会议记录"), _of_draw),
        "release": Kind(release_job, "release", _("审发并公示结果"), _of_draw),
    }
)

STEPS: Mapping[str, str] = MappingProxyType(
    {
        "read": _("逐行检查"),
        "frame": _("整理抽样框"),
        "freeze": _("写存档"),
        "draw": _("正在抽取"),
        "notice": _("锁定公告"),
        "target_list": _("抽查名单公告"),
        "packets": _("逐所排版"),
        "minutes": _("会议记录"),
        "release": _("排版并公示"),
    }
)
