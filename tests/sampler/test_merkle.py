"""The tree over lines, held to the texts of the RFCs."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from sampler.merkle import path, root

lines = st.lists(st.binary(min_size=1, max_size=12), min_size=1, max_size=40)


def reference_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1 as it is written."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + reference_root(leaves[:split]) + reference_root(leaves[split:])).digest()


def climb(leaf: bytes, index: int, count: int, beside: tuple[str, ...]) -> str:
    """RFC 9162 section 2.1.3.2: the root that a path leads to."""
    node, last, rest = hashlib.sha256(b"\x00" + leaf).digest(), count - 1, list(beside)
    while last:
        if index % 2 or index < last:
            sibling = bytes.fromhex(rest.pop(0))
            pair = sibling + node if index % 2 else node + sibling
            node = hashlib.sha256(b"\x01" + pair).digest()
        index, last = index // 2, last // 2
    assert not rest
    return node.hex()


@given(lines)
def test_the_root_is_the_rfc_s(leaves):
    assert root(leaves) == reference_root(leaves).hex()


@given(lines, st.data())
def test_a_path_leads_to_the_root(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    assert climb(leaves[index], index, len(leaves), path(leaves, index)) == root(leaves)
