"""The id of each record: its credit code, else `R:` and its registration number, else `X:<scheme>:<number>`.

Mended and counted: full-width and lower-case characters, spaces within, the marks by which exporters keep a spreadsheet
from reading a code as a number, a 15-digit registration number in the code's column, a registration number that stands
in for a missing code. Everything else that is not an id of SSJ1 section 1 with a right check character is a problem; a
code that a spreadsheet has made a number of (9.14E+17) is named as such, for it cannot be mended from the file.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sampler.codes.personal import is_resident_id
from sampler.entity import CREDIT_CODE_ALPHABET, ID_LENGTH
from sampler.registry.examined import Cells, Examined, Mask, masked
from sampler.registry.source import Chunk

WIDE = "[\uff01-\uff5e]"
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
INNER_SPACE = "[ \u00a0\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]+"
MARKER = "^['`‘’]+|['`‘’]+$"
SCIENTIFIC = r"^[0-9]([.][0-9]+)?E[+]?[0-9]{1,3}$"
FOREIGN = r"^X:[0-9A-Z.-]+:[0-9A-Z:.-]+$"
PREFIXED = r"^R:([0-9]{15})$"
FIFTEEN = r"^[0-9]{15}$"

CREDIT_LENGTH = 18
NO_VALUE = 255
VALUES = np.full(256, NO_VALUE, dtype=np.uint8)
VALUES[np.frombuffer(CREDIT_CODE_ALPHABET.encode(), dtype=np.uint8)] = np.arange(31)
WEIGHTS = np.array([pow(3, place, 31) for place in range(CREDIT_LENGTH - 1)], dtype=np.int64)

Matrix = npt.NDArray[np.uint8]


def ids_of(codes: Cells, numbers: Cells, found: Examined) -> pa.StringArray:
    """The ids for the columns of codes and of registration numbers; null where there is none.

    A wrong id stays as it was read: its problem is in `found`.
    """
    stands_in = codes.missing & ~numbers.missing & ~numbers.bad
    read = pc.if_else(pa.array(stands_in), numbers.read, codes.read)
    text = normalised(pc.coalesce(codes.values, pc.if_else(pa.array(stands_in), numbers.values, None)), found)
    prefixed = matching(text, PREFIXED)
    text = pc.replace_substring_regex(text, PREFIXED, r"\1")
    found.problem(masked(text.is_null()) & ~codes.bad, "id", "id_missing", read)
    for code, mask in _problems(text, stands_in).items():
        found.problem(mask & ~stands_in, "id", code, read)
        found.problem(mask & stands_in, "registration_number", code, read)
    fifteen = matching(text, FIFTEEN)
    found.mark(fifteen & ~stands_in & ~prefixed, "registration_number_in_code_column")
    found.mark(stands_in, "registration_number_used")
    return pc.if_else(pa.array(fifteen), pc.binary_join_element_wise("R:", text, ""), text)


def foreign_ids_of(numbers: Cells, scheme: str, found: Examined) -> pa.StringArray:
    """The ids `<scheme>:<number>` for a column of numbers of any kind."""
    ids = pc.binary_join_element_wise(scheme, normalised(numbers.values, found), ":")
    found.problem(numbers.missing, "id", "id_missing", numbers.read)
    found.problem(masked(ids.is_valid()) & ~_is_foreign(ids), "id", "id_malformed", numbers.read)
    return ids


def identified(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """For each text the id that it means, and the code of its problem ('' where it is one).

    >>> identified(["９１330100799655058b", "440301103097413", "9.14E+17"])
    (('91330100799655058B', ''), ('R:440301103097413', ''), ('9.14E+17', 'credit_code_scientific'))
    """
    read = pa.array(texts, pa.string())
    rows = len(read)
    found = Examined.of(Chunk(numbers=np.arange(rows), cells=()))
    values = pc.if_else(pc.equal(read, ""), pa.scalar(None, pa.string()), read)
    sound = np.zeros(rows, dtype=bool)
    nothing = Cells(read=pa.nulls(rows, pa.string()), values=pa.nulls(rows, pa.string()), bad=sound)
    ids = ids_of(Cells(read=read, values=values, bad=sound), nothing, found).fill_null("").to_pylist()
    codes = [""] * rows
    for code, _, places, _ in found.problems:
        for place in places.tolist():
            codes[place] = code
    return tuple(zip(ids, codes, strict=True))


def normalised(text: pa.StringArray, found: Examined) -> pa.StringArray:
    """Codes in half-width capitals without spaces or markers; what was changed is marked."""
    wide = matching(text, WIDE)
    if wide.any():
        found.mark(wide, "full_width")
        narrow = [word.translate(NARROW) for word in text.filter(pa.array(wide)).to_pylist()]
        text = pc.replace_with_mask(text, pa.array(wide), pa.array(narrow, pa.string()))
    for pattern, name in ((INNER_SPACE, "space_in_code"), (MARKER, "text_marker")):
        where = matching(text, pattern)
        if where.any():
            found.mark(where, name)
            text = pc.replace_substring_regex(text, pattern, "")
    found.mark(matching(text, "[a-z]"), "lower_case")
    return pc.ascii_upper(text)


def matching(text: pa.StringArray, pattern: str) -> Mask:
    """Where the text is there and matches."""
    return masked(pc.match_substring_regex(text, pattern))


def _problems(text: pa.StringArray, stands_in: Mask) -> dict[str, Mask]:
    """Each kind of wrong id, told by shape and then by check character; a row is in one mask at most."""
    scientific = matching(text, SCIENTIFIC)
    foreign = masked(pc.starts_with(text, "X:"))
    fifteen = matching(text, FIFTEEN)
    length = pc.fill_null(pc.utf8_length(text), 0).to_numpy()
    eighteen = (length == CREDIT_LENGTH) & ~scientific & ~foreign
    other = masked(text.is_valid()) & ~(scientific | foreign | fifteen | eighteen)
    return {
        "credit_code_scientific": scientific,
        "id_malformed": foreign & ~_is_foreign(text),
        "registration_number_check": _where(fifteen, ~registration_checked(_matrix(text, fifteen, 15))),
        "registration_number_length": other & stands_in,
        "credit_code_length": other & ~stands_in,
        **_credit_problems(text, eighteen),
    }


def _credit_problems(text: pa.StringArray, eighteen: Mask) -> dict[str, Mask]:
    plain = eighteen & masked(pc.equal(pc.binary_length(text), CREDIT_LENGTH))
    known, right = credit_checked(_matrix(text, plain, CREDIT_LENGTH))
    strange = (eighteen & ~plain) | _where(plain, ~known)
    wrong = strange | _where(plain, ~right)
    resident = np.zeros(len(wrong), dtype=bool)
    resident[wrong] = [is_resident_id(code) for code in text.filter(pa.array(wrong)).to_pylist()]
    return {
        "resident_id": resident,
        "credit_code_character": strange & ~resident,
        "credit_code_check": wrong & ~strange & ~resident,
    }


def credit_checked(codes: Matrix) -> tuple[Mask, Mask]:
    """For codes as rows of 18 bytes: whether the first 17 characters are of the alphabet, and the last is right.

    >>> credit_checked(np.frombuffer(b"91330100799655058B91350100M000100Y4Z", dtype=np.uint8).reshape(2, 18))
    (array([ True,  True]), array([ True, False]))
    """
    values = VALUES[codes]
    check = -(values[:, :-1].astype(np.int64) @ WEIGHTS) % len(CREDIT_CODE_ALPHABET)
    return (values[:, :-1] != NO_VALUE).all(axis=1), check == values[:, -1]


def registration_checked(numbers: Matrix) -> Mask:
    """For registration numbers as rows of 15 digits: whether the last is right.

    >>> registration_checked(np.frombuffer(b"440301103097413440301103097414", dtype=np.uint8).reshape(2, 15))
    array([ True, False])
    """
    digits = numbers.astype(np.int64) - ord("0")
    p = np.full(len(digits), 10, dtype=np.int64)
    for place in range(14):
        rest = (p + digits[:, place]) % 10
        p = np.where(rest == 0, 10, rest) * 2 % 11
    found: Mask = (11 - p) % 10 == digits[:, 14]
    return found


def _is_foreign(ids: pa.StringArray) -> Mask:
    return matching(ids, FOREIGN) & masked(pc.less_equal(pc.binary_length(ids), ID_LENGTH))


def _matrix(text: pa.StringArray, where: Mask, width: int) -> Matrix:
    """The bytes of the rows of that width, one row each."""
    joined = "".join(text.filter(pa.array(where)).to_pylist())
    return np.frombuffer(joined.encode(), dtype=np.uint8).reshape(-1, width)


def _where(rows: Mask, among: Mask) -> Mask:
    """A mask over all rows from one over some of them."""
    full = np.zeros(len(rows), dtype=bool)
    full[rows] = among
    return full
