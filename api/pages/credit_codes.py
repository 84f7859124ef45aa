"""A code as people type it: full-width, lower case, with spaces, or not quite right."""

import unicodedata

from sampler.entity import (
    CREDIT_CODE_ALPHABET,
    credit_code_check,
    is_credit_code,
    is_registration_number,
    require_id,
)
from sampler.errors import Invalid

LONGEST = 200  # typed characters; the form's own limit
LONGEST_LINES = 4000  # of a field of several lines, likewise
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


def visible(typed: str, longest: int = LONGEST) -> str:
    """What was typed without control, unassigned and other invisible characters, which no page may hold."""
    return "".join(c for c in typed[:longest] if unicodedata.category(c)[0] != "C")


def visible_lines(typed: str, longest: int = LONGEST_LINES) -> str:
    """The same of a text of several lines, a tab as a space. One character more than the longest stays, so that what is
    too long is told and not cut.

    >>> visible_lines("3/100\\r\\nindividual=1/100\\r\\n")
    '3/100\\nindividual=1/100'
    """
    return "\n".join(visible(line.expandtabs(1), longest + 1) for line in typed.splitlines())[: longest + 1]


def require_short(name: str, typed: str, longest: int = LONGEST_LINES) -> str:
    """What was typed into the field of this name; `Invalid("words_too_long")`."""
    if len(typed) > longest:
        raise Invalid("words_too_long", name=name, longest=longest)
    return typed


def normalise(typed: str) -> str:
    """Half-width, upper case, without spaces, dashes and invisible characters."""
    text = unicodedata.normalize("NFKC", visible(typed)).upper()
    return "".join(c for c in text if c not in DASHES and not c.isspace())


def check_letters(text: str) -> None:
    """A code has no I, O, S, V, Z: they look like digits."""
    strange = sorted({c for c in text if c not in CREDIT_CODE_ALPHABET})
    if strange:
        raise Invalid("code_letters", letters=strange)
