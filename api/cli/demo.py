"""`sampler demo`: the main job on invented data, and the site that shows it."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

import sampler.verify
from api.cli.console import Console
from api.cli.options import FILE, TranslatedCommand, json_option, option
from api.demo import AUTHORITY_NAME, DRAW_ID, Demo, Inputs
from api.demo_office import Account, furnish
from api.role_words import ROLES
from api.serving import serve
from api.settings import Settings, read_settings
from api.wiring import wire
from api.words import Words, words_for
from reports.fonts import find_fonts
from reports.wording import stratum_label
from sampler.ceremony import Record
from sampler.disk import disk, write_bytes
from sampler.errors import Conflict

MARK = "this-is-a-demo.txt"
OF_THE_ENVIRONMENT = ("SAMPLER_FONTS", "SAMPLER_SEALING_KEY")
HOST, PORT = "127.0.0.1", 8000


@click.command(cls=TranslatedCommand, help="演示：用编造的名录库跑完全程，然后打开公开网站")
@option("--dir", "folder", type=FILE, default=Path("demo"), show_default=True, help="演示文件夹，每次重新生成")
@option("--no-serve", is_flag=True, help="到此为止，不启动网站")
@json_option
@click.pass_obj
def demo(console: Console, folder: Path, no_serve: bool) -> None:
    begin_anew(folder)
    settings = settings_for(folder)
    wiring = wire(settings)
    wiring.store.upgrade()
    show = Demo(
        wiring=wiring,
        inputs=Inputs.under(folder / "input"),
        papers=folder / "papers",
        site=f"http://{HOST}:{PORT}/",
        words=words_for("zh_Hans_CN"),
        fonts=find_fonts(settings.fonts),
        steps=lambda title: console.progress(console.words(title)),  # papers speak Chinese, the console its reader's
    )
    record = show.run()
    with console.progress(console.words("登记检查人员，新建账号")):
        accounts = furnish(wiring, show.inputs, issuer=DRAW_ID)
    wiring.store.close()
    with console.progress(console.words("核验存档")):
        verdict = sampler.verify.verify([wiring.files.record(DRAW_ID)], chain=wiring.files.chain)
    _tell(console, folder, record, verdict.ok, accounts)
    if not no_serve:
        serve(settings, HOST, PORT, ready=lambda address: console.say(f"{console.words('公开网站')}  {address}"))


def begin_anew(folder: Path) -> None:
    """An empty demo folder. What was there goes only if a demo made it; else `Conflict("folder_not_a_demo")`."""
    with disk(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            if not (folder / MARK).is_file():
                raise Conflict("folder_not_a_demo", folder=str(folder))
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / MARK, b"Made by `sampler demo`; the next run makes it anew.\n")


def settings_for(folder: Path) -> Settings:
    """The environment's fonts and sealing key, with database and data in the demo's own folder."""
    data = (folder / "work").absolute()
    given = {name: value for name, value in os.environ.items() if name in OF_THE_ENVIRONMENT}
    return read_settings({**given, "SAMPLER_DATA": str(data), "SAMPLER_AUTHORITY_NAME": AUTHORITY_NAME})


def as_typed() -> str:
    """This program as a shell here finds it: by its name where that is on the path, else as it was called."""
    called, found = Path(sys.argv[0]), shutil.which("sampler")
    if found and called.exists() and called.samefile(found):
        return "sampler"
    return str(called) if os.access(called, os.X_OK) else "sampler"


def _tell(console: Console, folder: Path, record: Record, holds: bool, accounts: Sequence[Account]) -> None:
    words, folder = console.words, folder.absolute()
    chain = folder / "work" / "records"
    strata = {s.name: s.places for s in record.drawn.strata}
    answer = {
        "draw_id": DRAW_ID,
        "record": record.record_hash,
        "drawn": len(record.drawn.targets),
        "strata": strata,
        "verified": holds,
        "papers": str(folder / "papers"),
        "chain": str(chain),
        "accounts": [
            {"user": one.name, "role": str(one.role), "password": one.password, "device": one.device}
            for one in accounts
        ],
    }
    lines = [
        f"{words('抽取')} {len(record.drawn.targets)} = "
        + " + ".join(f"{stratum_label(name, '', words)} {places}" for name, places in sorted(strata.items())),
        f"{words('存档指纹')}  {record.record_hash}",
        f"{words('核验')}  {words('全部成立') if holds else words('不成立')}",
        f"{words('公文')}  {folder / 'papers'}",
        f"{words('存档')}  {chain / DRAW_ID}",
        f"{words('自己核验')}  {shlex.join([as_typed(), 'verify', str(chain / DRAW_ID), '--chain', str(chain)])}",
        "",
        *_account_lines(words, accounts),
    ]
    console.answer(answer, lines)


def _account_lines(words: Words, accounts: Sequence[Account]) -> Iterator[str]:
    """Who can sign in and how, said this once; and how to get a code without a telephone."""
    yield f"{words('账号，密码只在这里显示一次')}  http://{HOST}:{PORT}/staff"
    widest = max(len(one.name) for one in accounts)
    for one in accounts:
        yield f"  {one.name.ljust(widest)}  {one.password}  {words(ROLES[one.role])}"
    yield words("其中这几个还要动态验证码；密钥可以放进手机的验证器：")
    for one in accounts:
        if one.device:
            yield f"  {one.name.ljust(widest)}  {one.device}"
    program = "import pyotp, sys; print(pyotp.TOTP(sys.argv[1]).now())"
    last = next(one.secret for one in reversed(accounts) if one.device)
    yield words("没有手机时，这样得到验证码（最后一个是密钥）：")
    yield f"  {shlex.join([sys.executable, '-c', program, last])}"
