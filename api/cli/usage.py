"""What is wrong with a command line, in the reader's language: click says it in English only."""

import click

from api.words import Words


def usage_message(error: click.ClickException, words: Words) -> str:
    """One sentence by the kind of error; what a command says itself is in the reader's language already."""
    match error:
        case click.MissingParameter():
            return words("缺少 {name}").format(name=_name(error))
        case click.BadParameter():
            return _bad_value(error, words)
        case click.NoSuchOption():
            return words("没有选项 {name}").format(name=error.option_name)
        case click.NoSuchCommand():
            return words("没有命令 {name}").format(name=error.command_name)
        case click.BadOptionUsage():
            return words("选项 {name} 缺少值，或不该有值").format(name=error.option_name)
    return error.format_message()


def _name(error: click.BadParameter) -> str:
    """As it is typed: `--registry`, or the place of an argument, `FILE`."""
    parameter = error.param
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(error.ctx) if error.ctx else parameter.human_readable_name
    return parameter.opts[0] if parameter else ""


def _bad_value(error: click.BadParameter, words: Words) -> str:
    kind, name = error.param.type if error.param else None, _name(error)
    match kind:
        case click.Choice():
            return words("{name} 只能是 {choices} 之一").format(name=name, choices=words("、").join(kind.choices))
        case click.IntRange(max=None):
            text = words("{name} 须是不小于 {lowest} 的整数")
        case click.IntRange():
            text = words("{name} 须是 {lowest} 到 {highest} 的整数")
        case click.FloatRange():
            text = words("{name} 须是 {lowest} 到 {highest} 的数")
        case _:
            return error.format_message()
    return text.format(name=name, lowest=kind.min, highest=kind.max)
