"""The tables, a noun a file. Importing this package fills `metadata`."""

from sampler.store.tables.authority import AuthorityRow, SpecialDayRow
from sampler.store.tables.base import Base
from sampler.store.tables.bureaus import BureauRow
from sampler.store.tables.ceremonies import SaltRow, TypedValueRow, VoidRequestRow
from sampler.store.tables.draws import AssignmentRow, DrawRow, RecordFileRow, StratumRow, TargetRow
from sampler.store.tables.entries import EntryRow
from sampler.store.tables.findings import FindingCodeRow, FindingRow, ReviewRow
from sampler.store.tables.jobs import JobRow
from sampler.store.tables.papers import PaperRow
from sampler.store.tables.people import PersonRow
from sampler.store.tables.publications import PublicationRow
from sampler.store.tables.roster import InspectorRow, RecusalRow
from sampler.store.tables.sessions import SessionRow, SignInFailureRow
from sampler.store.tables.snapshots import SnapshotRow
from sampler.store.tables.trail import TrailRow
from sampler.store.tables.users import BackupCodeRow, GrantRow, UserRow

metadata = Base.metadata

__all__ = [
    "AssignmentRow",
    "AuthorityRow",
    "BackupCodeRow",
    "BureauRow",
    "DrawRow",
    "EntryRow",
    "FindingCodeRow",
    "FindingRow",
    "GrantRow",
    "InspectorRow",
    "JobRow",
    "PaperRow",
    "PersonRow",
    "PublicationRow",
    "RecordFileRow",
    "RecusalRow",
    "ReviewRow",
    "SaltRow",
    "SessionRow",
    "SignInFailureRow",
    "SnapshotRow",
    "SpecialDayRow",
    "StratumRow",
    "TargetRow",
    "TrailRow",
    "TypedValueRow",
    "UserRow",
    "VoidRequestRow",
    "metadata",
]
