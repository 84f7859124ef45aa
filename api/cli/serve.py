"""`sampler serve`: the public site."""

import os

import click

from api.cli.console import Console
from api.cli.options import TranslatedCommand, option
from api.serving import serve as serve_site
from api.settings import read_settings


@click.command(cls=TranslatedCommand, help="启动公开网站")
@option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="监听端口")
@click.pass_obj
def serve(console: Console, host: str, port: int) -> None:
    console.say(f"http://{host}:{port}/")
    serve_site(read_settings(os.environ), host, port)
