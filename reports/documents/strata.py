"""The strata of a draw that is done, as a table: N, size, n, cutoff. More than one paper shows them."""

from collections.abc import Sequence

from reports.documents.sheet import Sheet
from reports.style import Align, Style
from reports.table import CELL, DIGITS, Column, table
from reports.wording import count, stratum_label
from sampler.publication import StratumFigure

HASH_LENGTH = 64
TICKET = DIGITS.at(6.5)  # that many digits in half the measure


def _style_of(cutoff: str) -> Style:
    return TICKET if len(cutoff) == HASH_LENGTH else CELL


def drawn_strata(sheet: Sheet, strata: Sequence[StratumFigure]) -> None:
    """One line a stratum; a cutoff that is not told is sealed."""
    words = sheet.words
    columns = [
        Column(heading=words("层"), share=22),
        Column(heading=words("抽样框"), share=9, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("比例"), share=9, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("抽取"), share=9, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("截止票号"), share=51, paint=_style_of, align=Align.RIGHT),
    ]
    with table(sheet.flow, columns) as lines:
        for s in strata:
            label, cutoff = stratum_label(s.name, s.label, words), s.cutoff or words("封存")
            lines.row([label, count(s.entities), s.size, count(s.places), cutoff])
