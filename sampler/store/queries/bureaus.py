"""The bureaus."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.roster import Bureau, Bureaus
from sampler.store.tables import BureauRow


@dataclass(frozen=True, slots=True, kw_only=True)
class BureauEntry:
    """A bureau with its other names; `parent` may be an office outside the list. Old draws name `retired` ones."""

    code: str
    name: str
    aliases: tuple[str, ...]
    parent: str | None
    retired: bool


def bureaus(session: Session) -> tuple[BureauEntry, ...]:
    """All of them, by code, the retired ones too."""
    rows = session.scalars(select(BureauRow).order_by(BureauRow.code))
    return tuple(
        BureauEntry(code=row.code, name=row.name, aliases=tuple(row.aliases), parent=row.parent, retired=row.retired)
        for row in rows
    )


def bureau_names(session: Session) -> dict[str, str]:
    """Names by code, of the retired ones too."""
    return {row.code: row.name for row in session.execute(select(BureauRow.code, BureauRow.name))}


def listed_bureaus(session: Session) -> Bureaus | None:
    """The list, as readers of people's files ask it for the meaning of a word; None where none was registered."""
    entries = tuple(
        Bureau(code=bureau.code, name=bureau.name, aliases=bureau.aliases, parent=bureau.parent)
        for bureau in bureaus(session)
        if not bureau.retired
    )
    return Bureaus(entries) if entries else None


def bureau_tree(session: Session) -> Mapping[str, str | None]:
    """Each bureau's parent, as `sampler.role` asks for it; of a retired one too, whose people keep what they see."""
    rows = session.execute(select(BureauRow.code, BureauRow.parent))
    return {row.code: row.parent for row in rows}
