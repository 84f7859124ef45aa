"""`sampler synth`: an invented registry of any size."""

from functools import partial
from pathlib import Path

import click

from api.cli.console import Console
from api.cli.options import FILE, TranslatedCommand, json_option, option
from sampler.progress import Unit
from sampler.synthetic import write_registry


@click.command(cls=TranslatedCommand, help="编造一份名录库（演示、测速用；代码不会是真实主体的）")
@option("--entities", type=click.IntRange(1), required=True, help="主体户数")
@option("--out", "file", type=FILE, required=True, help="文件：.csv、.csv.gz、.xlsx、.parquet")
@option("--dirty", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="带问题的行所占份额")
@json_option
@click.pass_obj
def synth(console: Console, entities: int, file: Path, dirty: float) -> None:
    with console.progress(console.words("编造名录库")) as step:
        written = write_registry(file, entities, dirty, progress=partial(step, unit=Unit.ROWS))
    console.answer({"rows": written.rows, "file": str(file)}, [f"{file}  {written.rows}"])
