"""Submitting what inspections found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sampler.errors import Invalid
from sampler.finding import Finding, check_day, in_order, parse_note
from sampler.plan import TASK_MOVES, TaskState, next_state
from sampler.store.tables import DrawRow, FindingCodeRow, FindingRow, TargetRow
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act
from sampler.work.draws import lock_draw, move, subject
from sampler.work.targets import choose, move_targets, targets_of


def submit(session: Session, actor: Actor, at: datetime, draw_id: str, findings: Sequence[Finding]) -> None:
    """Enter one finding or a thousand: each a new version of its target's, to be reviewed.

    The first finding of a draw starts its checks, the last missing one ends them. Raises `Missing("target_unknown")`,
    `Refused("move_not_allowed")` for a target that is under review, `Invalid` for a day outside the check.
    """
    draw = lock_draw(session, draw_id)
    _require_checking(draw)
    targets = targets_of(session, draw_id)
    _require_once(findings, targets)
    chosen = choose(targets, (finding.id for finding in findings))
    for finding in findings:
        parse_note(finding.note)
        check_day(finding, drawn_at=draw.ceremony_at or draw.seed_at, now=at)
    move_targets(chosen, "submit")
    for target in chosen:
        target.version += 1
    session.flush()
    _insert(session, actor, at, list(zip(chosen, findings, strict=True)))
    if draw.state is TaskState.DISPATCHED:
        move(draw, "first_finding")
    if draw.state is TaskState.INSPECTING and all(target.version for target in targets.values()):
        move(draw, "last_finding")
    digest = digest_of(finding_line(target, finding) for target, finding in zip(chosen, findings, strict=True))
    record_act(session, actor, at, "submit", subject(draw_id), digest=digest, findings=len(findings))


def _require_checking(draw: DrawRow) -> None:
    """Findings are taken from the dispatch until the release."""
    if draw.state not in (TaskState.INSPECTING, TaskState.INSPECTED):
        next_state(TASK_MOVES, draw.state, "first_finding")


def _require_once(findings: Sequence[Finding], targets: Iterable[str]) -> None:
    if not findings:
        wanted = sorted(targets)
        raise Invalid("findings_missing", ids=wanted, count=len(wanted))
    entity_id, times = Counter(finding.id for finding in findings).most_common(1)[0]
    if times > 1:
        raise Invalid("finding_given_twice", id=entity_id)


def _insert(session: Session, actor: Actor, at: datetime, found: Sequence[tuple[TargetRow, Finding]]) -> None:
    keys = [{"draw_id": t.draw_id, "entity_id": t.entity_id, "version": t.version} for t, _ in found]
    rows = [
        {
            **key,
            "finished_on": finding.finished_on,
            "method": finding.method,
            "disposal": finding.disposal,
            "note": finding.note,
            "actor": actor.name,
            "at": at,
        }
        for key, (_, finding) in zip(keys, found, strict=True)
    ]
    session.execute(insert(FindingRow), rows)
    codes = [{**key, "code": code} for key, (_, f) in zip(keys, found, strict=True) for code in in_order(f.codes)]
    session.execute(insert(FindingCodeRow), codes)


def finding_line(target: TargetRow, finding: Finding) -> str:
    """A finding as a line, for digests: everything that was said, tab-separated; its note's own tabs are spaces."""
    said = (
        target.entity_id,
        str(target.version),
        finding.finished_on.isoformat(),
        ",".join(in_order(finding.codes)),
        finding.method,
        finding.disposal,
        " ".join(finding.note.split()),
    )
    return "\t".join(said)
