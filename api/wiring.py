"""Where the parts are plugged together, and the only place where clock and chance come from."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import current_app

from api.chain import Judge
from api.keys import Keys, SealingKeys
from api.passwords import Passwords
from api.settings import Settings
from sampler.files import Files
from sampler.intake import Intake
from sampler.store.session import Store

EXTENSION = "sampler"
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What a door needs: settings, database, files, a hasher of passwords, and who judges the chain."""

    settings: Settings
    store: Store
    files: Files
    passwords: Passwords = field(default_factory=Passwords)
    judge: Judge = field(default_factory=Judge)

    @property
    def intake(self) -> Intake:
        """The files that people hand in."""
        return Intake(self.files.root / "intake")

    @property
    def keys(self) -> Keys:
        """The keys of this installation."""
        return Keys(self.settings.secret_key.encode() or self.files.secret(lambda: chance(SECRET_BYTES)))

    @property
    def sealing(self) -> SealingKeys:
        """The keys that sealed draws are kept under."""
        return sealing_keys(self.settings)


def wire(settings: Settings) -> Wiring:
    """The parts as the settings say; the database is reached when it is first needed."""
    files = Files(settings.data, sealing_keys(settings))
    return Wiring(settings=settings, store=Store(settings.database_url), files=files)


def sealing_keys(settings: Settings) -> SealingKeys:
    """The keys that sealed draws are kept under until their reveal."""
    return SealingKeys(settings.sealing_keys, chance)


def current_wiring() -> Wiring:
    """The wiring of the app that answers this request."""
    wiring: Wiring = current_app.extensions[EXTENSION]
    return wiring


def now() -> datetime:
    """The clock, in UTC."""
    return datetime.now(UTC)


def ticks() -> float:
    """A steady clock in seconds, for durations alone."""
    return time.monotonic()


def salt() -> str:
    """256 random bits as the 64 hex digits of a sealed draw's salt (SSJ1 section 5)."""
    return secrets.token_hex(32)


def request_id() -> str:
    """A name for one request, for the log and the answer."""
    return secrets.token_hex(8)


def chance(count: int) -> bytes:
    """That many random bytes."""
    return secrets.token_bytes(count)
