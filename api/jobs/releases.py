"""Keeping and registering the papers of a draw, and the release that publishes its findings."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from api.jobs.desk import Heading, note_hour, open_desk
from api.jobs.papers import Press, Rendered
from api.jobs.records import settle_records
from api.jobs.requests import request
from api.jobs.run import JobRun, Run
from sampler.ceremony import Record
from sampler.errors import Conflict
from sampler.facts import Entities
from sampler.store.chain import Entered
from sampler.store.jobs import Plain, Request
from sampler.store.queries.findings import current_findings
from sampler.work import publications
from sampler.work.draws import subject
from sampler.work.papers import Paper, register_papers


def keep(run: Run, made: Iterable[Rendered]) -> tuple[Paper, ...]:
    """Put papers into the store of papers; the same bytes twice are one file."""
    return tuple(
        Paper(
            kind=paper.kind,
            name=paper.name,
            bytes=len(paper.data),
            sha256=run.wiring.files.put_paper(paper.data, paper.extension),
            bureau=paper.bureau,
        )
        for paper in made
    )


def register(
    run: Run, draw_id: str, made: Iterable[Rendered], checkpoint: Plain, *, done: int = 1, total: int = 1
) -> None:
    """Keep papers and note them as the draw's."""
    kept = keep(run, made)
    with run.save(checkpoint, done=done, total=total) as session:
        register_papers(session, run.actor, run.now(), draw_id, kept)


def release(run: Run, record: Record, entities: Entities, press: Press, *, findings: str | None = None) -> Entered:
    """The third signature: the papers are made from the findings that were signed, and published with them.

    Raises `Conflict("findings_changed")` where a finding changed while the papers were made, or since its digest was
    `findings`.
    """
    draw_id = record.frozen.notice.draw_id
    with run.wiring.store.reading() as session:
        found = current_findings(session, draw_id)
        digest = publications.findings_digest(session, draw_id)
    if findings not in (None, digest):
        raise Conflict("findings_changed", draw_id=draw_id)
    kept = keep(run, press.publication(record, entities, found))
    with run.save({"released": digest}, done=1) as session:
        entered = publications.release(session, run.actor, run.now(), draw_id, kept, findings=digest)
    run.wiring.files.put_entry(entered.number, entered.files)
    return entered


def release_request(session: Session, draw_id: str, heading: Heading | None = None) -> Request:
    """Ask for the release of the findings as they stand now: those that the reviewer has seen."""
    digest = publications.findings_digest(session, draw_id)
    params = {"draw_id": draw_id, "findings": digest, "heading": (heading or Heading()).write()}
    return request("release", subject(draw_id), params)


def release_job(run: JobRun) -> Plain:
    """Gives the digest of the findings that were `released`."""
    params = run.claim.params
    hour = note_hour(run)
    if "released" in hour:
        settle_records(run.wiring, run.now())  # the worker may have been killed between the commit and the entry's file
    else:
        desk = open_desk(run, params["draw_id"], Heading.read(params["heading"]), hour)
        run.say("release")
        release(run, desk.record, desk.entities, desk.press, findings=params["findings"])
    return {"released": params["findings"]}
