"""The public papers that come before the results: 锁定公告, 抽查名单公告."""

from collections.abc import Sequence

from api.jobs.desk import Heading, note_hour, open_desk
from api.jobs.releases import register
from api.jobs.requests import request
from api.jobs.run import JobRun
from sampler.errors import Refused
from sampler.store.jobs import Plain, Request
from sampler.store.tables.papers import PaperKind
from sampler.work.draws import announce, require_move, subject

BEFORE_RESULTS = frozenset({PaperKind.NOTICE, PaperKind.TARGET_LIST})


def papers_request(draw_id: str, papers: Sequence[PaperKind], heading: Heading | None = None) -> Request:
    """Ask for public papers of a draw: `NOTICE`, and after the ceremony `TARGET_LIST`."""
    if not papers or not BEFORE_RESULTS.issuperset(papers):
        raise Refused("paper_without_release", kinds=[str(paper) for paper in papers])
    params = {"draw_id": draw_id, "papers": list(papers), "heading": (heading or Heading()).write()}
    return request("papers", subject(draw_id), params)


def papers_job(run: JobRun) -> Plain:
    """Gives the `papers` by kind."""
    params, hour = run.claim.params, note_hour(run)
    desk = open_desk(run, params["draw_id"], Heading.read(params["heading"]), hour)
    papers = params["papers"]
    for kept, kind in run.each(list(enumerate(papers, start=1))[hour["kept"] :]):
        run.say(kind)
        if kind == PaperKind.NOTICE:
            made = desk.press.notice(desk.frozen)
        else:
            made = desk.press.target_list(desk.record, desk.entities, desk.bureaus)
        register(run, desk.basis.draw_id, made, {**hour, "kept": kept}, done=kept, total=len(papers))
    return {"papers": papers}


def announce_request(draw_id: str, heading: Heading | None = None) -> Request:
    """Ask for the announcement: the notice's paper, and with it the notice."""
    return request("announce", subject(draw_id), {"draw_id": draw_id, "heading": (heading or Heading()).write()})


def announce_job(run: JobRun) -> Plain:
    """Gives the `notice_hash`. The paper is registered first: who sees the notice sees its paper."""
    params, hour = run.claim.params, note_hour(run)
    draw_id = params["draw_id"]
    desk = open_desk(run, draw_id, Heading.read(params["heading"]), hour)
    if hour["kept"] < 1:
        with run.wiring.store.reading() as session:
            require_move(session, draw_id, "announce")
        run.say("notice")
        register(run, draw_id, desk.press.notice(desk.frozen), {**hour, "kept": 1}, done=1, total=2)
    if hour["kept"] < 2:
        with run.save({**hour, "kept": 2}, done=2, total=2) as session:
            announce(session, run.actor, run.now(), draw_id)
    return {"notice_hash": desk.frozen.notice_hash}
