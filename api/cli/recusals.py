"""`sampler recusals`: who may not inspect whom."""

from pathlib import Path

import click

from api.access import ask
from api.cli.console import Console
from api.cli.options import FILE, TranslatedGroup, actor_option, json_option
from api.cli.wired import open_wiring
from api.jobs.roster import register_recusals
from sampler.trail import Actor


@click.group(cls=TranslatedGroup, help="回避")
def recusals() -> None:
    pass


@recusals.command(help="登记一份回避名单；人员须已在登记的名录库里，已有的回避按文件改理由")
@click.argument("file", type=FILE)
@actor_option
@json_option
@click.pass_obj
def register(console: Console, file: Path, actor: str) -> None:
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "register_recusals")
        given = register_recusals(wiring, person, file)
    console.answer({"recusals": len(given)}, [console.words("回避  %s 条") % len(given)])
