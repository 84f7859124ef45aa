"""Reads the code lists that lie beside it as CSV files."""

import csv
from collections.abc import Mapping, Sequence
from importlib import resources


def read_list(name: str) -> Sequence[Mapping[str, str]]:
    """The rows of a list of this package, by column name."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
