"""What the authority says of itself, and the days on which it works."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, extract
from sqlalchemy.orm import Session

from sampler.codes import authority_name
from sampler.errors import Invalid
from sampler.registry.cells import clean_cell
from sampler.store.queries.authority import Authority
from sampler.store.session import lock_table
from sampler.store.tables import AuthorityRow, SpecialDayRow
from sampler.store.tables.authority import ONLY
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act
from sampler.working_days import SpecialDay, WorkingDays

SETTINGS = "authority:1"
LONGEST = 100  # characters of a name


def change_settings(session: Session, actor: Actor, at: datetime, said: Authority) -> None:
    """Say what the authority is called; what is empty is taken from the environment, or from the division's name.

    Raises `Invalid`: "authority_name_malformed", "red_head_malformed", "division_unknown".
    """
    if not _is_title(said.name):
        raise Invalid("authority_name_malformed", read=said.name, longest=LONGEST)
    if not _is_title(said.red_head):
        raise Invalid("red_head_malformed", read=said.red_head, longest=LONGEST)
    if said.division and authority_name(said.division) is None:
        raise Invalid("division_unknown", read=said.division)
    lock_table(session, AuthorityRow)
    row = session.get(AuthorityRow, ONLY) or AuthorityRow(id=ONLY)
    row.name, row.red_head, row.division = said.name, said.red_head, said.division
    row.at, row.actor = at, actor.name
    session.add(row)
    session.flush()
    details = {"name": said.name, "red_head": said.red_head, "division": said.division}
    record_act(session, actor, at, "change_settings", SETTINGS, **details)


def _is_title(text: str) -> bool:
    return len(text) <= LONGEST and clean_cell(text) == (text, "")


def change_working_days(session: Session, actor: Actor, at: datetime, days: Sequence[SpecialDay]) -> None:
    """Enter the special days of a notice: of the years that it covers nothing else is left."""
    lock_table(session, SpecialDayRow)
    years = WorkingDays({one.on: one.works for one in days}).years
    session.execute(delete(SpecialDayRow).where(extract("year", SpecialDayRow.on).in_(years)))
    for one in days:
        session.merge(SpecialDayRow(on=one.on, works=one.works, occasion=one.occasion))
    session.flush()
    digest = digest_of(f"{one.on.isoformat()}\t{one.works}\t{one.occasion}" for one in days)
    record_act(session, actor, at, "change_working_days", SETTINGS, digest=digest, years=list(years), days=len(days))
