"""A small table of people's making (bureaus, roster, recusals, findings), read whole with every bad cell told at once.

The caller names its fields, checks the rows, and calls `table.refuse(problems)`: one refusal then lists what the
reader found and what the caller found, in the order of the rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sampler.errors import Invalid
from sampler.registry.cells import clean_cell
from sampler.registry.columns import Field, match_columns
from sampler.registry.problem import Problem, refuse, shown
from sampler.registry.readers import open_source
from sampler.registry.source import Chunk

ROWS = 200_000  # more is no roster and no list of findings: such a file is refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`number` is the record number (the header is 1); a cell that is missing, or says so (`N/A`, `-`, `无`), is ''."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.cells[field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`headers` gives the file's own header for each field that it has; `problems` are those found in reading."""

    file: str
    headers: Mapping[str, str]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def problem(self, row: Row, field: str, code: str, read: str | None = None) -> Problem:
        """A problem of one cell, told by the file's own words."""
        text = row[field] if read is None else read
        return Problem(row=row.number, column=shown(self.headers.get(field, field)), code=code, read=shown(text))

    def refuse(self, problems: Iterable[Problem] = ()) -> None:
        """Raise `Invalid("file_problems")` where the reader or the caller found any."""
        refuse(self.file, [*self.problems, *problems])

    def require_rows(self) -> None:
        """Raise `Invalid("rows_missing")` where there is none: a list that is taken for the whole would empty it."""
        if not self.rows:
            raise Invalid("rows_missing", file=self.file)


def read_table(path: Path, fields: Sequence[Field]) -> Table:
    """The rows of a CSV, XLSX or Parquet file, each cell trimmed; every row has every field.

    Raises `Invalid` where the file cannot be read as a table, lacks a required column or has two for one field. Rows
    that do not fit the header are in `problems`, and not in `rows`.
    """
    source = open_source(path)
    places = match_columns(source.table, source.header, fields)
    headers = {name: source.header[place] for name, place in places.items()}
    blank = {field.name: "" for field in fields}
    rows: list[Row] = []
    problems: list[Problem] = []
    for chunk in source.chunks(list(places.values())):
        for row, faults in _rows(chunk, headers):
            problems.extend(faults)
            if row is not None:
                rows.append(Row(number=row.number, cells={**blank, **row.cells}))
        if len(rows) + len(problems) > ROWS:
            raise Invalid("file_too_long", file=source.file, limit=ROWS)
    return Table(file=source.file, headers=headers, rows=tuple(rows), problems=tuple(problems))


def form_table(cells: Mapping[str, str]) -> Table:
    """What a form says, as a table of one row whose headers are the fields' own names; cleaned and checked the same."""
    cleaned = {name: clean_cell(text) for name, text in cells.items()}
    return Table(
        file="",
        headers={name: name for name in cells},
        rows=(Row(number=1, cells={name: text for name, (text, _) in cleaned.items()}),),
        problems=tuple(
            Problem(row=1, column=name, code=code, read=shown(cells[name]))
            for name, (_, code) in cleaned.items()
            if code
        ),
    )


def _rows(chunk: Chunk, headers: Mapping[str, str]) -> Iterator[tuple[Row | None, list[Problem]]]:
    columns = [cells.to_pylist() for cells in chunk.cells]
    for place, number in enumerate(chunk.numbers.tolist()):
        fault = chunk.faults.get(place)
        if fault is not None:
            yield None, [Problem(row=number, column="", code=fault.code, read=shown(fault.read))]
            continue
        read = {name: column[place] for name, column in zip(headers, columns, strict=True)}
        cleaned = {name: clean_cell(text) for name, text in read.items()}
        faults = [
            Problem(row=number, column=shown(headers[name]), code=code, read=shown(read[name]))
            for name, (_, code) in cleaned.items()
            if code
        ]
        yield Row(number=number, cells={name: text for name, (text, _) in cleaned.items()}), faults
