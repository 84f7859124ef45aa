"""The kinds of jobs: what performs each, and the act that its actor must be allowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from api.jobs.ceremony import ceremony_job
from api.jobs.draws import freeze_job
from api.jobs.minutes import minutes_job
from api.jobs.notices import announce_job, papers_job
from api.jobs.packets import packets_job
from api.jobs.registry import import_job
from api.jobs.releases import release_job
from api.jobs.run import JobRun
from api.words import _
from sampler.errors import Missing
from sampler.progress import Unit
from sampler.store.jobs import Plain
from sampler.store.queries.jobs import Seen, job_line, job_params
from sampler.store.queries.papers import draw_basis


def _of_all(session: Session, params: Plain) -> None:
    """The whole authority's."""


def _of_authority(session: Session, params: Plain) -> str | None:
    return str(params["authority"])


def _of_draw(session: Session, params: Plain) -> str | None:
    return draw_basis(session, params["draw_id"]).authority


@dataclass(frozen=True, slots=True)
class Kind:
    """`perform` gives the job's result; `act` is a row of the permission table and `bureau_of` whose bureau it is done
    to, by the job's parameters (None: the whole authority's); `name` is for people.
    """

    perform: Callable[[JobRun], Plain]
    act: str
    name: str
    bureau_of: Callable[[Session, Plain], str | None] = _of_all


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


def bureau_of(session: Session, kind: str, params: Plain) -> str | None:
    """Whose a job is; what is not known, or of a draw that is gone, is the whole authority's."""
    if kind not in KINDS:
        return None
    try:
        return KINDS[kind].bureau_of(session, params)
    except Missing:
        return None


def bureau_of_job(session: Session, job: int) -> str | None:
    """Whose a job of the ledger is; one that is not there tells nobody of a bureau so."""
    try:
        return bureau_of(session, job_line(session, job).kind, job_params(session, job))
    except Missing:
        return None


def seen_by(session: Session, reach: Callable[[str | None], bool]) -> Seen:
    """Which jobs a list shows to whom `reach` lets see their bureau's."""
    if reach(None):
        return lambda kind, params: True
    return lambda kind, params: reach(bureau_of(session, kind, params))


STEPS: Mapping[str, str] = MappingProxyType(
    {
        "read": _("逐行检查"),
        "read_rows": _("逐行检查"),
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

UNITS: Mapping[str, Unit] = MappingProxyType(  # what a step counts, where it counts more than steps
    {
        "read": Unit.BYTES,
        "read_rows": Unit.ROWS,
        "frame": Unit.ROWS,
        "freeze": Unit.ROWS,
        "packets": Unit.PACKETS,
    }
)


def unit_of_step(step: str) -> Unit:
    """What the done and total of a job count while it does this, and after."""
    return UNITS.get(step, Unit.STEPS)
