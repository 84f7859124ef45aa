"""Who can be inspected: identifiers and kinds, so that a wrong value cannot be held.

An entity's id is its unified social credit code (GB 32100-2015), else `R:` and its 15-digit legacy registration
number, else `X:<scheme>:<number>` for anything else that is inspected (SSJ1 section 1).
"""

import re
from enum import StrEnum

from sampler.errors import Invalid

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ID = re.compile(r"[0-9A-Z]{18}|R:[0-9]{15}|X:[0-9A-Z.-]+:[0-9A-Z:.-]+")
ID_LENGTH = 64
REGISTERED = "R:"


class Kind(StrEnum):
    """What an entity is: it names the first part of its stratum. `OTHER` cannot be drawn."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL = "individual"
    COOPERATIVE = "cooperative"
    OTHER = "other"


DRAWABLE = (Kind.ENTERPRISE, Kind.INDIVIDUAL, Kind.COOPERATIVE)
KIND_OF_SECOND_CHARACTER = {"1": Kind.ENTERPRISE, "2": Kind.INDIVIDUAL, "3": Kind.COOPERATIVE}


def kind_of_stratum(stratum: str) -> Kind:
    """The kind of everybody in a stratum of a frame that was built here; ValueError for one of another's record.

    >>> kind_of_stratum("individual/A")
    <Kind.INDIVIDUAL: 'individual'>
    """
    return Kind(stratum.partition("/")[0])


def credit_code_check(body: str) -> str:
    """The 18th character for the first 17: 31 − Σ Cᵢ·3^(i−1) mod 31.

    >>> credit_code_check("91350100M000100Y4")
    '3'
    """
    total = sum(CREDIT_CODE_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return CREDIT_CODE_ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """18 characters of the alphabet whose check character is right.

    >>> is_credit_code("91330100799655058B"), is_credit_code("91350100M000100Y4Z")
    (True, False)
    """
    return len(text) == 18 and all(c in CREDIT_CODE_ALPHABET for c in text) and credit_code_check(text[:17]) == text[17]


def registration_check(body: str) -> str:
    """The 15th digit of a legacy registration number for its first 14.

    >>> registration_check("44030110309741")
    '3'
    """
    p = 10
    for digit in body:
        p = ((p + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - p) % 10)


def is_registration_number(text: str) -> bool:
    """15 ASCII digits whose check digit is right."""
    return len(text) == 15 and text.isascii() and text.isdigit() and registration_check(text[:14]) == text[14]


def require_id(text: str) -> str:
    """`text` where it is an id of SSJ1 section 1, else `Invalid("id_malformed")`."""
    if len(text) > ID_LENGTH or not ID.fullmatch(text):
        raise Invalid("id_malformed", read=text)
    return text


def is_registered(entity_id: str) -> bool:
    """Whether the id is a registration number with the mark that SSJ1 gives it."""
    return entity_id.startswith(REGISTERED)


def printed(entity_id: str) -> str:
    """The id as it stands on a licence, for people: a registration number is its 15 digits. Records keep the mark.

    >>> printed("R:440301103097413"), printed("91330100799655058B"), printed("X:FHRS:100000")
    ('440301103097413', '91330100799655058B', 'X:FHRS:100000')
    """
    return entity_id.removeprefix(REGISTERED)


def kind_of_code(entity_id: str) -> Kind:
    """The kind that the code's second character gives; ids without one are `OTHER`.

    >>> kind_of_code("92410212MA40XXXXXX")
    <Kind.INDIVIDUAL: 'individual'>
    """
    if is_registered(entity_id):  # seventh digit: 0-3 domestic, 4-5 foreign, 6-9 individual
        return Kind.INDIVIDUAL if entity_id[8] in "6789" else Kind.ENTERPRISE
    if entity_id.startswith("9"):  # 9 = registered by market regulation
        return KIND_OF_SECOND_CHARACTER.get(entity_id[1], Kind.OTHER)
    return Kind.OTHER
