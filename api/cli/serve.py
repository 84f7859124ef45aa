"""`sampler serve`: the public site."""

import click

from api.cli.console import Console
from api.cli.options import TranslatedCommand, option
from api.cli.wired import open_wiring
from api.serving import serve as serve_site


@click.command(cls=TranslatedCommand, help="启动公开网站")
@option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="监听端口")
@click.pass_obj
def serve(console: Console, host: str, port: int) -> None:
    with open_wiring() as wiring:  # the database upgraded, the records settled
        settings = wiring.settings
    serve_site(settings, host, port, ready=console.show)
