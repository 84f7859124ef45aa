"""A proof that one entity stands in the frame, for whoever cannot see the frame (SSJ1 section 9).

The notice fixes the root of a tree over the frame's lines. A line and the hashes beside its way up give that root
again, and no other line does.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from sampler import merkle
from sampler.errors import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level up: `sibling` stands on the left or on the right, and `node` is what both give; hashes in hex."""

    sibling: str
    on_left: bool
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """`line` of the frame, `index` from 0 among `count` lines, and the hashes from the leaf's sibling up."""

    line: str
    index: int
    count: int
    hashes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The proof as a file: the frame's line, and SSJ1's `index⇥N⇥hash…`."""
        return f"{self.line}\n" + "\t".join((str(self.index), str(self.count), *self.hashes)) + "\n"

    @property
    def leaf(self) -> str:
        """SHA-256(00 ‖ line)."""
        return merkle.leaf(self.line.encode()).hex()

    @property
    def root(self) -> str:
        """Where the steps lead: the notice's `frame_merkle`, if the proof holds."""
        return ([step.node for step in self.steps()] or [self.leaf])[-1]

    def steps(self) -> Iterator[Step]:
        """The way from the leaf to the root. A node without a neighbour goes up as it is, which is no step."""
        node, index, width = self.leaf, self.index, self.count
        siblings = iter(self.hashes)
        while width > 1:
            on_left = index % 2 == 1
            if on_left or index + 1 < width:
                sibling = next(siblings)
                node = _parent(sibling, node) if on_left else _parent(node, sibling)
                yield Step(sibling=sibling, on_left=on_left, node=node)
            index, width = index // 2, (width + 1) // 2


def prove_inclusion(frame: bytes, entity_id: str) -> Inclusion:
    """The proof for an entity of a published `10-frame.tsv`; `Missing("entity_not_in_frame")`."""
    lines = frame.split(b"\n")[:-1]
    start = entity_id.encode() + b"\t"
    index = bisect_left(lines, start)
    if index == len(lines) or not lines[index].startswith(start):
        raise Missing("entity_not_in_frame", id=entity_id)
    return Inclusion(line=lines[index].decode(), index=index, count=len(lines), hashes=merkle.path(lines, index))


def _parent(left: str, right: str) -> str:
    return merkle.node(bytes.fromhex(left), bytes.fromhex(right)).hex()
