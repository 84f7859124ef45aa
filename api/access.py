"""The one place where the permission table is asked, by every route, job and command that acts on the database.

`ACTS` says for each route what it does; a route that is not there is refused (and a test fails). Routes of the public
never look at a session, so that their pages stay the same for everybody.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from api.jobs.kinds import bureau_of_job
from api.wiring import Wiring, now
from sampler.credential import CONSOLE, NOBODY
from sampler.errors import Missing, Refused, SamplerError
from sampler.name import NAME
from sampler.role import Tree, allowed, allowed_somewhere
from sampler.store.queries.bureaus import bureau_tree
from sampler.store.queries.papers import draw_basis
from sampler.store.queries.roster import inspector
from sampler.store.queries.users import UserEntry, user
from sampler.trail import Actor
from sampler.work.acts import record_refusal

SHELL = Actor(name=CONSOLE)

Reach = Callable[[str | None], bool]  # whether a bureau's things are within it; None: the whole authority's


class Open(StrEnum):
    """Routes that ask for no role."""

    PUBLIC = "public"  # no session is looked at
    DOOR = "door"  # where one signs in
    STEP = "step"  # for whoever gave the right password: the second factor, and the way out
    SELF = "self"  # one's own affairs, signed in


FORM = 64 * 1024  # bytes that a request may bring
LIST = 8 * 1024 * 1024  # a list of people or of days
REGISTRY = 1024 * 1024 * 1024  # a province has eleven million rows


def _of_all(session: Session, route: Mapping[str, Any]) -> None:
    """The whole authority."""


@dataclass(frozen=True, slots=True)
class Gate:
    """An act, and whose bureau it is done to; where nothing else is said, the whole authority's.

    `somewhere`: the route itself asks, or shows only one's own part. `longest` is how many bytes a request may bring:
    more than a form only for who has passed the gate.
    """

    act: str
    bureau_of: Callable[[Session, Mapping[str, Any]], str | None] = _of_all
    somewhere: bool = False
    longest: int = FORM


def _of_user(session: Session, route: Mapping[str, Any]) -> str | None:
    return user(session, route["name"]).bureau


def _of_inspector(session: Session, route: Mapping[str, Any]) -> str | None:
    return inspector(session, route["number"]).bureau


def _of_draw(session: Session, route: Mapping[str, Any]) -> str | None:
    return draw_basis(session, route["draw_id"]).authority


def _of_job(session: Session, route: Mapping[str, Any]) -> str | None:
    return bureau_of_job(session, route["job"])


def _of_bureau(session: Session, route: Mapping[str, Any]) -> str | None:
    return str(route["code"])


ACTS: Mapping[str, Open | Gate] = MappingProxyType(
    {
        "static": Open.PUBLIC,
        "health.show": Open.PUBLIC,
        "health.ready": Open.PUBLIC,
        "home.show": Open.PUBLIC,
        "about.show": Open.PUBLIC,
        "chain.show": Open.PUBLIC,
        "chain.file": Open.PUBLIC,
        "chain.archive_file": Open.PUBLIC,
        "search.show": Open.PUBLIC,
        "verify.show": Open.PUBLIC,
        "verify.program": Open.PUBLIC,
        "draws.show": Open.PUBLIC,
        "draws.file": Open.PUBLIC,
        "draws.archive_file": Open.PUBLIC,
        "papers.show": Open.PUBLIC,
        "proofs.show": Open.PUBLIC,
        "proofs.file": Open.PUBLIC,
        "feed.atom": Open.PUBLIC,
        "feed.sitemap": Open.PUBLIC,
        "feed.robots": Open.PUBLIC,
        "sessions.sign_in_form": Open.DOOR,
        "sessions.sign_in": Open.DOOR,
        "sessions.sign_out": Open.STEP,
        "sessions.second_factor_form": Open.STEP,
        "sessions.second_factor": Open.STEP,
        "sessions.enrol_form": Open.STEP,
        "sessions.enrol": Open.STEP,
        "staff.show": Open.SELF,
        "account.show": Open.SELF,
        "account.password_form": Open.SELF,
        "account.set_password": Open.SELF,
        "account.renew_backup_codes": Open.SELF,
        "account.end_session": Open.SELF,
        "users.listed": Gate("see_users", somewhere=True),
        "users.show": Gate("see_users", _of_user),
        "users.new": Gate("create_user", somewhere=True),
        "users.create": Gate("create_user", somewhere=True),  # and for the bureau that was chosen
        "users.grant": Gate("grant", _of_user),  # and for the bureau of the role
        "users.revoke": Gate("revoke", _of_user),  # the same
        "users.reset_password": Gate("reset_password", _of_user),
        "users.reset_second_factor": Gate("reset_second_factor", _of_user),
        "users.end_sessions": Gate("end_sessions", _of_user),
        "users.lock": Gate("lock_user", _of_user),
        "users.unlock": Gate("unlock_user", _of_user),
        "bureaus.listed": Gate("see_bureaus"),
        "bureaus.register": Gate("register_bureaus", longest=LIST),
        "bureaus.show": Gate("see_bureau", _of_bureau),
        "roles.show": Gate("see_roles"),
        "snapshots.listed": Gate("see_snapshots"),
        "snapshots.register": Gate("register_snapshot", longest=REGISTRY),
        "snapshots.show": Gate("see_snapshots"),
        "snapshots.imported": Gate("see_snapshots"),
        "snapshots.mended": Gate("register_snapshot", longest=REGISTRY),
        "snapshots.rejects": Gate("register_snapshot"),  # rows as they were read, with what nobody else needs to see
        "roster.listed": Gate("see_roster", somewhere=True),
        "roster.register": Gate("register_roster", longest=LIST),
        "roster.new": Gate("register_roster", somewhere=True),
        "roster.create": Gate("register_roster", somewhere=True),  # and for the bureau that was chosen
        "roster.show": Gate("see_roster", _of_inspector),
        "roster.change": Gate("change_inspector", _of_inspector),  # and for the bureau that was chosen
        "roster.register_recusals": Gate("register_recusals", longest=LIST),
        "roster.register_recusal": Gate("register_recusals", _of_inspector),
        "roster.withdraw_recusal": Gate("withdraw_recusal", _of_inspector),
        "authority.show": Gate("see_settings"),
        "authority.change": Gate("change_settings"),
        "authority.change_working_days": Gate("change_working_days", longest=LIST),
        "freezes.new": Gate("freeze", somewhere=True),
        "freezes.create": Gate("freeze", somewhere=True),  # and for the authority that was named
        "staff_draws.listed": Gate("see_draws"),
        "staff_draws.show": Gate("see_draws", _of_draw),
        "staff_draws.thaw": Gate("thaw", _of_draw),
        "staff_draws.announce": Gate("announce", _of_draw),
        "staff_draws.dispatch": Gate("dispatch", _of_draw),
        "staff_draws.reveal": Gate("reveal", _of_draw),
        "staff_draws.ask_void": Gate("void", _of_draw),
        "staff_draws.approve_void": Gate("approve_void", _of_draw),
        "staff_papers.make": Gate("register_papers", _of_draw),
        "staff_papers.make_packets": Gate("register_papers", _of_draw),
        "staff_papers.make_minutes": Gate("register_papers", _of_draw),
        "staff_papers.release": Gate("release", _of_draw),
        "staff_papers.packet": Gate("see_targets", _of_bureau),
        "staff_papers.minutes": Gate("see_minutes", _of_draw),  # and a witness: of what they witnessed
        "ceremony.show": Gate("hold_ceremony", _of_draw),
        "ceremony.type_as_operator": Gate("hold_ceremony", _of_draw),
        "ceremony.hold": Gate("hold_ceremony", _of_draw),
        "ceremony.witness": Gate("witness_ceremony", _of_draw),
        "ceremony.type_as_witness": Gate("witness_ceremony", _of_draw),
        "jobs.listed": Gate("see_jobs", somewhere=True),
        "jobs.show": Gate("see_jobs", _of_job),
        "jobs.retry": Gate("retry_job", _of_job),
        "jobs.cancel": Gate("cancel_job", _of_job),
        "trail.listed": Gate("see_trail"),
        "trail.export_file": Gate("export_trail"),
    }
)


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
