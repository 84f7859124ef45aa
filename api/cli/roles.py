"""`sampler roles`: who may do what."""

from collections.abc import Iterator

import click

from api.cli.console import Console
from api.cli.options import TranslatedCommand, json_option
from api.role_words import ACTS, ROLES, matrix
from api.words import Words
from sampler.role import PERMISSIONS, SHORT, Role


@click.command(cls=TranslatedCommand, help="角色和权限：谁可以做什么")
@json_option
@click.pass_obj
def roles(console: Console) -> None:
    console.answer(matrix(), list(matrix_lines(console.words)))


def matrix_lines(words: Words) -> Iterator[str]:
    """The table as it stands in sampler/role.py, each line with what it is called; then the roles."""
    first = max(map(len, PERMISSIONS))
    yield " ".join([" " * first, *SHORT.values()])
    for act, scopes in PERMISSIONS.items():
        cells = (str(scopes[role]).ljust(len(SHORT[role])) for role in Role)
        yield " ".join([act.ljust(first), *cells, words(ACTS[act])])
    yield ""
    yield words("own：授予时写明的监管所和它下面的所，全机关的事须辖全部的所；any：全部；.：不可以")
    for role, short in SHORT.items():
        yield f"{short.ljust(first)} {role.ljust(first + 2)} {words(ROLES[role])}"
