"""The people's side: bureaus (监管所), inspectors (执法检查人员名录库), recusals (回避), read from people's files."""

from sampler.roster.bureaus import Bureau, Bureaus, read_bureaus
from sampler.roster.inspectors import ANYWHERE, Inspector, OffDuty, Reason, Roster, read_roster
from sampler.roster.recusals import Recusal, read_recusals

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
]
