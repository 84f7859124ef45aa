"""`sampler db`: the database's structure."""

import os

import click

from api.cli.console import Console
from api.cli.options import TranslatedGroup, json_option
from api.settings import read_settings
from api.wiring import wire
from sampler.store import migrations


@click.group(cls=TranslatedGroup, help="数据库")
def db() -> None:
    pass


@db.command(help="把数据库结构升级到本程序的版本")
@json_option
@click.pass_obj
def upgrade(console: Console) -> None:
    store = wire(read_settings(os.environ)).store
    store.upgrade()
    store.close()
    console.answer({"head": migrations.head()}, [migrations.head()])
