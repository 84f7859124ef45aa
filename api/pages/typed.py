"""What people type into a field, as pages, papers and the trail can hold it."""

import unicodedata

from sampler.errors import Invalid

LONGEST = 200  # typed characters; the form's own limit
LONGEST_LINES = 4000  # of a field of several lines, likewise


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
