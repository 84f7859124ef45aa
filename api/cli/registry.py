"""`sampler registry import`: a registry file becomes an accepted snapshot, or a list of problems."""

from pathlib import Path
from typing import Any

import click

from api.access import ask
from api.cli.console import DONE, WRONG_INPUT, Console
from api.cli.following import perform
from api.cli.options import FILE, TranslatedGroup, actor_option, import_options, json_option
from api.cli.reading import import_options_of, summary, summary_lines, why_failed
from api.cli.wired import open_wiring
from api.jobs.registry import import_of, import_request, rejects_of
from sampler.disk import PRIVATE, write_bytes
from sampler.registry.importing import require_apart
from sampler.trail import Actor


@click.group(cls=TranslatedGroup, help="检查对象名录库")
def registry() -> None:
    pass


@registry.command("import", help="读入名录库文件：列出全部问题，生成快照")
@click.argument("file", type=FILE)
@import_options
@actor_option
@json_option
@click.pass_obj
def import_command(console: Console, /, file: Path, actor: str, **given: Any) -> int:
    options, rejects = import_options_of(given), given["rejects"]
    require_apart(rejects, (file, *given["mended"]))
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "register_snapshot")
        mended = [wiring.intake.put_file(path) for path in given["mended"]]
        asked = import_request(wiring.intake.put_file(file), options, mended)
        result = perform(console, wiring, person, asked, console.words("读取名录库"))
        if rejects:
            write_bytes(rejects, wiring.intake.path(rejects_of(result)).read_bytes(), mode=PRIVATE)
    found = import_of(result)
    failure = why_failed(found, given)
    console.answer(summary(found), summary_lines(found, console.words), failure)
    return WRONG_INPUT if failure else DONE
