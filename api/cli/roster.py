"""`sampler roster`: who may inspect."""

from pathlib import Path

import click

from api.access import ask
from api.cli.console import Console
from api.cli.options import FILE, TranslatedGroup, actor_option, json_option
from api.cli.wired import open_wiring
from api.jobs import roster as jobs
from api.role_words import OFF_DUTY
from sampler.trail import Actor


@click.group(cls=TranslatedGroup, help="执法检查人员名录库")
def roster() -> None:
    pass


@roster.command(help="登记一份名录库：新的人加进来，已有编号的按文件改，文件里没有的人不动")
@click.argument("file", type=FILE)
@actor_option
@json_option
@click.pass_obj
def register(console: Console, file: Path, actor: str) -> None:
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "register_roster")
        given = jobs.register_roster(wiring, person, file)
    words, sent, off_duty = console.words, len(given.inspectors), given.off_duty
    lines = [words("检查人员  {count} 人，今天可以派的 {sent} 人").format(count=sent + len(off_duty), sent=sent)]
    lines += [f"{words('不派')}  {gone.inspector.number}  {words(OFF_DUTY[gone.reason])}" for gone in off_duty]
    told = {gone.inspector.number: gone.reason for gone in off_duty}
    console.answer({"inspectors": sent + len(off_duty), "sent": sent, "off_duty": told}, lines)
