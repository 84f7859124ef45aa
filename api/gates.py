"""What each route asks for: an act of the permission table, or nothing of the kind.

A route that is not in `ACTS` is refused (and a test fails). Routes of the public never look at a session, so that their
pages stay the same for everybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from api.jobs.kinds import bureau_of_job
from sampler.store.queries.papers import draw_basis
from sampler.store.queries.roster import inspector
from sampler.store.queries.users import user


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
        "staff_papers.practised_list": Gate("see_targets", _of_draw),
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
