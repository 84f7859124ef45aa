"""The people's side: bureaus (监管所), inspectors (执法检查人员名录库), recusals (回避), read from people's files."""

from sampler.roster.bureaus import Bureau, Bureaus, read_bureaus
from sampler.roster.inspectors import ANYWHERE, Inspector, OffDuty, Reason, Roster, read_roster, roster_from
from sampler.roster.recusals import Recusal, read_recusals, recusals_from, recusals_of

__all__ = [
    "ANYWHERE",
    "Bureau",
    "Bureaus",
    "Inspector",
    "OffDuty",
    "Reason",
    "Recusal",
    "Roster",
    "read_bureaus",
    "read_recusals",
    "read_roster",
    "recusals_from",
    "recusals_of",
    "roster_from",
]
