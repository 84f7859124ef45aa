"""Commands and options whose help is in the reader's language, and the options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from api.cli.console import Console

Command = TypeVar("Command", bound=Callable[..., Any])


class Option(click.Option):
    """An option whose help is a msgid."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None or not self.help:
            return record
        return record[0], record[1].replace(self.help, ctx.find_object(Console).words(self.help), 1)  # type: ignore[union-attr]  # main sets it


class TranslatedCommand(click.Command):
    """A command whose help is a msgid, and which refuses what it does not take in the reader's language."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        extra = super().parse_args(ctx, args)
        if extra:
            words = ctx.find_object(Console).words  # type: ignore[union-attr]
            raise click.UsageError(words("多余的参数：{extra}").format(extra=" ".join(extra)))
        return extra

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(ctx.find_object(Console).words(self.help or ""))  # type: ignore[union-attr]


class TranslatedGroup(click.Group):
    """A group that lists its commands with translated help."""

    command_class = TranslatedCommand

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        TranslatedCommand.format_help_text(self, ctx, formatter)  # type: ignore[arg-type]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        words = ctx.find_object(Console).words  # type: ignore[union-attr]
        with formatter.section("Commands"):
            formatter.write_dl([(name, words(command.help or "")) for name, command in self.commands.items()])


TranslatedGroup.group_class = TranslatedGroup


def option(*names: str, **settings: Any) -> Callable[[Command], Command]:
    """`click.option` with translated help."""
    return click.option(*names, cls=Option, **settings)


FILE = click.Path(path_type=Path)


def _set_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.find_object(Console).json = True  # type: ignore[union-attr]


json_option = option("--json", is_flag=True, expose_value=False, callback=_set_json, help="标准输出只有一个 JSON 对象")
actor_option = option("--actor", default="console", show_default=True, help="以谁的名义操作，记入存证")


def import_options(command: Command) -> Command:
    """The options of every command that reads a registry file."""
    for decorate in (
        option("--map", "mapping", type=FILE, help="TOML 列映射文件（列名、常量、编号方案）"),
        option("--bureaus", type=FILE, help="监管所名单：把文件里的所名对应到代码"),
        option("--bureau-from-code", is_flag=True, help="没有监管所时以代码中的区划代替（计数）"),
        option("--rejects", type=FILE, help="把被拒的行写入此文件，改好后可再读入"),
        option("--mended", type=FILE, multiple=True, help="改好的被拒行，按 _row 代替原文件的行；可重复，后给的优先"),
        option("--strict", is_flag=True, help="有任何一行被拒即以 1 退出"),
    ):
        command = decorate(command)
    return command
