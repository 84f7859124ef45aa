"""The registry (检查对象名录库): reading people's files, checking every cell, keeping what was accepted."""

from sampler.registry.columns import Field
from sampler.registry.fields import ColumnMap, read_map
from sampler.registry.importing import Import, ImportOptions, import_registry, record_numbers
from sampler.registry.problem import Problem
from sampler.registry.readers import unit_of
from sampler.registry.snapshot import Snapshot, open_snapshot
from sampler.registry.table import Row, Table, form_table, read_table

__all__ = [
    "ColumnMap",
    "Field",
    "Import",
    "ImportOptions",
    "Problem",
    "Row",
    "Snapshot",
    "Table",
    "form_table",
    "import_registry",
    "open_snapshot",
    "read_map",
    "read_table",
    "record_numbers",
    "unit_of",
]
