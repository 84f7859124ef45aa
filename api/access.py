"""The one place where the permission table is asked, by every route, job and command that acts on the database.

What a route asks for is said in api/gates.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy.orm import Session

from api.wiring import Wiring, now
from sampler.credential import CONSOLE, NOBODY
from sampler.errors import Missing, Refused, SamplerError
from sampler.name import NAME
from sampler.role import Tree, allowed, allowed_somewhere
from sampler.store.queries.bureaus import bureau_tree
from sampler.store.queries.users import UserEntry, user
from sampler.trail import Actor
from sampler.work.acts import record_refusal

SHELL = Actor(name=CONSOLE)

Reach = Callable[[str | None], bool]  # whether a bureau's things are within it; None: the whole authority's


def ask(wiring: Wiring, actor: Actor, act: str, bureau: str | None = None) -> Actor:
    """The actor, who may do `act` to something of `bureau` (None: of the whole authority).

    The shell may; anybody else must be a user whom the table allows it. What is refused is told to the trail, and
    raised: `Refused("act_not_allowed")`, `Missing("user_unknown")`.
    """
    if actor == SHELL:
        return actor
    person, tree = _known(wiring, actor, act)
    if person.locked or not allowed(person.grants, act, bureau, tree):
        _refuse(wiring, actor, act, f"bureau:{bureau}" if bureau and NAME.fullmatch(bureau) else "bureaus:all")
    return actor


def ask_somewhere(wiring: Wiring, actor: Actor, act: str) -> Reach:
    """Which bureaus the actor may do `act` to, where there are any: for lists that show one's own part.

    Raises as `ask` does.
    """
    if actor == SHELL:
        return lambda bureau: True
    person, tree = _known(wiring, actor, act)
    if person.locked or not allowed_somewhere(person.grants, act):
        _refuse(wiring, actor, act, "bureaus:all")
    return lambda bureau: allowed(person.grants, act, bureau, tree)


def _known(wiring: Wiring, actor: Actor, act: str) -> tuple[UserEntry, Tree]:
    """Who acts, and the tree their roles are held in; what somebody tries who is not there is told to the trail."""
    try:
        with wiring.store.reading() as session:
            return user(session, actor.name), bureau_tree(session)
    except Missing as error:
        stranger = Actor(name=NOBODY, origin=actor.origin)  # their name may be anything
        _tell(wiring, stranger, act, f"user:{NOBODY}", error)
        raise


def _refuse(wiring: Wiring, actor: Actor, act: str, subject: str) -> NoReturn:
    with recording_refusals(wiring, actor, act, subject):
        raise Refused("act_not_allowed", act=act, person=actor.name)


@contextmanager
def recording_refusals(wiring: Wiring, actor: Actor, act: str, subject: str) -> Iterator[None]:
    """What is refused inside is told to the trail, in a transaction of its own."""
    try:
        yield
    except Refused as error:
        _tell(wiring, actor, act, subject, error)
        raise


def _tell(wiring: Wiring, actor: Actor, act: str, subject: str, error: SamplerError) -> None:
    with wiring.store.transaction() as session:
        record_refusal(session, actor, now(), act, subject, error)


@contextmanager
def acting(wiring: Wiring, actor: Actor, act: str, subject: str) -> Iterator[Session]:
    """The transaction of one act; where it is refused, the trail says so."""
    with recording_refusals(wiring, actor, act, subject), wiring.store.transaction() as session:
        yield session
