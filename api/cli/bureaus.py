"""`sampler bureaus`: the authority's list of bureaus."""

from pathlib import Path

import click

from api.access import ask
from api.cli.console import Console
from api.cli.options import FILE, TranslatedGroup, actor_option, json_option
from api.cli.wired import open_wiring
from api.jobs import bureaus as jobs
from sampler.trail import Actor


@click.group(cls=TranslatedGroup, help="监管所名单")
def bureaus() -> None:
    pass


@bureaus.command(help="导入整份名单：更名、换名都按新名单；名单里没有的所不再使用")
@click.argument("file", type=FILE)
@actor_option
@json_option
@click.pass_obj
def register(console: Console, file: Path, actor: str) -> None:
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "register_bureaus")
        listed, retired = jobs.register_bureaus(wiring, person, file)
    words, codes = console.words, [bureau.code for bureau in retired]
    lines = [words("监管所  %s 个") % len(listed.entries)]
    lines += [f"{words('不再使用')}  {bureau.code}  {bureau.name}" for bureau in retired]
    console.answer({"bureaus": len(listed.entries), "retired": codes}, lines)
