"""Code lists: data files beside their loaders."""

from sampler.codes.divisions import authority_name, division_name
from sampler.codes.findings import (
    Disposal,
    FindingCode,
    FindingKind,
    disposal,
    disposals,
    finding_code,
    finding_codes,
)
from sampler.codes.kinds import kind_of_words
from sampler.codes.names import field_names
from sampler.codes.risk import risk_of
from sampler.codes.status import ACTIVE, is_active, status_of

__all__ = [
    "ACTIVE",
    "Disposal",
    "FindingCode",
    "FindingKind",
    "authority_name",
    "disposal",
    "disposals",
    "division_name",
    "field_names",
    "finding_code",
    "finding_codes",
    "is_active",
    "kind_of_words",
    "risk_of",
    "status_of",
]
