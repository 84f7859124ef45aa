"""What a spreadsheet runs: a cell of a CSV file that begins so is a formula to it, whoever wrote the cell.

Such a cell gets an apostrophe before it in every CSV file that is handed out. One that already begins with apostrophes
before such a character gets one more, so that taking one off gives back any text exactly.
"""

import re

MARK = "'"
RUN = "^'*[=+\\-@＝＋－＠\t\r\n]"
MARKED = "^'('*[=+\\-@＝＋－＠\t\r\n])"
NO_FORMULA = ("-", "－")  # how people write that there is nothing


def harmless(cell: str) -> str:
    """The cell with a mark where a spreadsheet would run it.

    >>> harmless("=1+1"), harmless("'=1+1"), harmless("-"), harmless("'甲'"), harmless("+86 371")
    ("'=1+1", "''=1+1", '-', "'甲'", "'+86 371")
    """
    return f"{MARK}{cell}" if re.match(RUN, cell) and cell not in NO_FORMULA else cell


def unmarked(cell: str) -> str:
    """What `harmless` was given.

    >>> unmarked("'=1+1"), unmarked("''=1+1"), unmarked("-"), unmarked("'甲'"), unmarked("=1+1")
    ('=1+1', "'=1+1", '-', "'甲'", '=1+1')
    """
    return re.sub(MARKED, r"\1", cell)
