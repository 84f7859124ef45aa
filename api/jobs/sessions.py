"""Signing in, as a door performs it: the attempt is counted, then the hash is compared, then the session opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from api.wiring import Wiring, chance, now
from sampler.credential import (
    NAME,
    NOBODY,
    Chance,
    backup_codes,
    check_password,
    fingerprint,
    fold_code,
    fold_name,
    totp_step,
)
from sampler.errors import Invalid, Refused
from sampler.store.queries.users import Credential, credential
from sampler.store.tables.sessions import Stage
from sampler.trail import Actor
from sampler.work import sessions
from sampler.work.acts import record_refusal
from sampler.work.attempts import Door, begin_attempt
from sampler.work.sessions import SecondFactor

TOKEN_BYTES = 32
SALT_BYTES = 16
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session that was opened; its token is the browser's to keep."""

    token: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A device that was bound: the session's new token, and backup codes to be written down."""

    token: str
    codes: tuple[str, ...]


def new_token(chance: Chance) -> str:
    """256 random bits."""
    return chance(TOKEN_BYTES).hex()


@contextmanager
def attempt(wiring: Wiring, actor: Actor, act: str, name: str, door: Door = Door.INSIDE) -> Iterator[datetime]:
    """Count an attempt under a name, then let it be tried; what is refused goes to the trail, as far as it is told."""
    at = now()
    with wiring.store.transaction() as session:
        begun = begin_attempt(session, at, name, wiring.settings.policy, door, known=actor.name != NOBODY)
    try:
        begun.require_unlocked()
        yield at
    except Refused as error:
        if begun.told:
            with wiring.store.transaction() as session:
                record_refusal(session, actor, now(), act, f"user:{actor.name}", error, **begun.details)
        raise


def known_credential(wiring: Wiring, name: str) -> Credential | None:
    """What a sign-in of this name is held against; a name that no account can have is looked for all the same."""
    with wiring.store.reading() as session:
        return credential(session, name if NAME.fullmatch(name) else NOBODY)


def matched_hash(wiring: Wiring, known: Credential | None, password: str) -> str | None:
    """The stored hash, if the password is its. Nobody's takes the same time."""
    kept = known.password_hash if known else None
    return kept if wiring.passwords.matches(kept, password) else None


def sign_in(wiring: Wiring, typed: str, password: str, *, origin: str, agent: str) -> Opened:
    """Open a session; `Refused`: "sign_in_failed", "sign_in_locked", or for the right password "user_locked"."""
    name = fold_name(typed)
    known = known_credential(wiring, name)
    actor = Actor(name=known.name if known else NOBODY, origin=origin)
    token = new_token(chance)
    with attempt(wiring, actor, "sign_in", name, Door.ENTRANCE) as at:
        matched = matched_hash(wiring, known, password)
        with wiring.store.transaction() as session:
            stage = sessions.sign_in(
                session,
                actor,
                at,
                matched,
                token_hash=fingerprint(token),
                agent=agent,
                policy=wiring.settings.policy,
            )
    return Opened(token=token, stage=stage)


def verify_second_factor(wiring: Wiring, actor: Actor, token_hash: str, typed: str) -> str:
    """Complete a sign-in by a code of the device, or by a backup code; returns the new token.

    Raises `Refused("code_wrong")`, `Refused("sign_in_locked")`.
    """
    code, token = fold_code(typed), new_token(chance)
    hashes = {"token_hash": token_hash, "new_hash": fingerprint(token)}
    with attempt(wiring, actor, "verify_second_factor", actor.name, Door.ENTRANCE) as at:
        step = device_step(wiring, actor, code, at)
        with wiring.store.transaction() as session:
            if len(code) == DIGITS:
                sessions.verify_second_factor(session, actor, at, step, **hashes)
            else:
                sessions.use_backup_code(session, actor, at, fingerprint(code), **hashes)
    return token


def device_step(wiring: Wiring, actor: Actor, typed: str, at: datetime) -> int | None:
    """The time step whose code the actor's device shows as `typed`; None for a wrong code or without a device."""
    known = known_credential(wiring, actor.name)
    if known is None or known.second_factor is None:
        return None
    return totp_step(wiring.keys.decrypt(known.second_factor, of=actor.name), typed, at)


def enrol_second_factor(
    wiring: Wiring, actor: Actor, token_hash: str, secret: str, typed: str, password: str | None
) -> Enrolled:
    """Bind the device that was shown `secret` and now shows `typed`; `Refused("code_wrong")`.

    `password` None: it was given a moment ago. Else it must be right: `Refused("password_wrong")`.
    """
    token, codes = new_token(chance), backup_codes(chance)
    with attempt(wiring, actor, "enrol_second_factor", actor.name) as at:
        if password is not None and matched_hash(wiring, known_credential(wiring, actor.name), password) is None:
            raise Refused("password_wrong")
        step = totp_step(secret, typed, at)
        if step is None:
            raise Refused("code_wrong")
        device = SecondFactor(
            secret=wiring.keys.encrypt(secret, of=actor.name, chance=chance), step=step, code_hashes=_hashes(codes)
        )
        with wiring.store.transaction() as session:
            sessions.enrol_second_factor(session, actor, at, device, token_hash=token_hash, new_hash=fingerprint(token))
    return Enrolled(token=token, codes=codes)


def _hashes(codes: tuple[str, ...]) -> list[str]:
    return [fingerprint(fold_code(code)) for code in codes]


def renew_backup_codes(wiring: Wiring, actor: Actor, typed: str) -> tuple[str, ...]:
    """New backup codes, for a code of the device; `Refused("code_wrong")`."""
    codes = backup_codes(chance)
    with attempt(wiring, actor, "renew_backup_codes", actor.name) as at:
        step = device_step(wiring, actor, typed, at)
        with wiring.store.transaction() as session:
            sessions.renew_backup_codes(session, actor, at, step, _hashes(codes))
    return codes


def set_password(wiring: Wiring, actor: Actor, token_hash: str, current: str, new: str) -> None:
    """Change the own password.

    Raises `Invalid` where the new one breaks a rule or is the old one, `Refused("password_wrong")`.
    """
    check_password(new, actor.name, wiring.settings.policy)
    if new == current:
        raise Invalid("password_unchanged")
    with attempt(wiring, actor, "set_password", actor.name) as at:
        matched = matched_hash(wiring, known_credential(wiring, actor.name), current)
        password_hash = wiring.passwords.hash(new, chance(SALT_BYTES))
        with wiring.store.transaction() as session:
            sessions.set_password(session, actor, at, matched, password_hash, token_hash=token_hash)
