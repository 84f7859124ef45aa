"""Identifiers in columns: valid in form and check character, and nobody's.

A credit code's subject number begins 0000 and ends in a letter from A to W, where a real one has the check digit of an
organisation code (GB 11714: 0 to 9 or X). So no code is a firm's, and none has the shape of a resident's number.
A legacy registration number counts down from the highest serial, where no county's counter ever came.
"""

import numpy as np
import pyarrow as pa

from sampler.entity import CREDIT_CODE_ALPHABET, KIND_OF_SECOND_CHARACTER, Kind
from sampler.synthetic.chance import Indices, Numbers

BASE = len(CREDIT_CODE_ALPHABET)
LETTERS = 19  # A to W
SUBJECTS = BASE**4 * LETTERS  # 0000, four characters, a letter
SERIALS = 10**7
FURTHER = 419_000  # of its codes only the county-level cities 419001 to 419099 may ever be given out

SECOND = {kind: int(character) for character, kind in KIND_OF_SECOND_CHARACTER.items()} | {Kind.OTHER: 9}
SECOND_OF_KIND = np.array([SECOND[kind] for kind in Kind])
WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
CHARACTERS = np.frombuffer(CREDIT_CODE_ALPHABET.encode(), dtype=np.uint8)
INDIVIDUAL = list(Kind).index(Kind.INDIVIDUAL)


def credit_codes(numbers: Numbers, kind: Indices, authority: Indices) -> pa.StringArray:
    """One code for each entity, different for different numbers; `authority` are digits 3 to 8 of the code.

    Beyond 31⁴·19 = 17,546,899 entities the authority is 419001, then 419002, so that no subject number comes twice.
    """
    lap = (numbers // np.uint64(SUBJECTS)).astype(np.int64)
    subject = ((numbers * np.uint64(7_368_787) + np.uint64(271_828)) % np.uint64(SUBJECTS)).astype(np.int64)
    values = np.zeros((len(numbers), 18), dtype=np.int64)
    values[:, 0] = 9
    values[:, 1] = SECOND_OF_KIND[kind]
    values[:, 2:8] = digits(np.where(lap > 0, FURTHER + lap, authority), 6)
    values[:, 12:16] = digits(subject // LETTERS, 4, BASE)
    values[:, 16] = 10 + subject % LETTERS
    values[:, 17] = -(values[:, :17] @ WEIGHTS) % BASE
    return text(CHARACTERS[values])


def registration_numbers(numbers: Numbers, kind: Indices) -> pa.StringArray:
    """One 15-digit number for each entity, of the old county 410224; the seventh digit tells individuals apart."""
    lane, serial = np.divmod(numbers.astype(np.int64), SERIALS)
    seventh = np.where(kind == INDIVIDUAL, 6, 0) + lane % 4
    values = np.empty((len(numbers), 15), dtype=np.int64)
    values[:, :6] = digits(410_224 + lane // 4, 6)
    values[:, 6] = seventh
    values[:, 7:14] = digits(SERIALS - 1 - serial, 7)
    p = np.full(len(numbers), 10)
    for place in range(14):
        rest = (p + values[:, place]) % 10
        p = np.where(rest == 0, 10, rest) * 2 % 11
    values[:, 14] = (11 - p) % 10
    return text(CHARACTERS[values])


def digits(values: Indices, width: int, base: int = 10) -> Indices:
    """The last `width` digits of each value, highest first: shape (values, width)."""
    return values[:, None] // base ** np.arange(width - 1, -1, -1) % base


def text(characters: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> pa.StringArray:
    """Rows of ASCII characters as strings."""
    width = characters.shape[1]
    return pa.array(np.ascontiguousarray(characters).view(f"S{width}").ravel()).cast(pa.string())
