"""Making accounts and giving new passwords: hashed before the act begins."""

from collections.abc import Collection

from api.access import acting
from api.jobs.sessions import SALT_BYTES
from api.wiring import Wiring, chance, now
from sampler.credential import check_name, check_password, generate_password
from sampler.role import Grant
from sampler.trail import Actor
from sampler.work import users
from sampler.work.users import NewUser


def create_user(
    wiring: Wiring, actor: Actor, new: NewUser, grants: Collection[Grant] = (), password: str | None = None
) -> str:
    """Make an account with this password, or with a generated one; returns the password."""
    chosen = _chosen(wiring, check_name(new.name), password)
    password_hash = wiring.passwords.hash(chosen, chance(SALT_BYTES))
    with acting(wiring, actor, "create_user", users.subject(new.name)) as session:
        users.create_user(session, actor, now(), new, password_hash, grants)
    return chosen


def reset_password(wiring: Wiring, actor: Actor, name: str, password: str | None = None) -> str:
    """Give another person this password, or a generated one; returns it."""
    chosen = _chosen(wiring, name, password)
    password_hash = wiring.passwords.hash(chosen, chance(SALT_BYTES))
    with acting(wiring, actor, "reset_password", users.subject(name)) as session:
        users.reset_password(session, actor, now(), name, password_hash)
    return chosen


def _chosen(wiring: Wiring, name: str, password: str | None) -> str:
    policy = wiring.settings.policy
    return generate_password(name, policy, chance) if password is None else check_password(password, name, policy)
