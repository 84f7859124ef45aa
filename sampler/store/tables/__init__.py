"""The tables, a noun a file. Importing this package fills `metadata`."""

from sampler.store.tables.base import Base
from sampler.store.tables.bureaus import BureauRow
from sampler.store.tables.draws import AssignmentRow, DrawRow, RecordFileRow, StratumRow, TargetRow
from sampler.store.tables.entries import EntryRow
from sampler.store.tables.findings import FindingCodeRow, FindingRow, ReviewRow
from sampler.store.tables.jobs import JobRow
from sampler.store.tables.papers import PaperRow
from sampler.store.tables.publications import PublicationRow
from sampler.store.tables.snapshots import SnapshotRow
from sampler.store.tables.trail import TrailRow

metadata = Base.metadata

__all__ = [
    "AssignmentRow",
    "BureauRow",
    "DrawRow",
    "EntryRow",
    "FindingCodeRow",
    "FindingRow",
    "JobRow",
    "PaperRow",
    "PublicationRow",
    "RecordFileRow",
    "ReviewRow",
    "SnapshotRow",
    "StratumRow",
    "TargetRow",
    "TrailRow",
    "metadata",
]
