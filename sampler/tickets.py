"""Tickets in columns: the rule of sampler/seed.py for a whole frame at once."""

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Tickets = npt.NDArray[np.uint8]


def tickets_of(seed: str, ids: Iterable[bytes], count: int) -> Tickets:
    """(count, 32) uint8: the ticket of each id. The prefix is hashed once and its state copied for every id."""
    prefix = hashlib.sha256(f"SSJ1|ticket|{seed}|".encode())
    joined = bytearray(32 * count)
    for at, entity_id in enumerate(ids):
        state = prefix.copy()
        state.update(entity_id)
        joined[32 * at : 32 * at + 32] = state.digest()
    return np.frombuffer(joined, dtype=np.uint8).reshape(count, 32)


def words_of(tickets: Tickets) -> npt.NDArray[np.uint64]:
    """(n, 4) big-endian words of tickets: words compare like the bytes they stand for."""
    return tickets.reshape(-1, 4, 8).view(">u8").reshape(-1, 4).astype(np.uint64)
