"""`sampler export-site`: everything public as a folder that needs no server."""

from pathlib import Path

import click

from api.cli.console import Console
from api.cli.options import FILE, TranslatedCommand, json_option, option
from api.cli.wired import open_wiring
from api.export import export_site as export


@click.command("export-site", cls=TranslatedCommand, help="导出全部公开内容：不需要服务器的静态网站，可镜像、可核验")
@option("--out", type=FILE, required=True, help="导出到这个文件夹；再次导出时，没有变的文件保持原样")
@option("--base-url", default="", help="副本将来的网址，写进订阅和网站地图；不给则用相对路径")
@json_option
@click.pass_obj
def export_site(console: Console, out: Path, base_url: str) -> None:
    with open_wiring() as wiring, console.progress(console.words("导出公开内容")):
        made = export(wiring, out.absolute(), base_url)
    words = console.words
    lines = [
        f"{words('文件')}  {made.files}" + ("" if made.changed else f"  {words('没有变化')}"),
        f"SHA256SUMS  {made.sums}",
        f"{words('自己核验')}  cd {out} && sha256sum -c --quiet SHA256SUMS && python3 verify.py --chain chain",
    ]
    answer = {"folder": str(out), "files": made.files, "sha256sums": made.sums, "changed": made.changed}
    console.answer(answer, lines)
