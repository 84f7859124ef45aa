"""Which CID each glyph of a CFF font has (Adobe Technical Note 5176).

A PDF names the glyphs of a CID-keyed CFF font by CID, not by position. In the full CJK fonts the two are the same, in a
regional cut of such a font they are not.
"""

import struct
from collections.abc import Sequence

CHARSET, CHARSTRINGS, ROS = (15,), (17,), (12, 30)


def cids(table: bytes) -> Sequence[int] | None:
    """CID by glyph id of a `CFF ` table; None where the font isn't CID-keyed."""
    names_end, _ = _index(table, table[2])
    _, tops = _index(table, names_end)
    operands = _operands(table[tops[0] : tops[1]])
    if ROS not in operands:
        return None
    (count,) = struct.unpack_from(">H", table, operands[CHARSTRINGS])
    return _charset(table, operands[CHARSET], count)


def _index(table: bytes, start: int) -> tuple[int, list[int]]:
    """Where an INDEX ends, and where each of its items begins (and the last one ends)."""
    (count,) = struct.unpack_from(">H", table, start)
    if not count:
        return start + 2, []
    size = table[start + 2]
    base = start + 2 + (count + 1) * size  # offsets count from one byte before the data
    places = range(start + 3, start + 3 + (count + 1) * size, size)
    offsets = [base + int.from_bytes(table[at : at + size], "big") for at in places]
    return offsets[-1], offsets


def _operands(dictionary: bytes) -> dict[tuple[int, ...], int]:
    """Each operator of a DICT with its last operand; real numbers are skipped, since no offset is one."""
    found: dict[tuple[int, ...], int] = {}
    at, last = 0, 0
    while at < len(dictionary):
        byte = dictionary[at]
        if byte <= 21:
            operator = (12, dictionary[at + 1]) if byte == 12 else (byte,)
            found[operator] = last
            at += len(operator)
        else:
            last, at = _number(dictionary, at)
    return found


def _number(dictionary: bytes, at: int) -> tuple[int, int]:
    byte = dictionary[at]
    if byte == 28:
        return struct.unpack_from(">h", dictionary, at + 1)[0], at + 3
    if byte == 29:
        return struct.unpack_from(">i", dictionary, at + 1)[0], at + 5
    if byte == 30:  # a real: nibbles, the last of which is 15
        while dictionary[at] & 15 != 15:
            at += 1
        return 0, at + 1
    if byte <= 246:
        return byte - 139, at + 1
    if byte <= 250:
        return (byte - 247) * 256 + dictionary[at + 1] + 108, at + 2
    return -(byte - 251) * 256 - dictionary[at + 1] - 108, at + 2


def _charset(table: bytes, start: int, count: int) -> Sequence[int]:
    if start <= 2:  # one of the three predefined charsets, which no CID-keyed font uses
        return range(count)
    form = table[start]
    if form == 0:
        return (0, *struct.unpack_from(f">{count - 1}H", table, start + 1))
    found, at, step = [0], start + 1, ">HB" if form == 1 else ">HH"
    while len(found) < count:
        first, more = struct.unpack_from(step, table, at)
        found.extend(range(first, first + more + 1))
        at += struct.calcsize(step)
    return found
