"""What is missing for the service to work, one diagnosis a matter: what was found, and what to do about it.

What cannot be looked at since something else is broken is left out.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from api.serving import PATIENCE
from api.settings import PREFIX, read_settings, variables
from api.wiring import Wiring, wire
from api.words import _
from reports.fonts import SERIF, Role, find_fonts
from sampler.drand import require_library
from sampler.errors import Broken, SamplerError
from sampler.store.queries.jobs import queue
from sampler.store.queries.trail import trail_page
from sampler.store.trail import missing_triggers

RARE = "𠮷㙟䶮𬭚𰻝"  # GB 18030-2022 level 3: names of people and places
LEAST_FREE, LITTLE_FREE = 100 << 20, 1 << 30  # bytes
SKEW = timedelta(seconds=PATIENCE)
WAITED = timedelta(minutes=5)
OTHERS = 0o007  # what everybody else on the machine may do
BESIDE = frozenset({"SAMPLER_LANG"})  # of the command line


class Level(StrEnum):
    """How bad it is: nothing works without what is `FAIL`."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """`said` and `todo` are msgids, filled with `values`; where an error was found it speaks for itself."""

    subject: str
    level: Level = Level.OK
    said: str = _("正常")
    todo: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    error: SamplerError | None = None


def examine(environ: Mapping[str, str], at: datetime) -> Iterator[Diagnosis]:
    """Every diagnosis, the settings first."""
    try:
        settings = read_settings(environ)
    except Broken as error:
        yield Diagnosis(subject=_("设置"), level=Level.FAIL, error=error, todo=_("改正这些环境变量"))
        return
    wiring = wire(settings)
    yield from list(_settings(wiring, environ)) or [Diagnosis(subject=_("设置"))]
    yield from _beacon()
    yield from _disk(wiring)
    yield from _fonts(wiring)
    try:
        yield from _database(wiring, at)
    finally:
        wiring.store.close()


def _settings(wiring: Wiring, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    settings, subject = wiring.settings, _("设置")
    strange = sorted(name for name in environ if name.startswith(PREFIX) and name not in variables() | BESIDE)
    if strange:
        said = _("不认识的环境变量：{names}")
        todo = _("对照 README 的设置表改名")
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=todo, values={"names": ", ".join(strange)})
    if not settings.base_url:
        said, todo = _("没有设置网址，公文上没有核验地址"), _("设 SAMPLER_BASE_URL=https://…")
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=todo)
    elif settings.base_url.startswith("https:") and not settings.proxies.trusted:
        said = _("网址是 https，却没有信任任何反向代理，存证里的来源地址会全是代理的地址")
        todo = _("设 SAMPLER_TRUSTED_PROXIES=1 或代理所在网段")
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=todo)
    if not settings.secret_key and not wiring.store.embedded:
        said = _("没有设置密钥，用数据文件夹里的；几台机器须用同一个")
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=_("设 SAMPLER_SECRET_KEY_FILE"))


def _beacon() -> Iterator[Diagnosis]:
    """Without its library no draw takes drand for its source; others are made."""
    try:
        require_library()
    except Broken as error:
        yield Diagnosis(subject=_("公共随机信标"), level=Level.WARN, error=error, todo=_("不用 drand 的，不必理会"))


def _disk(wiring: Wiring) -> Iterator[Diagnosis]:
    folder, subject = wiring.settings.data, _("磁盘")
    try:
        wiring.files.check()
    except Broken as error:
        todo = _("让本程序的用户能写 SAMPLER_DATA 文件夹")
        yield Diagnosis(subject=subject, level=Level.FAIL, error=error, todo=todo)
        return
    free = shutil.disk_usage(folder).free
    level = Level.FAIL if free < LEAST_FREE else Level.WARN if free < LITTLE_FREE else Level.OK
    todo = _("腾出空间，或把 SAMPLER_DATA 移到更大的盘") if level is not Level.OK else ""
    yield Diagnosis(subject=subject, level=level, said=_("还有 {free} MB"), todo=todo, values={"free": free >> 20})
    yield _permissions(folder)


def _permissions(folder: Path) -> Diagnosis:
    """Who else on this machine may read what is nobody's but the operators'."""
    subject = _("文件权限")
    private = [folder / "secret.key", *folder.glob("sampler.db*")]
    private += [path for name in ("intake", "sealed") for path in (folder / name).rglob("*") if path.is_file()]
    shut = not folder.stat().st_mode & OTHERS
    open_ones = [path for path in private if path.exists() and path.stat().st_mode & OTHERS and not shut]
    if not open_ones:
        return Diagnosis(subject=subject)
    grave = any(path.name == "secret.key" for path in open_ones)
    return Diagnosis(
        subject=subject,
        level=Level.FAIL if grave else Level.WARN,
        said=_("同机的其他用户能读 {count} 个私密文件，例如 {path}"),
        todo=_("运行 chmod -R o-rwx {folder}；网页服务器须读的，另给它组权限"),
        values={"count": len(open_ones), "path": open_ones[0], "folder": folder},
    )


def _fonts(wiring: Wiring) -> Iterator[Diagnosis]:
    subject = _("字体")
    try:
        fonts = find_fonts(wiring.settings.fonts)
    except Broken as error:
        yield Diagnosis(subject=subject, level=Level.FAIL, error=error, todo=_("安装 fonts-noto-cjk"))
        return
    chain = fonts.chain(Role.BODY)
    if chain[0].family not in SERIF:
        said, todo = _("没有宋体，正文用 {family}"), _("安装 fonts-noto-cjk、fonts-noto-cjk-extra")
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=todo, values={"family": chain[0].family})
    absent = "".join(letter for letter in RARE if not any(face.code(ord(letter)) for face in chain))
    if absent:
        said = _("缺少生僻字 {letters}，公文上会是空框")
        todo = _("安装 fonts-hanazono，或把有这些字的字体放进 SAMPLER_FONTS 文件夹")
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=todo, values={"letters": absent})
    yield Diagnosis(subject=subject, said=_("正文 {family}，生僻字齐 {count}/{all}"), values={
        "family": chain[0].family, "count": len(RARE) - len(absent), "all": len(RARE)
    })  # fmt: skip


def _database(wiring: Wiring, at: datetime) -> Iterator[Diagnosis]:
    subject = _("数据库")
    try:
        wiring.store.check()
    except Broken as error:
        old, away = _("运行 sampler db upgrade"), _("启动数据库，核对 SAMPLER_DATABASE_URL")
        todo = old if error.code == "database_not_upgraded" else away
        yield Diagnosis(subject=subject, level=Level.FAIL, error=error, todo=todo)
        return
    yield Diagnosis(subject=subject)
    yield _guard(wiring)
    yield from list(_clock(wiring, at)) or [Diagnosis(subject=_("时钟"))]
    yield from _queue(wiring, at)


def _guard(wiring: Wiring) -> Diagnosis:
    """Whether the database itself still refuses to alter the trail."""
    subject = _("存证")
    with wiring.store.reading() as session:
        missing = missing_triggers(session)
    if not missing:
        return Diagnosis(subject=subject)
    todo = _("运行 sampler trail verify，查明是谁删的，再从备份恢复数据库")
    return Diagnosis(subject=subject, level=Level.FAIL, error=Broken("trail_unguarded", triggers=missing), todo=todo)


def _clock(wiring: Wiring, at: datetime) -> Iterator[Diagnosis]:
    """What this machine's clock is held against."""
    with wiring.store.reading() as session:
        newest = trail_page(session, limit=1)
    apart = wiring.store.clock(at) - at
    if abs(apart) > SKEW:
        yield _wrong_clock(_("与数据库的时钟相差 {seconds} 秒"), seconds=round(apart.total_seconds()))
    if newest and newest[0].at > at + SKEW:
        yield _wrong_clock(_("早于最近一条存证的时间 {at}"), at=newest[0].at.isoformat())


def _wrong_clock(said: str, **values: object) -> Diagnosis:
    return Diagnosis(subject=_("时钟"), level=Level.FAIL, said=said, todo=_("校准时钟（NTP）"), values=values)


def _queue(wiring: Wiring, at: datetime) -> Iterator[Diagnosis]:
    subject = _("作业")
    with wiring.store.reading() as session:
        found = queue(session, at - SKEW)
    if found.abandoned:
        said, todo = _("{count} 个作业的工作进程没有了回音"), _("启动 sampler worker，它会接着做")
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=todo, values={"count": found.abandoned})
    if found.since and at - found.since > WAITED:
        said = _("{count} 个作业排着队，最早的从 {since} 起没有人做")
        values = {"count": found.due, "since": found.since.isoformat()}
        yield Diagnosis(subject=subject, level=Level.WARN, said=said, todo=_("启动 sampler worker"), values=values)
    elif not found.abandoned:
        yield Diagnosis(subject=subject)
