"""Keeping and registering the papers of a draw, and the release that publishes its findings."""

from collections.abc import Iterable
from datetime import datetime

from api.jobs.papers import Press, Rendered
from api.wiring import Wiring
from sampler.ceremony import Record
from sampler.facts import Entities
from sampler.store.chain import Entered
from sampler.store.queries.findings import current_findings
from sampler.trail import Actor
from sampler.work import publications
from sampler.work.papers import Paper, register_papers


def keep(wiring: Wiring, made: Iterable[Rendered]) -> tuple[Paper, ...]:
    """Put papers into the store of papers; the same bytes twice are one file."""
    return tuple(
        Paper(
            kind=paper.kind,
            name=paper.name,
            bytes=len(paper.data),
            sha256=wiring.files.put_paper(paper.data, paper.extension),
            bureau=paper.bureau,
        )
        for paper in made
    )


def register(wiring: Wiring, actor: Actor, at: datetime, draw_id: str, made: Iterable[Rendered]) -> None:
    """Keep papers and note them as the draw's."""
    kept = keep(wiring, made)
    with wiring.store.transaction() as session:
        register_papers(session, actor, at, draw_id, kept)


def release(wiring: Wiring, actor: Actor, at: datetime, record: Record, entities: Entities, press: Press) -> Entered:
    """The third signature: the papers are made from the findings that were signed, and published with them.

    Raises `Conflict("findings_changed")` where a finding changed while the papers were made.
    """
    draw_id = record.frozen.notice.draw_id
    with wiring.store.reading() as session:
        findings = current_findings(session, draw_id)
        digest = publications.findings_digest(session, draw_id)
    kept = keep(wiring, press.publication(record, entities, findings))
    with wiring.store.transaction() as session:
        entered = publications.release(session, actor, at, draw_id, kept, findings=digest)
    wiring.files.put_entry(entered.number, entered.files)
    return entered
