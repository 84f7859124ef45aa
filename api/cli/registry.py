"""`sampler registry import`: a registry file becomes an accepted snapshot, or a list of problems."""

from pathlib import Path
from typing import Any

import click

from api.cli.console import DONE, WRONG_INPUT, Console
from api.cli.options import FILE, TranslatedGroup, actor_option, import_options, json_option, option
from api.cli.reading import import_options_of, summary, summary_lines
from api.cli.wired import open_wiring
from api.jobs.registry import import_file
from api.wiring import now
from sampler.errors import Invalid
from sampler.registry import Import
from sampler.trail import Actor


@click.group(cls=TranslatedGroup, help="检查对象名录库")
def registry() -> None:
    pass


@registry.command("import", help="读入名录库文件：列出全部问题，生成快照")
@click.argument("file", type=FILE)
@import_options
@option("--rejects", type=FILE, help="把被拒的行写入此文件，改好后可再读入")
@option("--strict", is_flag=True, help="有任何一行被拒即以 1 退出")
@actor_option
@json_option
@click.pass_obj
def import_command(
    console: Console, /, file: Path, rejects: Path | None, strict: bool, actor: str, **given: Any
) -> int:
    options = import_options_of(given)
    with open_wiring() as wiring, console.progress(console.words("读取名录库")) as step:
        found = import_file(wiring, Actor(name=actor), now(), file, options, rejects=rejects, progress=step)
    failure = _failure(found, strict)
    console.answer(summary(found), summary_lines(found, console.words), failure)
    return WRONG_INPUT if failure else DONE


def _failure(found: Import, strict: bool) -> Invalid | None:
    """Why the import failed although it has counts to tell."""
    if found.snapshot is None:
        return Invalid("nothing_accepted", source=found.file, rows=found.rows)
    if strict and found.rejected:
        return Invalid("rows_rejected", file=found.file, rejected=found.rejected)
    return None
