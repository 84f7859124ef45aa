"""Words that are tried first where a password is guessed (`weak_words.txt`): names, rows of keys, a bureau's words."""

from collections.abc import Iterator
from functools import cache
from importlib import resources

PRODUCT = ("sampler", "shuangsuiji", "双随机")
WRITTEN_FOR = str.maketrans("@4301!5$7", "aaeoiisst")  # P@ssw0rd


@cache
def weak_words() -> frozenset[str]:
    """In small letters."""
    return frozenset(resources.files(__package__).joinpath("weak_words.txt").read_text("utf-8").split())


def is_weak(password: str) -> bool:
    """Whether a password in small letters is such a word with digits or signs put to it or for its letters, or says
    what it is the password of.

    >>> [is_weak(word) for word in ("password123", "p@ssw0rd!", "2026qwerty#", "1qaz@wsx", "my-sampler-1")]
    [True, True, True, True, True]
    >>> is_weak("correct-horse-password")
    False
    """
    return any(word in password for word in PRODUCT) or not weak_words().isdisjoint(_words(password))


def _words(password: str) -> Iterator[str]:
    """What is left without what was put before, behind and between."""
    letters = [place for place, letter in enumerate(password) if letter.isalpha()]
    if letters:
        core = password[letters[0] : letters[-1] + 1]
        yield core
        yield core.translate(WRITTEN_FOR)
        yield "".join(filter(str.isalpha, core))
