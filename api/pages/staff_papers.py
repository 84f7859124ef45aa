"""`/staff/draws/<draw_id>/…`: papers are asked for, and those that are no public ones are handed to whom they are for.

Public papers are read where the public reads them (api/pages/papers.py).
"""

from datetime import date
from typing import Any

from flask import Response, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from api.access import recording_refusals
from api.jobs.desk import Heading
from api.jobs.minutes import minutes_request
from api.jobs.notices import papers_request
from api.jobs.packets import packets_request
from api.jobs.papers import MINUTES_NAME, TARGET_LIST_NAME
from api.jobs.releases import release_request
from api.pages.staff import staff_blueprint
from api.pages.staff_draws import as_job, may_see_minutes, read_standing
from api.pages.typed import require_short, visible, visible_lines
from api.visitor import current_visitor
from api.wiring import current_wiring
from sampler.codes.personal import refuse_private
from sampler.errors import Invalid, Refused
from sampler.facts import LONGEST_SAID, Sitting
from sampler.store.jobs import Request
from sampler.store.queries.papers import PaperLine, internal_paper
from sampler.store.tables.papers import PaperKind
from sampler.work.draws import require_move, subject
from sampler.work.papers import require_makeable

staff_papers = staff_blueprint("staff_papers")

LONGEST_LINE = 100  # characters of a number or a plan at the head of a paper


def line(field: str) -> str:
    """What was typed into a field of one line, short enough and without a private number; else `Invalid`."""
    typed = visible(request.form.get(field, "")).strip()
    refuse_private(field, typed)
    return require_short(field, typed, LONGEST_LINE)


def lines(field: str) -> str:
    """What was typed into a field of several lines."""
    return visible_lines(request.form.get(field, "").strip(), LONGEST_SAID[field])


def day(field: str) -> date:
    """`Invalid("date_malformed")`."""
    typed = visible(request.form.get(field, ""))
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid("date_malformed", name=field, read=typed) from None


@staff_papers.post("/staff/draws/<draw_id>/papers/<any(notice, target_list):kind>")
def make(draw_id: str, kind: str) -> Answer | tuple[str, int]:
    paper = PaperKind(kind)

    def ask(session: Any) -> Request:
        require_makeable(session, draw_id, [paper])
        return papers_request(draw_id, [paper], Heading(document_number=line(f"{kind}_number")))

    return as_job(draw_id, "register_papers", ask, _("正在制作公文。"))


@staff_papers.post("/staff/draws/<draw_id>/packets")
def make_packets(draw_id: str) -> Answer | tuple[str, int]:
    def ask(session: Any) -> Request:
        require_makeable(session, draw_id, [PaperKind.PACKET])
        heading = Heading(document_number=line("packets_number"))
        return packets_request(draw_id, deadline=day("deadline"), heading=heading)

    return as_job(draw_id, "register_papers", ask, _("正在制作任务单，一所一份。"))


@staff_papers.post("/staff/draws/<draw_id>/minutes")
def make_minutes(draw_id: str) -> Answer | tuple[str, int]:
    def ask(session: Any) -> Request:
        require_makeable(session, draw_id, [PaperKind.MINUTES])
        sitting = Sitting(**{field: lines(field) for field in LONGEST_SAID})
        return minutes_request(draw_id, sitting, Heading(document_number=line("minutes_number")))

    return as_job(draw_id, "register_papers", ask, _("正在制作会议记录。"))


@staff_papers.post("/staff/draws/<draw_id>/release")
def release(draw_id: str) -> Answer | tuple[str, int]:
    def ask(session: Any) -> Request:
        require_move(session, draw_id, "release")
        heading = Heading(document_number=line("release_number"), plan=line("plan"))
        return release_request(session, draw_id, heading)

    return as_job(draw_id, "release", ask, _("正在审发：结果公示排好以后，即对外可见。"))


@staff_papers.get("/staff/draws/<draw_id>/packets/<code>/<int:version>/<name>")
def packet(draw_id: str, code: str, version: int, name: str) -> Response:
    with current_wiring().store.reading() as session:
        paper = internal_paper(session, draw_id, name, version, bureau=code)
    return handed_out(draw_id, paper)


@staff_papers.get("/staff/draws/<draw_id>/target-list/<int:version>.pdf")
def practised_list(draw_id: str, version: int) -> Response:
    """A rehearsal's list of targets, which is published nowhere."""
    with current_wiring().store.reading() as session:
        paper = internal_paper(session, draw_id, TARGET_LIST_NAME, version, bureau=None)
    return handed_out(draw_id, paper)


@staff_papers.get("/staff/draws/<draw_id>/minutes/<int:version>.pdf")
def minutes(draw_id: str, version: int) -> Response:
    """Whoever is nothing but a witness gets those of a ceremony that they witnessed."""
    wiring, actor = current_wiring(), current_visitor().actor
    with wiring.store.reading() as session:
        paper = internal_paper(session, draw_id, MINUTES_NAME, version, bureau=None)
    if not may_see_minutes(read_standing(draw_id)):
        with recording_refusals(wiring, actor, "see_minutes", subject(draw_id)):
            raise Refused("act_not_allowed", act="see_minutes", person=actor.name)
    return handed_out(draw_id, paper)


def handed_out(draw_id: str, paper: PaperLine) -> Response:
    """A paper as a file to keep, under a name that says of which draw it is."""
    path = current_wiring().files.paper(paper.sha256, paper.name.rpartition(".")[2])
    return send_file(path, as_attachment=True, download_name=f"{draw_id}-{paper.name}", etag=paper.sha256)
