"""Passwords are kept as argon2id, whether somebody has them or not costs the same, and a crowd takes turns."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Lock, Thread

from argon2 import PasswordHasher, extract_parameters

from api.passwords import AT_ONCE, Passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_a_password_matches_its_hash_alone() -> None:
    passwords = Passwords(CHEAP)
    kept = passwords.hash("Correct-horse", os.urandom(16))
    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, "Correct-horse")
    assert not passwords.matches(kept, "correct-horse")
    assert not passwords.matches("no hash", "Correct-horse")
    assert kept != passwords.hash("Correct-horse", os.urandom(16))


def test_nobody_s_hash_costs_what_anybody_s_costs() -> None:
    for passwords in (Passwords(), Passwords(CHEAP)):
        somebody = passwords.hash("Correct-horse", os.urandom(16))
        assert extract_parameters(passwords._nobody()) == extract_parameters(somebody)
        assert not passwords.matches(None, "Correct-horse")


class Crowded(PasswordHasher):
    """Notes how many hash at the same time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=1024, parallelism=1)
        self.now = self.most = 0
        self.lock = Lock()

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        yield
        with self.lock:
            self.now -= 1

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self.counted():
            return super().hash(password, salt=salt)


def test_only_a_few_are_hashed_at_once() -> None:
    hasher, start = Crowded(), Barrier(8)
    passwords = Passwords(hasher)

    def come() -> None:
        start.wait()
        for _ in range(10):
            passwords.hash("Correct-horse", os.urandom(16))

    crowd = [Thread(target=come) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert 1 <= hasher.most <= AT_ONCE
