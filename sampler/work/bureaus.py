"""Registering the bureaus of an authority."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampler.codes.folding import fold_word
from sampler.errors import Conflict
from sampler.roster import Bureau, Bureaus
from sampler.store.session import lock_table
from sampler.store.tables import BureauRow
from sampler.trail import Actor
from sampler.work.acts import digest_of, record_act

WHOLE = "bureaus:all"


def register_bureaus(session: Session, actor: Actor, at: datetime, bureaus: Bureaus) -> tuple[Bureau, ...]:
    """Enter the whole list of bureaus, whatever names it moves from one to another; returns those it newly leaves out.

    A bureau that the list leaves out is retired: no file's word means it any more, while its old draws go on naming
    it. Its people keep their roles, so that they still see, and can finish, what was dispatched to it. A later list
    that has its code again brings it back. `Conflict("bureau_word_shared")` where a word means two bureaus.
    """
    _refuse_shared(bureaus.entries)
    lock_table(session, BureauRow)
    known = {row.code: row for row in session.scalars(select(BureauRow).order_by(BureauRow.code))}
    listed = {bureau.code for bureau in bureaus.entries}
    left_out = [row for row in known.values() if not row.retired and row.code not in listed]
    for row in left_out:
        row.retired = True
    for bureau in bureaus.entries:
        session.add(_fill(known.get(bureau.code) or BureauRow(code=bureau.code), bureau))
    session.flush()
    digest = digest_of(_line(bureau) for bureau in bureaus.entries)
    counted = {"bureaus": len(bureaus.entries), "retired": [row.code for row in left_out]}
    record_act(session, actor, at, "register_bureaus", WHOLE, digest=digest, **counted)
    return tuple(Bureau(code=row.code, name=row.name) for row in left_out)


def _fill(row: BureauRow, bureau: Bureau) -> BureauRow:
    row.name = bureau.name
    row.aliases = list(bureau.aliases)
    row.parent = bureau.parent
    row.retired = False
    return row


def _refuse_shared(bureaus: Iterable[Bureau]) -> None:
    """The list is all that lives after the act, so it alone decides: the words of a retired bureau are free."""
    owner: dict[str, str] = {}
    for bureau in bureaus:
        for word in bureau.words:
            if (other := owner.setdefault(fold_word(word), bureau.code)) != bureau.code:
                raise Conflict("bureau_word_shared", word=word, bureaus=[other, bureau.code])


def _line(bureau: Bureau) -> str:
    return "\t".join((bureau.code, bureau.name, ",".join(bureau.aliases), bureau.parent or ""))
