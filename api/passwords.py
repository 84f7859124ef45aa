"""Hashing passwords (argon2id), a few at a time: each takes 64 MiB, and a crowd at the door must not take it all."""

from base64 import b64encode
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

AT_ONCE = 2


class Passwords:
    """One door's hasher, shared by its threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = BoundedSemaphore(AT_ONCE)

    def hash(self, password: str, salt: bytes) -> str:
        """What is kept of a password; `salt` is 16 random bytes."""
        with self._turns:
            return self._hasher.hash(password, salt=salt)

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether `password` is the one that `kept` is of; with None, nobody's hash, the same work is done for no."""
        with self._turns:
            try:
                return self._hasher.verify(kept or self._nobody(), password)
            except (VerifyMismatchError, InvalidHashError):
                return False

    def _nobody(self) -> str:
        """A hash that no password has, of the same cost as any."""
        given = self._hasher
        salt, digest = (b64encode(bytes(length)).rstrip(b"=").decode() for length in (given.salt_len, given.hash_len))
        cost = f"m={given.memory_cost},t={given.time_cost},p={given.parallelism}"
        return f"$argon2id$v=19${cost}${salt}${digest}"
