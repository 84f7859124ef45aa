"""What can go wrong, as a code with parameters. Text is chosen at the edge, in the reader's language.

The class says what a door should answer: `Invalid` the input is wrong, `Refused` the act is not allowed now or by this
person, `Missing` there is no such thing, `Conflict` somebody else was first, `Broken` the environment (database, font,
disk) fails.
"""

from pathlib import Path


class SamplerError(Exception):
    """`code` is a stable snake_case word, `params` are plain values (str, int, list, dict) that fill its message."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})"


class Invalid(SamplerError):
    """The input is wrong: a cell, a file, an argument."""


def unreadable(path: Path, failure: OSError) -> Invalid:
    """Why a file of the user's cannot be read: `Invalid("file_is_folder")` or `Invalid("file_unreadable")`.

    >>> unreadable(Path("."), IsADirectoryError(21, "Is a directory"))
    Invalid('file_is_folder', {'file': '.'})
    """
    name = path.name or str(path)
    if isinstance(failure, IsADirectoryError):
        return Invalid("file_is_folder", file=name)
    return Invalid("file_unreadable", file=name, reason=failure.strerror or str(failure))


class Refused(SamplerError):
    """The act is not allowed: not now, or not by this person."""


class Missing(SamplerError):
    """There is no such thing."""


class Conflict(SamplerError):
    """Somebody else was first."""


class Broken(SamplerError):
    """The environment fails: database, font, disk."""
