"""Registering the bureaus of an authority."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.roster import Bureau, Bureaus
from sampler.store.session import lock_table
from sampler.store.tables import BureauRow
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act


def register_bureaus(session: Session, actor: Actor, at: datetime, bureaus: Bureaus) -> None:
    """Enter a list of bureaus: new ones are added, those known by their code take the list's words.

    A bureau that the list leaves out stays, since draws name it.
    """
    lock_table(session, BureauRow)
    known = {row.code: row for row in session.scalars(select(BureauRow))}
    for bureau in bureaus.entries:
        row = known.get(bureau.code) or BureauRow(code=bureau.code)
        row.name = bureau.name
        row.aliases = list(bureau.aliases)
        row.parent = bureau.parent
        session.add(row)
    session.flush()
    digest = digest_of(_line(bureau) for bureau in bureaus.entries)
    record_act(session, actor, at, "register_bureaus", "bureaus:all", digest=digest, bureaus=len(bureaus.entries))


def _line(bureau: Bureau) -> str:
    return "\t".join((bureau.code, bureau.name, ",".join(bureau.aliases), bureau.parent or ""))
