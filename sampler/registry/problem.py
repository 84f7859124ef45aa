"""One bad cell of a file: where it stands, what is wrong with it, what was read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sampler.codes.personal import is_resident_id, masked
from sampler.errors import Invalid
from sampler.registry.cells import FORBIDDEN

REPORTED = 1000  # problems told one by one; the rest are counted
READ_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`row` is the record number (the header is 1), `column` as the file's header has it, empty for a whole row.

    `mended` says where the row was mended (`rejects.csv 7`: file and record), empty where it was not.
    """

    row: int
    column: str
    code: str
    read: str
    mended: str = ""


def visible(text: str) -> str:
    r"""The text with its control and direction characters written out: none of them acts on a terminal or a page.

    >>> print(visible("甲\x1b[31m乙\u202e\n"))
    甲\x1b[31m乙\u202e\n
    """
    return re.sub(FORBIDDEN, lambda found: found[0].encode("unicode_escape").decode(), text)


def shown(text: str | None) -> str:
    """What was read, `visible` and cut to a length that a page can show; of a resident's number only the ends, of one
    within a text nothing.

    >>> shown("11010519491231002X"), shown(None)
    ('110105********002X', '')
    """
    text = text or ""
    if is_resident_id(text.strip()):
        return visible(text[:6] + "*" * 8 + text[-4:])
    return visible(masked(text if len(text) <= READ_LENGTH else text[: READ_LENGTH - 1] + "…"))


def refuse(file: str, problems: Iterable[Problem]) -> None:
    """Raise every bad cell at once as `Invalid("file_problems", file=, problems=[{row, column, code, read}], count=)`.

    Does nothing where there is none.
    """
    found: Sequence[Problem] = sorted(problems, key=lambda problem: problem.row)
    if found:
        told = [{"row": one.row, "column": one.column, "code": one.code, "read": one.read} for one in found[:REPORTED]]
        raise Invalid("file_problems", file=file, problems=told, count=len(found))
