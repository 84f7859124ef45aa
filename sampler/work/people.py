"""Who somebody is in an entry: a number that says nothing of the person, the same for ever."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sampler.store.session import lock_table
from sampler.store.tables import PersonRow


def number_of(session: Session, name: str) -> str:
    """The opaque number of whoever acts under this name, `U0001` and on, given when it is first asked for.

    An account gets its number when it is made; a shell (`console`, or a name that `--actor` gives) and an approver
    without an account when they first stand in an entry.
    """
    number = _known(session, name)
    if number is None:
        lock_table(session, PersonRow)
        number = _known(session, name) or _give(session, name)
    return f"U{number:04}"


def _known(session: Session, name: str) -> int | None:
    return session.scalar(select(PersonRow.number).where(PersonRow.name == name))


def _give(session: Session, name: str) -> int:
    number = (session.scalar(select(func.max(PersonRow.number))) or 0) + 1
    session.add(PersonRow(number=number, name=name))
    session.flush()
    return number
