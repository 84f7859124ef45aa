"""What the authority says of itself, and the days on which it works."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.store.tables import AuthorityRow, SpecialDayRow
from sampler.store.tables.authority import ONLY
from sampler.working_days import WorkingDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Empty: not said. `red_head` is the title at the head of papers, where it is not the name."""

    name: str = ""
    red_head: str = ""
    division: str = ""


def authority(session: Session) -> Authority:
    """What the database says."""
    row = session.get(AuthorityRow, ONLY)
    return Authority(name=row.name, red_head=row.red_head, division=row.division) if row else Authority()


def working_days(session: Session) -> WorkingDays:
    """The special days of every notice that was registered."""
    rows = session.execute(select(SpecialDayRow.on, SpecialDayRow.works).order_by(SpecialDayRow.on))
    return WorkingDays({row.on: row.works for row in rows})
