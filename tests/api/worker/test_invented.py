"""A draw among invented entities says so of itself, wherever its registry came from."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from api.access import SHELL
from api.jobs.draws import Task, freeze_draw
from api.jobs.registry import import_file
from api.jobs.run import Run
from sampler.entity import credit_code_check
from sampler.registry import ImportOptions
from sampler.roster import Roster
from sampler.store.queries.standing import draw_standing
from tests.api.worker.authority import AUTHORITY, FROZEN_AT, Authority, bureaus, terms

DRAW, LATER = "410212-2026-11-009", FROZEN_AT + timedelta(days=1)
INVENTED = ["禾丰面馆（演示）", "顺风超市（演示）"]


def registry(names: list[str]) -> bytes:
    lines = ["统一社会信用代码,市场主体名称,登记状态,属地监管所,住所"]
    for number, name in enumerate(names):
        body = f"91{AUTHORITY}0000{number:05d}"
        lines.append(f"{body}{credit_code_check(body)},{name},存续,第1市场监管所,编造路")
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize(("names", "demo"), [(INVENTED, True), ([*INVENTED, "禾丰面馆"], False)])
def test_a_draw_bears_the_mark_where_every_name_does(embedded: Authority, names: list[str], demo: bool) -> None:
    wiring = embedded.wiring
    run = Run(wiring=wiring, actor=SHELL, now=lambda: LATER)
    source = wiring.intake.put(io.BytesIO(registry(names)), "名录库.csv")
    imported = import_file(run, wiring.intake.path(source), ImportOptions(bureaus=bureaus(1)))
    assert imported.snapshot
    task = Task(authority=AUTHORITY, title="抽查", snapshot=imported.snapshot, roster=Roster(inspectors=()))
    freeze_draw(run, task, replace(terms(DRAW, frozen_at=LATER), team_size=0))
    with wiring.store.reading() as session:
        assert draw_standing(session, DRAW).summary.demo is demo
