"""Keeping the roster: who may inspect, and who may not inspect whom."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Conflict, Missing
from sampler.roster import Inspector, Reason, Recusal, Roster
from sampler.store.session import lock_table
from sampler.store.tables import InspectorRow, RecusalRow
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act

WHOLE = "roster:all"


def subject(number: str) -> str:
    """An inspector as the trail names them."""
    return f"inspector:{number}"


def register_roster(session: Session, actor: Actor, at: datetime, roster: Roster) -> None:
    """Enter a roster: new people are added, those known by their number take its words.

    Whoever it leaves out stays. A number stands for one person for ever, since records name it: where it comes with
    another name, `Conflict("inspector_number_taken")`.
    """
    lock_table(session, InspectorRow)
    known = {row.number: row for row in session.scalars(select(InspectorRow))}
    everybody = _with_reasons(roster)
    taken = [one.number for one, _ in everybody if one.number in known and known[one.number].name != one.name]
    if taken:
        raise Conflict("inspector_number_taken", numbers=taken)
    for one, reason in everybody:
        _write(session, known.get(one.number) or InspectorRow(number=one.number), one, reason)
    session.flush()
    digest = digest_of(_line(one, reason) for one, reason in everybody)
    record_act(session, actor, at, "register_roster", WHOLE, digest=digest, inspectors=len(everybody))


def change_inspector(session: Session, actor: Actor, at: datetime, changed: Roster) -> None:
    """Write anew what is known of the one person of `changed`; `Missing("inspector_not_listed")`."""
    [(one, reason)] = _with_reasons(changed)
    row = session.get(InspectorRow, one.number, with_for_update=True)
    if row is None:
        raise Missing("inspector_not_listed", number=one.number)
    before = row.bureau
    _write(session, row, one, reason)
    session.flush()
    digest = digest_of([_line(one, reason)])
    details = {"bureau": one.bureau, "before": before, "kept_off": str(reason or "")}
    record_act(session, actor, at, "change_inspector", subject(one.number), digest=digest, **details)


def _with_reasons(roster: Roster) -> Sequence[tuple[Inspector, Reason | None]]:
    """Everybody, with why they are not sent whatever the day."""
    lasting = [(gone.inspector, gone.reason) for gone in roster.off_duty]
    sent: list[tuple[Inspector, Reason | None]] = [(one, None) for one in roster.inspectors]
    return [*sent, *((one, None if reason is Reason.CERTIFICATE_EXPIRED else reason) for one, reason in lasting)]


def _write(session: Session, row: InspectorRow, one: Inspector, kept_off: Reason | None) -> None:
    row.name = one.name
    row.bureau = one.bureau
    row.licence = one.licence
    row.valid_until = one.valid_until
    row.fields = one.fields
    row.expert = one.expert
    row.kept_off = kept_off
    session.add(row)


def _line(one: Inspector, kept_off: Reason | None) -> str:
    until = one.valid_until.isoformat() if one.valid_until else ""
    words = (one.number, one.name, one.bureau, one.licence, until, one.fields, str(one.expert), str(kept_off or ""))
    return "\t".join(words)


def register_recusals(session: Session, actor: Actor, at: datetime, recusals: Collection[Recusal]) -> None:
    """Enter recusals; one that is known takes the new reason. `Missing("inspector_not_listed")`."""
    lock_table(session, RecusalRow)
    for one in recusals:
        if session.get(InspectorRow, one.inspector) is None:
            raise Missing("inspector_not_listed", number=one.inspector)
        row = session.get(RecusalRow, (one.inspector, one.id)) or RecusalRow(inspector=one.inspector, id=one.id)
        row.reason = one.reason
        session.add(row)
    session.flush()
    digest = digest_of("\t".join((one.inspector, one.id, one.reason)) for one in recusals)
    people = {one.inspector for one in recusals}
    about = subject(people.pop()) if len(people) == 1 else WHOLE
    record_act(session, actor, at, "register_recusals", about, digest=digest, recusals=len(recusals))


def withdraw_recusal(session: Session, actor: Actor, at: datetime, number: str, entity_id: str) -> None:
    """Take a recusal away: its ground is gone. `Missing("recusal_not_listed")`."""
    row = session.get(RecusalRow, (number, entity_id), with_for_update=True)
    if row is None:
        raise Missing("recusal_not_listed", number=number, id=entity_id)
    reason = row.reason
    session.delete(row)
    session.flush()
    record_act(session, actor, at, "withdraw_recusal", subject(number), id=entity_id, reason=reason)
