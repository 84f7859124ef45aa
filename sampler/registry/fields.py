"""The fields of a registry, and where a file has them: by its headers' names, or as a map says.

A map is a TOML file:

    [columns]           # field = the file's header
    name = "businessname"
    [constant]          # a field that no column holds
    type = "enterprise"
    [id]                # for what has no credit code: ids become X:<scheme>:<number>
    scheme = "X:FHRS"
    column = "fhrsid"

A field may be called by any of its names (`type`, `kind`, `"市场主体类型"`). Fields that the map leaves out are looked
for by name. A key that is not known is refused.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sampler.codes import field_names, kind_of_words, risk_of, status_of
from sampler.errors import Invalid, unreadable
from sampler.registry.columns import Field, columns_missing, fold, match_columns

FIELDS: Mapping[str, Field] = {
    name: Field(name=name, aliases=aliases, required=False) for name, aliases in field_names().items()
}
CONSTANTS: Mapping[str, Callable[[str], object]] = {  # the fields that a map may fix, and what None shows to be wrong
    "type": kind_of_words,
    "status": status_of,
    "risk": risk_of,
    "bureau": str,
    "division": str,
    "industry": str,
}
SCHEME = re.compile(r"X:[0-9A-Z.-]+")
PARTS = ("columns", "constant", "id")
ID_KEYS = ("scheme", "column")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What a map says: the file's header for a field, the value of a field, the scheme of the ids."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where one file has its fields: `places` in its header, `constants` beside it; `headers` are the file's own."""

    places: Mapping[str, int]
    constants: Mapping[str, str]
    headers: Mapping[str, str]
    scheme: str | None

    def has(self, name: str) -> bool:
        return name in self.places or name in self.constants


def read_map(path: Path) -> ColumnMap:
    """The map of a TOML file.

    Raises `Invalid`: `file_unreadable`, `map_malformed`, `map_key_unknown`, `map_field_twice`, `map_value_unknown`.
    """
    try:
        text = path.read_text("utf-8-sig")
        book = tomllib.loads(text)
    except OSError as failure:
        raise unreadable(path, failure) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as failure:
        raise Invalid("map_malformed", file=path.name, reason=str(failure)) from None
    return _column_map(path.name, book)


def _column_map(file: str, book: Mapping[str, Any]) -> ColumnMap:
    _require_known(file, book, PARTS)
    parts = {part: _texts(file, part, book.get(part, {})) for part in PARTS}
    columns, constants, ids = (parts[part] for part in PARTS)
    _require_known(file, ids, ID_KEYS)
    named = _by_field(file, [*columns.items(), *([("id", ids["column"])] if "column" in ids else [])])
    fixed = _by_field(file, constants.items())
    _require_known(file, fixed, CONSTANTS)
    twice = sorted(named.keys() & fixed.keys())
    if twice:
        raise Invalid("map_field_twice", file=file, fields=twice)
    for name, value in fixed.items():
        if CONSTANTS[name](value) is None:
            raise Invalid("map_value_unknown", file=file, field=name, read=value)
    return ColumnMap(columns=named, constants=fixed, scheme=_scheme(file, ids))


def _texts(file: str, part: str, entries: Any) -> Mapping[str, str]:
    if isinstance(entries, dict) and all(isinstance(value, str) for value in entries.values()):
        return entries
    raise Invalid("map_malformed", file=file, reason=f"[{part}]")


def _by_field(file: str, entries: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, value in entries:
        name = _field_of(key)
        if name is None:
            raise Invalid("map_key_unknown", file=file, keys=[key], known=list(FIELDS))
        if name in found:
            raise Invalid("map_field_twice", file=file, fields=[name])
        found[name] = value
    return found


def _field_of(key: str) -> str | None:
    folded = fold(key)
    return next((n for n, known in FIELDS.items() if folded in {fold(word) for word in (n, *known.aliases)}), None)


def _require_known(file: str, entries: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(entries) - set(known))
    if unknown:
        raise Invalid("map_key_unknown", file=file, keys=unknown, known=list(known))


def _scheme(file: str, ids: Mapping[str, str]) -> str | None:
    if "scheme" not in ids:
        return None
    scheme = ids["scheme"].strip().upper()
    if not SCHEME.fullmatch(scheme):
        raise Invalid("map_value_unknown", file=file, field="scheme", read=ids["scheme"])
    return scheme


def layout_of(file: str, header: Sequence[str], columns: ColumnMap, *, needs_bureau: bool) -> Layout:
    """Where the file has each field; a column that the map names is looked at for nothing else.

    Raises `Invalid("columns_missing")` with every column that the map names and the file lacks, the name, code and
    registration number both, or the bureau though one is needed; and `Invalid("columns_ambiguous")`. Each names what
    was looked for and what the file has.
    """
    by_map = match_columns(file, header, [Field(name=wanted, required=False) for wanted in columns.columns.values()])
    mapped = {name: by_map[wanted] for name, wanted in columns.columns.items() if wanted in by_map}
    free = ["" if place in mapped.values() else name for place, name in enumerate(header)]
    sought = [one for name, one in FIELDS.items() if name not in {*columns.columns, *columns.constants}]
    places = {**mapped, **match_columns(file, free, sought)}
    missing = [Field(name=wanted) for wanted in columns.columns.values() if wanted not in by_map]
    given = {*places, *columns.columns, *columns.constants}
    missing += [FIELDS["id"]] if not {"id", "registration_number"} & given else []
    missing += [FIELDS[name] for name in ("name", *(["bureau"] if needs_bureau else [])) if name not in given]
    if missing:
        raise columns_missing(file, header, missing, known=bool(places))
    headers = {name: header[place] for name, place in places.items()}
    return Layout(places=places, constants=columns.constants, headers=headers, scheme=columns.scheme)
