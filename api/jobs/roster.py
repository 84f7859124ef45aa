"""Registering a roster or recusals that somebody hands in, read whole before the act begins."""

from pathlib import Path

from api.access import acting
from api.wiring import Wiring, now
from sampler.day import day_in_china
from sampler.registry import read_table
from sampler.roster import Recusal, Roster, read_roster, recusals_from
from sampler.roster.recusals import FIELDS
from sampler.store.queries.bureaus import listed_bureaus
from sampler.store.queries.roster import registered_roster
from sampler.trail import Actor
from sampler.work import roster


def register_roster(wiring: Wiring, actor: Actor, path: Path) -> Roster:
    """Enter the roster of a file, its bureaus those that are registered; returns who may be sent today and who not.

    Raises `Invalid` as `read_roster`, and `Conflict` as the act.
    """
    with wiring.store.reading() as session:
        listed = listed_bureaus(session)
    given = read_roster(path, listed, on=day_in_china(now()))
    with acting(wiring, actor, "register_roster", roster.WHOLE) as session:
        roster.register_roster(session, actor, now(), given)
    return given


def register_recusals(wiring: Wiring, actor: Actor, path: Path) -> tuple[Recusal, ...]:
    """Enter the recusals of a file, of people of the registered roster. `Invalid` as `recusals_from` raises it."""
    with wiring.store.reading() as session:
        everybody = registered_roster(session, day_in_china(now()))
    given = recusals_from(read_table(path, FIELDS), everybody)
    with acting(wiring, actor, "register_recusals", roster.WHOLE) as session:
        roster.register_recusals(session, actor, now(), given)
    return given
