"""The seed and what follows from it, in plain code: SSJ1 sections 5, 6 and 8.

    seed = H("SSJ1|seed|" + notice hash + "|" + public value + "|" + salt)

The seed is bound to the notice, so nothing that the notice fixes can be chosen after the public value is known.
"""

import hashlib
import re
from datetime import datetime

from sampler.codes.personal import refuse_private
from sampler.errors import Invalid

SALT = re.compile(r"[0-9a-f]{64}")
DIGITS = re.compile(r"digits:([1-9][0-9]{0,8})")
DRAND = re.compile(r"drand:([0-9a-f]{64}):([1-9][0-9]{0,8})")
REHEARSAL = "rehearsal"
FEWEST_DIGITS = 12


def sha256_hex(data: bytes) -> str:
    """H of SSJ1: SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def seed_text(notice_hash: str, public_value: str, salt: str = "") -> str:
    """The content of `20-seed.txt`."""
    return f"SSJ1|seed|{notice_hash}|{public_value}|{salt}"


def seed_of(text: str) -> str:
    """The seed: H of the seed text."""
    return sha256_hex(text.encode())


def ticket(seed: str, entity_id: str) -> str:
    """The ticket that decides whether an entity is drawn: the stratum's lowest are."""
    return sha256_hex(f"SSJ1|ticket|{seed}|{entity_id}".encode())


def order_key(seed: str, entity_id: str) -> str:
    """When an entity's turn comes in the second random."""
    return sha256_hex(f"SSJ1|order|{seed}|{entity_id}".encode())


def match_key(seed: str, entity_id: str, inspector: str) -> str:
    """Breaks ties between equally loaded inspectors."""
    return sha256_hex(f"SSJ1|match|{seed}|{entity_id}|{inspector}".encode())


def salt_hash(salt: str) -> str:
    """What the notice says of a sealed draw's salt; `Invalid("salt_malformed")` unless 64 hex digits."""
    if not SALT.fullmatch(salt):
        raise Invalid("salt_malformed")
    return sha256_hex(salt.encode())


def check_seed_format(text: str) -> None:
    """`digits:k` with k ≥ 12, `drand:<chain hash>:<round>` or `rehearsal`; else `Invalid("seed_format_malformed")`."""
    digits = DIGITS.fullmatch(text)
    if digits and int(digits[1]) < FEWEST_DIGITS:
        raise Invalid("seed_format_too_short", read=text, fewest=FEWEST_DIGITS)
    if not (digits or DRAND.fullmatch(text) or text == REHEARSAL):
        raise Invalid("seed_format_malformed", read=text)


def check_public_value(seed_format: str, value: str) -> None:
    """The one spelling that the notice's format allows; else `Invalid("public_value_malformed")`."""
    digits = DIGITS.fullmatch(seed_format)
    if digits:
        pattern = rf"[0-9]{{{digits[1]}}}"
    else:
        pattern = r"[0-9A-Za-z.-]{1,64}" if seed_format == REHEARSAL else r"[0-9a-f]{64}"
    if not re.fullmatch(pattern, value):
        raise Invalid("public_value_malformed", seed_format=seed_format, read=value)
    if seed_format == REHEARSAL:
        refuse_private("public_value", value)


def parse_time(text: str) -> datetime:
    """A real UTC time, `2026-11-24T02:00:00Z`; else `Invalid("time_malformed")`."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", text):
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("time_malformed", read=text) from None


def format_time(time: datetime) -> str:
    """UTC to the second, as records write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
