"""The public papers that come before the results: 锁定公告, 抽查名单公告."""

from collections.abc import Sequence

from api.jobs.desk import Heading, note_hour, open_desk
from api.jobs.papers import Press, Rendered
from api.jobs.records import settle_records, staged_with
from api.jobs.releases import keep, register
from api.jobs.requests import request
from api.jobs.run import JobRun, Run
from sampler import ceremony
from sampler.ceremony import Frozen, frozen_from_files
from sampler.errors import Refused
from sampler.seed import format_time
from sampler.store import chain
from sampler.store.jobs import Plain, Request
from sampler.store.queries.papers import draw_basis
from sampler.store.tables.papers import PaperKind
from sampler.work.draws import announce, require_move, subject
from sampler.work.papers import register_papers

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


def announce_draw(run: Run, draw_id: str, press: Press, checkpoint: Plain) -> tuple[Frozen, tuple[Rendered, ...]]:
    """Publish a frozen draw at the chain's next place, and the notice's paper in the same breath; returns both.

    `Conflict("chain_moved_on")` where somebody took the place meanwhile.
    """
    wiring, at = run.wiring, run.now()
    with wiring.store.reading() as session:
        require_move(session, draw_id, "announce")
        basis = draw_basis(session, draw_id)
        place = chain.next_place(session, basis.authority)
    frozen = frozen_from_files(wiring.files.read_frozen(basis.notice_hash))
    announced = ceremony.announce(frozen, place, at=format_time(at))
    made = press.notice(announced)
    kept = keep(run, made)
    staged = wiring.files.stage_record(draw_id, announced.files)
    told = {**checkpoint, "notice_hash": announced.notice_hash}
    with staged_with(staged), run.save(told, done=1) as session:
        announce(session, run.actor, at, announced)
        register_papers(session, run.actor, at, draw_id, kept)
    return announced, made


def announce_job(run: JobRun) -> Plain:
    """Gives the `notice_hash`."""
    params, hour = run.claim.params, note_hour(run)
    draw_id = params["draw_id"]
    if "notice_hash" in hour:
        settle_records(run.wiring, run.now())  # the worker may have been killed between the commit and the files
        return {"notice_hash": hour["notice_hash"]}
    desk = open_desk(run, draw_id, Heading.read(params["heading"]), hour)
    run.say("notice")
    announced, _made = announce_draw(run, draw_id, desk.press, hour)
    return {"notice_hash": announced.notice_hash}
