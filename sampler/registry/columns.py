"""Which column of a file holds which field: by the field's own name or one of its other names.

Headers are compared folded: full-width forms as half-width, without spaces, underscores, and the marks of required
fields (`*`), in lower case. Two columns that claim one field are refused, naming both: nothing is guessed.

>>> fold("　*Credit_Code "), fold("住所（经营场所）")
('creditcode', '住所(经营场所)')
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampler.errors import Invalid
from sampler.registry.problem import shown

UNMEANT = re.compile(r"[\s_*\-\u200b-\u200f\ufeff]|\(必填\)|\(选填\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that a file may hold: `aliases` are its other names; a file without a `required` one is refused."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = True


def fold(header: str) -> str:
    """A header as it is compared."""
    return UNMEANT.sub("", unicodedata.normalize("NFKC", header)).lower()


def match_columns(file: str, header: Sequence[str], fields: Iterable[Field]) -> Mapping[str, int]:
    """The place in the header of each field that is there.

    Raises `Invalid("columns_ambiguous", claims=[{field, columns}])` or
    `Invalid("columns_missing", missing=[{field, names}], found=[header])`.
    """
    claims = {field: _claimants(header, field) for field in fields}
    twice = [
        {"field": field.name, "columns": [shown(header[place]) for place in places]}
        for field, places in claims.items()
        if len(places) > 1
    ]
    if twice:
        raise Invalid("columns_ambiguous", file=file, claims=twice)
    missing = [field for field, places in claims.items() if field.required and not places]
    if missing:
        raise columns_missing(file, header, missing, known=any(claims.values()))
    return {field.name: places[0] for field, places in claims.items() if places}


def columns_missing(file: str, header: Sequence[str], missing: Iterable[Field], *, known: bool) -> Invalid:
    """The refusal that says what was looked for and what the file has; where no column is `known` and the
    first row has a single cell, that this may be a title and not the header: `Invalid("title_above_header", read=)`."""
    wanted = [{"field": field.name, "names": list(field.aliases)} for field in missing]
    if not known and len(filled := [name for name in header if name.strip()]) == 1:
        return Invalid("title_above_header", file=file, missing=wanted, read=shown(filled[0]))
    return Invalid("columns_missing", file=file, missing=wanted, found=[shown(name) for name in header[:TOLD]])


TOLD = 80  # headers


def _claimants(header: Sequence[str], field: Field) -> list[int]:
    names = {fold(name) for name in (field.name, *field.aliases)}
    return [place for place, name in enumerate(header) if fold(name) in names]
