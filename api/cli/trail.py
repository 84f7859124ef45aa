"""`sampler trail`: the chained record of acts."""

import click

from api.access import ask
from api.cli.console import DONE, WRONG_INPUT, Console
from api.cli.options import TranslatedGroup, actor_option, json_option, option
from api.cli.wired import open_wiring
from sampler.store import trail as kept
from sampler.trail import Actor, verify_trail


@click.group(cls=TranslatedGroup, help="存证：每个操作的链式记录")
def trail() -> None:
    pass


@trail.command(help="核验存证：指出第一处被改、被删、被插或被换序的记录")
@option("--head", help="以前抄下的链头：证明到那一条为止没有被截去或改写")
@actor_option
@json_option
@click.pass_obj
def verify(console: Console, head: str | None, actor: str) -> int:
    with open_wiring() as wiring:
        ask(wiring, Actor(name=actor), "verify_trail")
        with wiring.store.reading() as session:
            found = verify_trail(kept.entries(session), head)
    answer = {
        "ok": found.ok,
        "rows": found.rows,
        "head": found.head,
        "fault": found.fault and str(found.fault),
        "number": found.number,
    }
    words = console.words
    said = (
        words("全部成立")
        if found.ok
        else words("第 {number} 条：{fault}").format(number=found.number, fault=found.fault)
    )
    console.answer(answer, [f"{words('存证')} {found.rows}  {found.head}", said])
    return DONE if found.ok else WRONG_INPUT
