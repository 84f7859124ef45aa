"""Every check of a registry's rows, a chunk at a time: what each row becomes in the snapshot, and all its problems.

A row with three bad cells has three problems and is rejected once. A row that does not fit the header has that one
problem, since nobody knows which cell belongs where. A row is compared with others by its content: two rows of one id
are the same where every field says the same once mended, whatever the file's other columns hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sampler.codes.private_use import assigned_characters
from sampler.registry.cells import clean_column
from sampler.registry.examined import Cells, Examined, masked
from sampler.registry.fields import FIELDS, Layout
from sampler.registry.ids import foreign_ids_of, ids_of, matching
from sampler.registry.source import Chunk
from sampler.registry.words import (
    BureauWords,
    bureaus_of,
    days_of,
    divisions_of,
    kinds_of,
    risks_of,
    statuses_of,
)

PRIVATE_USE = r"\p{Co}"
REPLACED = "[" + "".join(map(chr, assigned_characters())) + "]"
SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            "id", "kind", "name", "status", "bureau", "risk", "division", "address", "industry", "established",
            "representative", "contact", "phone", "last_inspected",
        )
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the checks of one file go by."""

    layout: Layout
    bureaus: BureauWords | None = None
    bureau_from_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`rows` as the snapshot has them, `content` a hash of each; a row without an id has a null in `rows`."""

    found: Examined
    rows: pa.Table
    content: npt.NDArray[np.uint64]


def check(chunk: Chunk, rules: Rules) -> Checked:
    """Check the rows of a chunk whose cells are the columns of the layout's places, in their order."""
    found = Examined.of(chunk)
    cells = _cells(chunk, rules.layout, found)
    ids = _ids(cells, rules.layout, found)
    known = {
        "id": ids,
        "kind": kinds_of(cells["type"], ids, fixed="type" in rules.layout.constants, found=found),
        "status": statuses_of(cells["status"], column=rules.layout.has("status"), found=found),
        "bureau": bureaus_of(cells["bureau"], ids, found, listed=rules.bureaus, from_code=rules.bureau_from_code),
        "risk": risks_of(cells["risk"], found),
        "division": divisions_of(cells["division"], found),
        "established": days_of(cells["established"], found),
        "last_inspected": days_of(cells["last_inspected"], found),
    }
    found.problem(cells["name"].missing, "name", "name_missing", cells["name"].read)
    rows = pa.table([known[name] if name in known else cells[name].values for name in SCHEMA.names], schema=SCHEMA)
    return Checked(found=found, rows=rows, content=_content(rows, cells, found))


def _cells(chunk: Chunk, layout: Layout, found: Examined) -> Mapping[str, Cells]:
    """The cleaned cells of every field, with the problems that a cell has whatever its field."""
    rows = len(chunk.numbers)
    nothing = pa.nulls(rows, pa.string())
    absent = Cells(read=nothing, values=nothing, bad=np.zeros(rows, dtype=bool))
    read = dict(zip(layout.places, chunk.cells, strict=True))
    read |= {name: pa.array([text] * rows) for name, text in layout.constants.items()}
    return {name: _cleaned(name, read[name], found) if name in read else absent for name in FIELDS}


def _cleaned(name: str, read: pa.StringArray, found: Examined) -> Cells:
    clean = clean_column(read)
    bad = np.zeros(len(read), dtype=bool)
    for code in ("forbidden", "unreadable", "formula"):
        mask = masked(getattr(clean, code)) & ~bad
        found.problem(mask, name, code if code == "formula" else f"character_{code}", read)
        bad |= mask
    found.mark(clean.broken, "line_break")
    found.mark(clean.wrapped, "text_marker")
    values = _with_assigned(clean.values, found)
    return Cells(read=read, values=pc.if_else(pa.array(bad), pa.scalar(None, pa.string()), values), bad=bad)


def _with_assigned(values: pa.StringArray, found: Examined) -> pa.StringArray:
    """Private-use characters: those that the standard has placed since are replaced, the rest noted and kept."""
    if not matching(values, PRIVATE_USE).any():
        return values
    where = matching(values, REPLACED)
    found.mark(where, "private_use_replaced")
    placed = [text.translate(assigned_characters()) for text in values.filter(pa.array(where)).to_pylist()]
    values = pc.replace_with_mask(values, pa.array(where), pa.array(placed, pa.string()))
    found.mark(matching(values, PRIVATE_USE), "private_use_character")
    return values


def _ids(cells: Mapping[str, Cells], layout: Layout, found: Examined) -> pa.StringArray:
    if layout.scheme:
        return foreign_ids_of(cells["id"], layout.scheme, found)
    return ids_of(cells["id"], cells["registration_number"], found)


def _content(rows: pa.Table, cells: Mapping[str, Cells], found: Examined) -> npt.NDArray[np.uint64]:
    """A 64-bit hash of what a row says: of its mended fields, or where it has problems of its cells as read."""
    mended = _joined([column.combine_chunks() for column in rows.columns])
    as_read = _joined([cell.read for cell in cells.values()])
    joined = pc.if_else(pa.array(found.faulty), as_read, mended)
    return pd.util.hash_array(joined.to_numpy(zero_copy_only=False), categorize=False)


def _joined(columns: list[pa.StringArray]) -> pa.StringArray:
    return pc.binary_join_element_wise(*columns, "\x1f", null_handling="replace", null_replacement="")
