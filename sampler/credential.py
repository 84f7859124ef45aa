"""What a person proves to be themself with: a name, a password, codes of a device (RFC 6238) and backup codes.

The rules follow 等保 2.0 (GB/T 22239): names that are one person's, passwords of some length and variety, a lock after
failures, an end to sessions nobody uses, a second factor. How strict they are is the operator's: `Policy`.
"""

import re
import unicodedata
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from pyotp import TOTP

from sampler.codes.weak_words import is_weak
from sampler.errors import Invalid

Chance = Callable[[int], bytes]

NAME = re.compile(r"[0-9a-z][0-9a-z._-]{0,63}")
CONSOLE = "console"  # a shell, in the trail; no account has this name
NOBODY = "-"  # whoever tried to sign in as somebody who is not there, in the trail
LONGEST_PASSWORD = 256
SHORTEST_NAME_TOLD = 3  # a shorter name is in a password by accident
PLAIN = "23456789abcdefghijkmnpqrstuvwxyz"  # 32 characters, none of which is taken for another
CODES = 10
CODE_LETTERS = 16  # 80 bits
SECRET_BYTES = 20  # as long as SHA-1's digest (RFC 4226, 4)
STEP = 30  # seconds
DRIFT = (0, -1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How strict the authority is. `password_age` None: passwords need not be renewed by a date."""

    shortest_password: int = 10
    password_classes: int = 3
    password_age: timedelta | None = None
    failures: int = 5
    lock: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(minutes=30)
    longest_session: timedelta = timedelta(hours=12)
    second_factor_for_all: bool = False


def fold_name(typed: str) -> str:
    """A name as it is kept, however it was typed.

    >>> fold_name(" Ｌi.Na ")
    'li.na'
    """
    return unicodedata.normalize("NFKC", typed).strip().lower()


def check_name(name: str) -> str:
    """A name that an account can have, else `Invalid("user_name_malformed")`."""
    if name == CONSOLE or not NAME.fullmatch(name):
        raise Invalid("user_name_malformed", read=name)
    return name


def check_password(password: str, name: str, policy: Policy) -> str:
    """A password that keeps the rules, else `Invalid` with the first one it breaks."""
    if len(password) < policy.shortest_password:
        raise Invalid("password_too_short", shortest=policy.shortest_password)
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("password_too_long", longest=LONGEST_PASSWORD)
    if len(_classes(password)) < policy.password_classes:
        raise Invalid("password_too_plain", classes=policy.password_classes)
    if len(name) >= SHORTEST_NAME_TOLD and name in fold_name(password):
        raise Invalid("password_tells_name")
    if is_weak(fold_name(password)):
        raise Invalid("password_well_known")
    return password


def _classes(password: str) -> set[str]:
    return {
        "lower"
        if "a" <= letter <= "z"
        else "upper"
        if "A" <= letter <= "Z"
        else "digit"
        if letter.isdigit()
        else "other"
        for letter in password
    }


def generate_password(name: str, policy: Policy, chance: Chance) -> str:
    """A password of at least 100 bits that can be read out: groups of four, every other one in capitals."""
    groups = max(5, -(-(policy.shortest_password + 1) // 5))
    while True:
        letters = "".join(PLAIN[byte % 32] for byte in chance(4 * groups))
        parts = [letters[i : i + 4] for i in range(0, len(letters), 4)]
        password = "-".join(part.upper() if i % 2 else part for i, part in enumerate(parts))
        try:
            return check_password(password, name, policy)
        except Invalid:  # by chance without a digit, or with the name
            continue


def totp_secret(chance: Chance) -> str:
    """A new secret of 160 bits, as authenticator programs read it (base32)."""
    return b32encode(chance(SECRET_BYTES)).decode("ascii")


def totp_uri(secret: str, *, name: str, issuer: str) -> str:
    """What the QR code of an enrolment says."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def totp_now(secret: str, at: datetime) -> str:
    """The code that a device shows at that moment.

    >>> from datetime import UTC
    >>> totp_now("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC))  # RFC 6238, appendix B
    '287082'
    """
    return TOTP(secret).at(at)


def totp_step(secret: str, typed: str, at: datetime) -> int | None:
    """The time step whose code was typed: now's, or that before or after it; None where it is none of them.

    >>> from datetime import UTC
    >>> at = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)  # RFC 6238, appendix B
    >>> totp_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287 082", at)
    1
    """
    now = int(at.timestamp()) // STEP
    codes = TOTP(secret)
    code = fold_code(typed).encode()
    steps = (now + drift for drift in DRIFT)
    return next((step for step in steps if compare_digest(codes.generate_otp(step).encode(), code)), None)


def backup_codes(chance: Chance) -> tuple[str, ...]:
    """Codes for the day when the device is lost, to be written down: each opens once."""
    letters = ("".join(PLAIN[byte % 32] for byte in chance(CODE_LETTERS)) for _ in range(CODES))
    return tuple("-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in letters)


def fold_code(typed: str) -> str:
    """A code as it is compared: without the spaces and dashes that people put in."""
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", typed)).lower()


def fingerprint(secret: str) -> str:
    """What is kept of a secret that is too long to be guessed: its SHA-256."""
    return sha256(secret.encode()).hexdigest()
