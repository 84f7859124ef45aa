"""A code as people type it: full-width, lower case, with spaces, or not quite right."""

import unicodedata

from api.pages.typed import visible
from sampler.entity import (
    CREDIT_CODE_ALPHABET,
    credit_code_check,
    is_credit_code,
    is_registration_number,
    require_id,
)
from sampler.errors import Invalid

DASHES = "-‐‑–—"


def read_code(typed: str) -> str:
    """The id that was meant; else `Invalid` with code_length, code_letters, code_check or number_check.

    >>> read_code(" ９１３３０１００ 799655058b ")
    '91330100799655058B'
    >>> read_code("440301103097413")
    'R:440301103097413'
    """
    text = normalise(typed)
    if ":" in text:
        return require_id(text)
    if len(text) == 15 and text.isascii() and text.isdigit():
        if not is_registration_number(text):
            raise Invalid("number_check", read=text)
        return f"R:{text}"
    if len(text) != 18:
        raise Invalid("code_length", length=len(text))
    check_letters(text)
    if not is_credit_code(text):
        raise Invalid("code_check", read=text[17], expected=credit_code_check(text[:17]))
    return text


def normalise(typed: str) -> str:
    """Half-width, upper case, without spaces, dashes and invisible characters."""
    text = unicodedata.normalize("NFKC", visible(typed)).upper()
    return "".join(c for c in text if c not in DASHES and not c.isspace())


def check_letters(text: str) -> None:
    """A code has no I, O, S, V, Z: they look like digits."""
    strange = sorted({c for c in text if c not in CREDIT_CODE_ALPHABET})
    if strange:
        raise Invalid("code_letters", letters=strange)
