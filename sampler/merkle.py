"""The tree of hashes of RFC 6962, section 2.1: one root for any number of lines, and the way up from each of them.

A leaf is SHA-256(00 ‖ line), a node SHA-256(01 ‖ left ‖ right), so that neither can pass for the other. Pairing
neighbours and lifting an odd last node splits every level at the largest power of two below its length, as the RFC
asks.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from hashlib import sha256


def leaf(line: bytes) -> bytes:
    """The hash of one line, 32 bytes."""
    return sha256(b"\x00" + line).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of what stands above two hashes, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root(lines: Iterable[bytes]) -> str:
    """The root over the lines, hex; of no lines the hash of nothing.

    >>> root([b"a"]) == leaf(b"a").hex()
    True
    >>> root([b"a", b"b", b"c"]) == node(node(leaf(b"a"), leaf(b"b")), leaf(b"c")).hex()
    True
    """
    top = deque(_levels(lines), maxlen=1).pop()
    return top[0].hex() if top else sha256(b"").hexdigest()


def path(lines: Iterable[bytes], index: int) -> tuple[str, ...]:
    """The RFC's audit path of line `index`, from 0: the hashes beside the way up from the leaf's sibling on, hex.

    >>> path([b"a", b"b", b"c"], 2) == (node(leaf(b"a"), leaf(b"b")).hex(),)
    True
    """
    beside = []
    for height, level in enumerate(_levels(lines)):
        sibling = index >> height ^ 1
        if sibling < len(level):
            beside.append(level[sibling].hex())
    return tuple(beside)


def _levels(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The leaves, and every level above them up to the root, one at a time: a province's leaves are a gigabyte."""
    level = [leaf(line) for line in lines]
    yield level
    while len(level) > 1:
        pairs = [node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
        yield level
