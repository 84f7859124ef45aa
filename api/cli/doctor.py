"""`sampler doctor`: what is missing, and what to do about it."""

import os

import click

from api.cli.console import DONE, WRONG_ENVIRONMENT, Console
from api.cli.options import TranslatedCommand, json_option
from api.doctor import Diagnosis, Level, examine
from api.messages import message
from api.wiring import now
from api.words import Words


@click.command(cls=TranslatedCommand, help="检查设置、数据库、时钟、磁盘、字体和作业，说缺什么、怎么办")
@json_option
@click.pass_obj
def doctor(console: Console) -> int:
    diagnoses = list(examine(os.environ, now()))
    ok = all(diagnosis.level is not Level.FAIL for diagnosis in diagnoses)
    told = [plain(diagnosis, console.words) for diagnosis in diagnoses]
    console.answer({"ok": ok, "diagnoses": told}, [line(one) for one in told])
    return DONE if ok else WRONG_ENVIRONMENT


def plain(diagnosis: Diagnosis, words: Words) -> dict[str, str]:
    """A diagnosis in words."""
    said = message(diagnosis.error, words) if diagnosis.error else words(diagnosis.said).format(**diagnosis.values)
    todo = words(diagnosis.todo).format(**diagnosis.values) if diagnosis.todo else ""
    return {"level": str(diagnosis.level), "subject": words(diagnosis.subject), "said": said, "todo": todo}


def line(told: dict[str, str]) -> str:
    """`WARN  字体  缺少生僻字 𰻝 → 安装 fonts-hanazono`."""
    end = f"  → {told['todo']}" if told["todo"] else ""
    return f"{told['level'].upper():<4}  {told['subject']}  {told['said']}{end}"
