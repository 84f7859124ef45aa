"""A Parquet file as a source: columns of any type, as the text a person would write.

Whole numbers are written without a point whatever their type, dates as 2026-11-24; a value of a nested type is written
as Python shows it, which no check will take for a code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sampler.errors import Invalid
from sampler.registry.source import CELL_LENGTH, CHUNK_ROWS, Chunk, require_width
from sampler.registry.values import value_text

GROUP_BYTES = 4 << 30  # what one row group may say it unpacks to


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetSource:
    """A Parquet file; `total` is its number of rows."""

    path: Path
    header: tuple[str, ...]
    total: int

    @property
    def file(self) -> str:
        return self.path.name

    @property
    def table(self) -> str:
        return self.file

    def chunks(self, places: Sequence[int]) -> Iterator[Chunk]:
        number = 2
        for batch in self._batches(places):
            cells = tuple(_texts(self.file, column) for column in self._columns(batch, places))
            numbers = np.arange(number, number + batch.num_rows, dtype=np.int64)
            number += batch.num_rows
            yield Chunk(numbers=numbers, cells=cells, done=number - 2)

    def _batches(self, places: Sequence[int]) -> Iterator[pa.RecordBatch]:
        columns = sorted({self.header[place] for place in places}) if self._names_are_unique else None
        try:
            with pq.ParquetFile(self.path, pre_buffer=False, buffer_size=1 << 20) as file:
                for batch in file.iter_batches(batch_size=CHUNK_ROWS, columns=columns):
                    batch.validate(full=True)  # text that is no UTF-8 raises wherever it is read, if not here
                    yield batch
        except (pa.ArrowException, OSError):
            raise Invalid("file_damaged", file=self.file) from None

    def _columns(self, batch: pa.RecordBatch, places: Sequence[int]) -> Iterator[pa.Array]:
        return (batch.column(self.header[place] if self._names_are_unique else place) for place in places)

    @property
    def _names_are_unique(self) -> bool:
        return len(set(self.header)) == len(self.header)


def open_parquet(path: Path) -> ParquetSource:
    """The Parquet source; `Invalid("file_damaged")` where it is none."""
    try:
        with pq.ParquetFile(path) as file:
            header, metadata = tuple(file.schema_arrow.names), file.metadata
            groups = [metadata.row_group(place).total_byte_size for place in range(metadata.num_row_groups)]
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise Invalid("file_damaged", file=path.name) from None
    if max(groups, default=0) > GROUP_BYTES:
        raise Invalid("file_unpacks_too_large", file=path.name, bytes=GROUP_BYTES)
    require_width(path.name, header)
    return ParquetSource(path=path, header=header, total=metadata.num_rows)


def _texts(file: str, column: pa.Array) -> pa.StringArray:
    if pa.types.is_dictionary(column.type):
        return _texts(file, column.dictionary).take(column.indices)
    texts = column if _is_text(column.type) else pa.array(map(value_text, column.to_pylist()), pa.string())
    if (pc.max(pc.utf8_length(texts)).as_py() or 0) > CELL_LENGTH:
        raise Invalid("cell_too_long", file=file, limit=CELL_LENGTH)
    return texts.cast(pa.string())


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
