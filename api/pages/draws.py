"""`/draws/<draw_id>`: one draw, its record files, and the record as one ZIP."""

from flask import Blueprint, Response, render_template, send_file
from flask_babel import gettext as _

from api.caching import conditional, immutable
from api.chain import Answer, Fault, Standing
from api.pages.figures import course_of, finding_lines, kind_figures, shows_drawn
from api.pages.recheck import recheck_of
from api.pages.records import archive, archive_etag, drawn_lines, first_target, is_whole, packed_record
from api.wiring import current_wiring, now
from sampler.errors import Missing
from sampler.record import NOTICE
from sampler.store.queries.chain import public_chain
from sampler.store.queries.draws import DrawDetail, FileLine, draw_detail

draws = Blueprint("draws", __name__)

TYPES = {"tsv": "text/tab-separated-values", "tsr": "application/timestamp-reply"}


@draws.get("/draws/<draw_id>")
def show(draw_id: str) -> str:
    draw = read_draw(draw_id)
    whole, answer = is_whole(draw), answer_on_chain()
    folder = current_wiring().files.record(draw_id)
    return render_template(
        "draw.html",
        draw=draw,
        drawn=shows_drawn(draw),
        whole=whole,
        sections=sections_of(draw),
        course=course_of(draw),
        kinds=kind_figures(draw),
        findings=finding_lines(draw.findings, draw.summary.drawn or 0),
        notice_text=(folder / NOTICE).read_text(encoding="utf-8"),
        example=first_target(folder).id if whole else "",
        recheck=recheck_of(draw) if whole else None,
        thrown=drawn_lines(folder) if is_thrown_away(draw) else (),
        faults=faults_about(draw, answer),
        judged=answer.standing is Standing.CURRENT,
        demo=draw.summary.demo,
    )


def read_draw(draw_id: str) -> DrawDetail:
    with current_wiring().store.reading() as session:
        return draw_detail(session, draw_id)


def is_thrown_away(draw: DrawDetail) -> bool:
    """Voided when the seed could be known, and what was drawn can be computed."""
    return draw.void is not None and draw.void.late and draw.summary.drawn is not None


def answer_on_chain() -> Answer:
    """What the checker says of the public chain."""
    wiring = current_wiring()
    with wiring.store.reading() as session:
        chain = public_chain(session)
    return wiring.judge.answer(wiring.files, chain, now())


def faults_about(draw: DrawDetail, answer: Answer) -> tuple[Fault, ...]:
    """What the checker finds wrong with this draw in the public chain."""
    judgement = answer.judgement
    places = [f"{draw.summary.draw_id}/", *(f"entries/{number}/" for number in draw.entry_numbers)]
    return tuple(fault for fault in judgement.faults if fault.file.startswith(tuple(places))) if judgement else ()


def sections_of(draw: DrawDetail) -> tuple[tuple[str, str, bool], ...]:
    """(id, title, whether there is anything to show): each id is also the name of its template."""
    return (
        ("thrown", _("作废的名单"), is_thrown_away(draw)),
        ("figures", _("户数"), True),
        ("notice", _("锁定公告"), True),
        ("strata", _("各层"), True),
        ("bureaus", _("各监管所"), bool(draw.bureaus) and shows_drawn(draw)),
        ("findings", _("检查结果"), bool(draw.findings)),
        ("papers", _("公文"), bool(draw.papers)),
        ("files", _("存档文件"), True),
        ("check", _("怎样核验"), True),
    )


@draws.get("/draws/<draw_id>/files/<name>")
def file(draw_id: str, name: str) -> Response:
    line = public_file(read_draw(draw_id), name)
    path = current_wiring().files.record(draw_id) / line.name
    return immutable(send_file(path, mimetype=type_of(name), conditional=True, etag=line.sha256))


def public_file(draw: DrawDetail, name: str) -> FileLine:
    """The file's line, or `Missing`: only what the record lists as public leaves the folder."""
    line = next((line for line in draw.files if line.name == name), None)
    if line is None:
        raise Missing("file_unknown", draw_id=draw.summary.draw_id, name=name)
    return line


def type_of(name: str) -> str:
    """Records are UTF-8, and say so."""
    return TYPES.get(name.rpartition(".")[2], "text/plain")


@draws.get("/draws/<draw_id>/record.zip")
def archive_file(draw_id: str) -> Response:
    draw = read_draw(draw_id)
    if not is_whole(draw):
        raise Missing("record_not_whole", draw_id=draw_id)
    packed = packed_record(current_wiring().files.record(draw_id), draw.files)
    response = Response(archive(packed), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{draw_id}.zip")
    return immutable(conditional(response, archive_etag(draw.files)))
