"""A ceremony as it stands: who has typed what, whether the two agree, a void that waits for its approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.store.tables import TypedValueRow, VoidRequestRow
from sampler.values import Hand, Round, Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRequest:
    """What an operator asked for, and why."""

    reason: str
    person: str
    origin: str
    at: datetime


def rounds_of(session: Session, draw_id: str) -> tuple[Round, ...]:
    """Every round of a draw in order; the last one is open unless the two agree in it."""
    rows = session.scalars(
        select(TypedValueRow).where(TypedValueRow.draw_id == draw_id).order_by(TypedValueRow.round, TypedValueRow.hand)
    )
    return tuple(_round(number, list(typed)) for number, typed in groupby(rows, key=lambda row: row.round))


def _round(number: int, rows: Sequence[TypedValueRow]) -> Round:
    typed = {row.hand: Typed(person=row.person, value=row.value, at=row.at) for row in rows}
    return Round(number=number, operator=typed.get(Hand.OPERATOR), witness=typed.get(Hand.WITNESS))


def open_round(rounds: Sequence[Round]) -> Round:
    """The round that is typed now, or the one that ended the typing; after two that differ a new one."""
    if not rounds:
        return Round(number=1)
    last = rounds[-1]
    return Round(number=last.number + 1) if last.whole and not last.agreed else last


def void_request(session: Session, draw_id: str) -> VoidRequest | None:
    """What waits for an approval."""
    row = session.get(VoidRequestRow, draw_id)
    if row is None:
        return None
    return VoidRequest(reason=row.reason, person=row.person, origin=row.origin, at=row.at)
