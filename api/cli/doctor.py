"""`sampler doctor`: what is missing, and what to do about it."""

import os

import click

from api.cli.console import DONE, WRONG_ENVIRONMENT, Console
from api.cli.options import TranslatedCommand, json_option
from api.doctor import Finding, Level, examine
from api.messages import message
from api.wiring import now
from api.words import Words


@click.command(cls=TranslatedCommand, help="检查设置、数据库、时钟、磁盘、字体和作业，说缺什么、怎么办")
@json_option
@click.pass_obj
def doctor(console: Console) -> int:
    findings = list(examine(os.environ, now()))
    ok = all(finding.level is not Level.FAIL for finding in findings)
    told = [plain(finding, console.words) for finding in findings]
    console.answer({"ok": ok, "findings": told}, [line(one) for one in told])
    return DONE if ok else WRONG_ENVIRONMENT


def plain(finding: Finding, words: Words) -> dict[str, str]:
    """A finding in words."""
    said = message(finding.error, words) if finding.error else words(finding.said).format(**finding.values)
    todo = words(finding.todo).format(**finding.values) if finding.todo else ""
    return {"level": str(finding.level), "subject": words(finding.subject), "said": said, "todo": todo}


def line(told: dict[str, str]) -> str:
    """`WARN  字体  缺少生僻字 𰻝 → 安装 fonts-hanazono`."""
    end = f"  → {told['todo']}" if told["todo"] else ""
    return f"{told['level'].upper():<4}  {told['subject']}  {told['said']}{end}"
