"""The inspectors and their recusals, as they stand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.errors import Missing
from sampler.roster import ANYWHERE, Inspector, OffDuty, Reason, Recusal, Roster
from sampler.store.tables import InspectorRow, RecusalRow


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorEntry:
    """Somebody of the roster; `kept_off`: why they are not sent, whatever the day."""

    inspector: Inspector
    kept_off: Reason | None

    @property
    def bureau(self) -> str | None:
        return home_of(self.inspector)

    def reason(self, on: date) -> Reason | None:
        """Why the person is not sent on that day; None for who is."""
        expired = self.inspector.valid_until is not None and self.inspector.valid_until < on
        return self.kept_off or (Reason.CERTIFICATE_EXPIRED if expired else None)


def home_of(inspector: Inspector) -> str | None:
    """Whose person it is, as the permission table asks: None for who may be sent anywhere."""
    return None if inspector.bureau == ANYWHERE else inspector.bureau


def inspectors(session: Session) -> tuple[InspectorEntry, ...]:
    """Everybody, by number."""
    return tuple(_entry(row) for row in session.scalars(select(InspectorRow).order_by(InspectorRow.number)))


def inspector(session: Session, number: str) -> InspectorEntry:
    """One of them; `Missing("inspector_not_listed")`."""
    row = session.get(InspectorRow, number)
    if row is None:
        raise Missing("inspector_not_listed", number=number)
    return _entry(row)


def _entry(row: InspectorRow) -> InspectorEntry:
    return InspectorEntry(
        inspector=Inspector(
            number=row.number,
            name=row.name,
            bureau=row.bureau,
            licence=row.licence,
            valid_until=row.valid_until,
            fields=row.fields,
            expert=row.expert,
        ),
        kept_off=row.kept_off,
    )


def recusals(session: Session) -> tuple[Recusal, ...]:
    """All of them, sorted."""
    rows = session.scalars(select(RecusalRow).order_by(RecusalRow.inspector, RecusalRow.id))
    return tuple(Recusal(inspector=row.inspector, id=row.id, reason=row.reason) for row in rows)


def registered_roster(session: Session, on: date) -> Roster:
    """Who may inspect on that day, and who not and why."""
    everybody = [(entry.inspector, entry.reason(on)) for entry in inspectors(session)]
    return Roster(
        inspectors=tuple(one for one, reason in everybody if reason is None),
        off_duty=tuple(OffDuty(inspector=one, reason=reason) for one, reason in everybody if reason),
    )
