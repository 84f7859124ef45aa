"""Proofs of inclusion for the golden frames, and tampered ones of each kind in SSJ1 section 9 that a proof can show.

Whoever checks proofs, check.sh and the browser, is held against the same cases.
"""

import random
import string
from collections.abc import Iterator, Sequence

from sampler import verify as v

from .authority import merkle
from .tampering import GOLDEN

CHARACTERS = string.ascii_letters + string.digits + string.punctuation  # no blank: readers of QR codes change those


def lines_of(name: str) -> list[bytes]:
    return (GOLDEN / name / v.FRAME).read_bytes().split(b"\n")[:-1]


def path(lines: Sequence[bytes], index: int) -> list[str]:
    """PATH of RFC 6962 2.1.1, as it is written there: from the leaf's sibling up."""
    if len(lines) == 1:
        return []
    k = 1
    while k * 2 < len(lines):
        k *= 2
    if index < k:
        return [*path(lines[:k], index), merkle(lines[k:])]
    return [*path(lines[k:], index - k), merkle(lines[:k])]


def proof(lines: Sequence[bytes], index: int) -> str:
    return written(lines[index].decode(), index, len(lines), path(lines, index))


def written(line: str, index: int, count: int, hashes: Sequence[str]) -> str:
    return f"{line}\n" + "\t".join((str(index), str(count), *hashes)) + "\n"


def changed_proofs(name: str, index: int, bytes_changed: int) -> Iterator[tuple[str, str]]:
    """(what was done, the text): none of them is a proof that the golden notice `name` bears out."""
    lines = lines_of(name)
    good, hashes, line, count = proof(lines, index), path(lines, index), lines[index].decode(), len(lines)
    yield from changed_characters(good, bytes_changed)
    yield from changed_frames(lines, index)
    other = "open" if name == "floors" else "floors"
    yield "another notice's", proof(lines_of(other), 3)
    for what, changed in {
        "another's line": lines[index - 1].decode(),
        "stratum": line.replace("\tenterprise", "\tindividual") if "\tenterprise" in line else f"{line}0",
        "a field more": f"{line}\tx",
    }.items():
        yield what, written(changed, index, count, hashes)
    for at, of in ((index ^ 1, count), (index + count, count), (index, count + 1), (index, count - 1), (-1, count)):
        yield f"place {at} of {of}", written(line, at, of, hashes)
    for what, changed in {
        "a hash removed": hashes[:-1],
        "a hash added": [*hashes, hashes[0]],
        "hashes swapped": [*hashes[::-1]],
        "upper case": [hashes[0].upper(), *hashes[1:]],
        "a short hash": [hashes[0][:-1], *hashes[1:]],
    }.items():
        yield what, written(line, index, count, changed)
    yield "a line more", good + good
    yield "a line missing", f"{line}\n"
    yield "nothing", ""


def changed_characters(good: str, number: int) -> Iterator[tuple[str, str]]:
    """Seeded characters, and the first."""
    chance = random.Random(good)
    for place in [0, *(chance.randrange(len(good) - 1) for _ in range(number))]:
        new = chance.choice(CHARACTERS.replace(good[place], ""))
        yield f"character {place}", good[:place] + new + good[place + 1 :]


def changed_frames(lines: list[bytes], index: int) -> Iterator[tuple[str, str]]:
    """Good proofs of a frame that is not the one that was locked."""
    stranger = b"X:A:1\tenterprise\t410212101"
    yield "a row added", proof([*lines, stranger], index)
    yield "a row removed", proof([line for i, line in enumerate(lines) if i != index - 1], index - 1)
    yield "a row put in the place of another", proof([*lines[:-1], stranger], index)
    yield "the stranger's own", proof([*lines[:-1], stranger], len(lines) - 1)
    yield "rows swapped", proof([lines[1], lines[0], *lines[2:]], index)


def no_frame_lines() -> Iterator[tuple[str, str, str]]:
    """(what it is, a proof, a notice's frame_merkle): the only line of a frame, which is no line of SSJ1."""
    good = "91410212000000003X\tenterprise\t410212101"
    for what, line in {
        "an id": good.replace("X", "x"),
        "a stratum": good.replace("enterprise", "Enterprise"),
        "a bureau": good.replace("410212101", "城关"),
        "any bureau": good.replace("410212101", "*"),
        "two fields": good.rpartition("\t")[0],
        "four fields": f"{good}\tx",
        "an empty field": f"{good}\t",
        "nothing": "",
    }.items():
        yield what, written(line, 0, 1, ()), merkle([line.encode()])


def no_notices(name: str) -> Iterator[tuple[str, str, str]]:
    """(what it is, its text, the rule): made to fit a proof of the golden frame `name`, and no notice."""
    text = (GOLDEN / name / v.NOTICE).read_text()
    lines = text.splitlines(keepends=True)
    figures = "".join(line for line in lines if line.startswith(("frame_count=", "frame_merkle=")))
    yield "two lines of one", f"hello\n{figures}", "kind"
    yield "a kind and two lines", f"SSJ1 draw\n{figures}", "keys"
    yield "another kind", text.replace("SSJ1 draw", "SSJ1 outcome"), "kind"
    yield "a key less", "".join(line for line in lines if not line.startswith("seed_at=")), "keys"
    yield "a key twice", text.replace("frame_count=", "frame_count=1\nframe_count=", 1), "keys"
    yield "a value", text.replace("draw_id=", "draw_id= ", 1), "values"
    yield "no last LF", text[:-1], "bytes"
    yield "nothing", "", "kind"
