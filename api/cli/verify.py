"""`sampler verify`: the stand-alone checker, called as it is."""

import click

import sampler.verify
from api.cli.options import TranslatedCommand


@click.command(
    cls=TranslatedCommand,
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
    help="核验存档文件夹和链：从公开的文件重算一切",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify(arguments: tuple[str, ...]) -> int:
    return sampler.verify.main(list(arguments))
