"""The demo's office, made when the month is over: the roster on its page, and one account of each role to sign in with.

Passwords and devices come from chance, so they are in the database alone: record and papers of a demo stay the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from api.access import SHELL
from api.demo import SEED_AT, Inputs
from api.jobs import sessions, users
from api.wiring import Wiring, chance, now
from sampler.credential import fingerprint, generate_password, totp_now, totp_secret, totp_uri
from sampler.day import day_in_china
from sampler.registry import read_table
from sampler.role import WITH_SECOND_FACTOR, Grant, Role
from sampler.roster import read_bureaus, read_roster, recusals_from
from sampler.roster.recusals import FIELDS
from sampler.trail import Actor
from sampler.work.roster import register_recusals, register_roster
from sampler.work.sessions import sign_out
from sampler.work.users import NewUser

BUREAU = "410212101"  # where those work who work in one bureau
IN_A_BUREAU = frozenset({Role.BUREAU_CLERK, Role.INSPECTOR})
NAMES = {
    Role.OPERATOR: "王芳",
    Role.BUREAU_CLERK: "李娜",
    Role.INSPECTOR: "张伟",
    Role.FIRST_REVIEWER: "刘洋",
    Role.SECOND_REVIEWER: "陈静",
    Role.RELEASING_REVIEWER: "赵磊",
    Role.AUDITOR: "孙丽",
    Role.WITNESS: "周强",
    Role.SYSTEM_ADMINISTRATOR: "吴敏",
    Role.SECURITY_ADMINISTRATOR: "郑凯",
    Role.AUDIT_ADMINISTRATOR: "马红",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How one of them signs in; `device`: the otpauth address of the second factor, empty where none is asked for."""

    name: str
    role: Role
    password: str
    device: str = ""

    @property
    def secret(self) -> str:
        """What an authenticator is told."""
        return self.device.partition("secret=")[2].partition("&")[0]


def furnish(wiring: Wiring, inputs: Inputs, issuer: str) -> tuple[Account, ...]:
    """Register the roster and its recusals, and make the accounts."""
    roster = read_roster(inputs.roster, read_bureaus(inputs.bureaus), on=day_in_china(SEED_AT))
    with wiring.store.transaction() as session:
        register_roster(session, SHELL, now(), roster)
        register_recusals(session, SHELL, now(), recusals_from(read_table(inputs.recusals, FIELDS), roster))
    return tuple(_accounts(wiring, issuer))


def _accounts(wiring: Wiring, issuer: str) -> Iterator[Account]:
    """One of each role, so that nobody is two of the three administrators; each has signed in and chosen a password."""
    for role in Role:
        name, bureau = role.replace("_", "-"), BUREAU if role in IN_A_BUREAU else None
        grant = Grant(role=role, bureau=bureau)
        new = NewUser(name=name, full_name=NAMES[role], bureau=bureau)
        given = users.create_user(wiring, SHELL, new, [grant])
        yield _first_sign_in(wiring, name, role, given, issuer)


def _first_sign_in(wiring: Wiring, name: str, role: Role, given: str, issuer: str) -> Account:
    actor = Actor(name=name)
    token = sessions.sign_in(wiring, name, given, origin=actor.origin, agent="").token
    device = ""
    if role in WITH_SECOND_FACTOR:
        secret = totp_secret(chance)
        code = totp_now(secret, now())
        token = sessions.enrol_second_factor(wiring, actor, fingerprint(token), secret, code, None).token
        device = totp_uri(secret, name=name, issuer=issuer)
    chosen = generate_password(name, wiring.settings.policy, chance)
    sessions.set_password(wiring, actor, fingerprint(token), given, chosen)
    with wiring.store.transaction() as session:
        sign_out(session, actor, now(), fingerprint(token))
    return Account(name=name, role=role, password=chosen, device=device)
