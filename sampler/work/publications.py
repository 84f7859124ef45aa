"""The release (审发): the third signature, the chain's publication entry and the papers, in one act."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sampler.chain import DrawRef, files_table, publication_entry
from sampler.errors import Conflict, Invalid, Refused
from sampler.review import Step
from sampler.seed import format_time
from sampler.store import chain
from sampler.store.chain import Entered
from sampler.store.queries.findings import current_findings
from sampler.store.queries.papers import WITH_RESULTS
from sampler.store.tables import DrawRow, PublicationRow
from sampler.store.tables.publications import PublicationKind
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act
from sampler.work.draws import lock_draw, move, subject
from sampler.work.findings import finding_line
from sampler.work.papers import Paper, add_paper
from sampler.work.people import number_of
from sampler.work.reviews import sign
from sampler.work.targets import move_targets, targets_of


def findings_digest(session: Session, draw_id: str) -> str:
    """What the papers of a release must speak of: a digest over the newest finding of every target.

    A door reads it together with the facts, renders, and hands it to `release`: had a finding been sent back and
    changed meanwhile, the papers would tell what nobody signed.
    """
    targets = targets_of(session, draw_id)
    return digest_of(finding_line(targets[finding.id], finding) for finding in current_findings(session, draw_id))


def release(
    session: Session,
    actor: Actor,
    at: datetime,
    draw_id: str,
    papers: Sequence[Paper],
    *,
    findings: str,
) -> Entered:
    """Sign every finding for the third time and publish; `findings` is the digest that the papers were made from.

    Raises `Refused("move_not_allowed")` while a target lacks a signature, `Refused("signed_already")`,
    `Refused("draw_sealed")`, `Refused("rehearsal_not_published")`, `Conflict("findings_changed")`.
    """
    chain.lock(session)
    draw = lock_draw(session, draw_id)
    move(draw, "release")
    _require_publishable(draw, papers)
    targets = list(targets_of(session, draw_id).values())
    move_targets(targets, Step.RELEASE)
    if findings_digest(session, draw_id) != findings:
        raise Conflict("findings_changed", draw_id=draw_id)
    sign(session, actor, at, targets, Step.RELEASE)
    for paper in papers:
        add_paper(session, at, draw, paper)
    entered = _enter(session, actor, at, draw, papers)
    _add_publication(session, actor, at, draw, entered, findings)
    draw.published_at = at
    record_act(session, actor, at, "release", subject(draw_id), digest=entered.hash, findings=len(targets))
    return entered


def _require_publishable(draw: DrawRow, papers: Sequence[Paper]) -> None:
    if draw.rehearsal:
        raise Refused("rehearsal_not_published", draw_id=draw.draw_id)
    if draw.sealed:
        raise Refused("draw_sealed", draw_id=draw.draw_id)
    if not papers or not all(paper.kind in WITH_RESULTS for paper in papers):
        raise Invalid("publication_papers_wrong", kinds=[str(paper.kind) for paper in papers])


def _enter(session: Session, actor: Actor, at: datetime, draw: DrawRow, papers: Sequence[Paper]) -> Entered:
    table = files_table((paper.sha256, paper.bytes, paper.name) for paper in papers)
    text = publication_entry(
        "publication",
        chain.next_place(session, draw.authority),
        DrawRef(draw_id=draw.draw_id, notice_hash=draw.notice_hash),
        format_time(at),
        of=draw.notice_hash,
        table=table,
        reason="",
        approved_by=number_of(session, actor.name),
    )
    return chain.enter(session, text, attachment=table)


def _add_publication(
    session: Session, actor: Actor, at: datetime, draw: DrawRow, entered: Entered, findings: str
) -> None:
    row = PublicationRow(
        draw_id=draw.draw_id,
        version=1,
        kind=PublicationKind.PUBLICATION,
        entry=entered.hash,
        findings=findings,
        reason="",
        approved_by=actor.name,
        at=at,
    )
    session.add(row)
    session.flush()
