"""The command line `sampler`. Exit codes: 0 done, 1 the input is wrong, 2 usage, 3 the environment."""

import logging
import sys
from collections.abc import Sequence

import click

from api.cli.bureaus import bureaus
from api.cli.console import DONE, WRONG_ENVIRONMENT, WRONG_INPUT, Console, open_console
from api.cli.db import db
from api.cli.demo import demo
from api.cli.doctor import doctor
from api.cli.draws import draw, freeze
from api.cli.jobs import jobs
from api.cli.options import TranslatedGroup
from api.cli.papers import papers
from api.cli.recusals import recusals
from api.cli.registry import registry
from api.cli.roles import roles
from api.cli.roster import roster
from api.cli.serve import serve
from api.cli.site import export_site
from api.cli.synth import synth
from api.cli.trail import trail
from api.cli.usage import usage_message
from api.cli.users import user
from api.cli.verify import verify
from api.cli.worker import worker
from api.unwritable import refuse_unwritable
from sampler.errors import SamplerError


@click.group(cls=TranslatedGroup, help="双随机、一公开：可由任何人核验的随机抽查")
@click.version_option(package_name="double-random")
def cli() -> None:
    pass


for command in (
    demo,
    bureaus,
    roster,
    recusals,
    registry,
    freeze,
    draw,
    papers,
    verify,
    export_site,
    synth,
    serve,
    worker,
    jobs,
    db,
    user,
    roles,
    trail,
    doctor,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    console = open_console(json="--json" in arguments)
    logging.basicConfig(handlers=[logging.NullHandler()])  # a command says itself what is wrong; `log_to` replaces it
    try:
        status = _run(arguments, console)
        console.out.flush()
        return status
    except OSError as failure:
        return console.broken(failure)


def _run(arguments: Sequence[str], console: Console) -> int:
    try:
        refuse_unwritable(arguments)
        result = cli.main(arguments, prog_name="sampler", obj=console, standalone_mode=False)
    except click.ClickException as error:
        return console.misused(usage_message(error, console.words))
    except SamplerError as error:
        return console.fail(error)
    except (click.Abort, KeyboardInterrupt):
        return WRONG_INPUT
    except SystemExit as stop:  # of the server, and click's answer to a reader who went away
        return WRONG_ENVIRONMENT if stop.code else DONE
    return result if isinstance(result, int) else DONE
