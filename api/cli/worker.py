"""`sampler worker`: a process that performs jobs."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import click

from api.cli.console import Console
from api.cli.options import TranslatedCommand, option
from api.cli.wired import open_wiring
from api.logs import log_to
from api.worker import Worker


@click.command(cls=TranslatedCommand, help="执行排队的作业，直到收到 SIGTERM；可同时开几个")
@option("--until-idle", is_flag=True, help="没有可执行的作业时即退出")
@click.pass_obj
def worker(console: Console, until_idle: bool) -> None:
    log_to(console.err)
    with open_wiring() as wiring:
        at_work = Worker(wiring)
        with told_to_leave(at_work):
            at_work.run(until_idle=until_idle)


@contextmanager
def told_to_leave(at_work: Worker) -> Iterator[None]:
    """SIGTERM and Ctrl-C let the worker finish its step."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: at_work.leave()) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
