"""`sampler trail`: the chained record of acts."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from api.access import ask
from api.cli.console import DONE, WRONG_INPUT, Console
from api.cli.options import FILE, TranslatedGroup, actor_option, json_option, option
from api.cli.wired import open_wiring
from api.code_words import FAULTS
from api.jobs.trail import FORMATS, export, prune
from api.wiring import Wiring, now
from sampler.disk import PRIVATE, write_bytes
from sampler.errors import Broken, Invalid, unreadable
from sampler.store import trail as kept
from sampler.store.queries.trail import TrailSearch, oldest_act
from sampler.trail import Actor, Fault, TrailCheck, TrailEntry, join_parts, read_lines, verify_trail

HEAD = re.compile("[0-9a-f]{64}")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=TranslatedGroup, help="存证：每个操作的链式记录")
def trail() -> None:
    pass


@trail.command(help="核验存证：指出第一处被改、被删、被插或被换序的记录")
@option("--head", help="以前抄下的链头：证明到那一条为止没有被截去或改写")
@option("--archive", "archives", type=FILE, multiple=True, help="归档文件：连同现存的记录当作一条链核验；可重复")
@actor_option
@json_option
@click.pass_obj
def verify(console: Console, head: str | None, archives: Sequence[Path], actor: str) -> int:
    kept_head = read_head(head) if head is not None else None
    parts = [read_archive(archive) for archive in archives]
    with open_wiring() as wiring:
        ask(wiring, Actor(name=actor), "verify_trail")
        with wiring.store.reading() as session:
            rows = join_parts([*parts, kept.entries(session)])
            found = verify_trail(rows, kept_head, oldest=oldest_act(session), now=now())
            missing = kept.missing_triggers(session)
    unguarded = Broken("trail_unguarded", triggers=missing) if missing else None
    ok = found.ok and not missing
    verdict = [] if found.ok and missing else said(found, console)  # a chain that holds is not all: it is not guarded
    lines = [f"{console.words('存证')} {found.rows}  {found.head}", *verdict]
    console.answer({**plain(found), "ok": ok}, lines, unguarded)
    return DONE if ok else WRONG_INPUT


def read_head(typed: str) -> str:
    """A head as it was written down, in letters of either case; `Invalid("trail_head_malformed")`."""
    folded = typed.strip().lower()
    if not HEAD.fullmatch(folded):
        raise Invalid("trail_head_malformed", read=typed)
    return folded


def read_archive(path: Path) -> tuple[TrailEntry, ...]:
    """The rows of an archive; `Invalid("file_unreadable")`, `Invalid("archive_malformed")`."""
    try:
        with path.open("rb") as lines:
            return read_lines(lines, path.name)
    except OSError as failure:
        raise unreadable(path, failure) from None


def plain(found: TrailCheck) -> dict[str, object]:
    """The answer as `--json` gives it."""
    start = found.start
    return {
        "ok": found.ok,
        "rows": found.rows,
        "head": found.head,
        "fault": found.fault and str(found.fault),
        "number": found.number,
        "archived": start and {"upto": start.upto, "hash": start.hash, "sha256": start.archive},
    }


def said(found: TrailCheck, console: Console) -> list[str]:
    """The answer for people."""
    words, start = console.words, found.start
    lines = []
    if start:
        told = words("第 1 至 {upto} 条已经归档，最近一份归档文件的 SHA-256 是 {sha256}")
        lines.append(told.format(upto=start.upto, sha256=start.archive))
    if found.ok:
        return [*lines, words("全部成立")]
    if found.fault is Fault.NOT_HERE:
        return [
            *lines,
            words("这个链头不在现存的记录里：它在归档文件里，或者被截去了。请用 --archive 给出归档文件再核验"),
        ]
    fault = found.fault and words(FAULTS[found.fault])
    return [*lines, words("第 {number} 条：{fault}").format(number=found.number, fault=fault)]


@trail.command("export", help="导出存证：JSON 每行一条，或 CSV，按文件名的后缀")
@option("--from", "since", type=DAY, help="从这一天起")
@option("--to", "until", type=DAY, help="到这一天为止，含当天")
@option("--out", type=FILE, required=True, help="写入的文件：.jsonl 或 .csv")
@actor_option
@json_option
@click.pass_obj
def export_command(console: Console, since: datetime | None, until: datetime | None, out: Path, actor: str) -> None:
    form = out.suffix.removeprefix(".")
    if form not in FORMATS:
        raise Invalid("format_unknown", file=out.name, known=[f".{name}" for name in FORMATS])
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "export_trail")
        search = TrailSearch(
            since=since and start_of_day(wiring, since), until=until and start_of_day(wiring, until + timedelta(days=1))
        )
        data = export(wiring, person, search, form)
    write_bytes(out, data, mode=PRIVATE)
    console.answer({"file": str(out)}, [str(out)])


@trail.command("prune", help="归档存证：把早于某天的记录写入归档文件，再从数据库删去")
@option("--before", type=DAY, required=True, help="早于这一天的记录；至少保留六个月")
@option("--out", type=FILE, required=True, help="归档文件，须妥善保存")
@actor_option
@json_option
@click.pass_obj
def prune_command(console: Console, before: datetime, out: Path, actor: str) -> None:
    with open_wiring() as wiring:
        person = ask(wiring, Actor(name=actor), "prune_trail")
        made = prune(wiring, person, start_of_day(wiring, before), out)
    told = console.words("第 {first} 至 {upto} 条已经归档，并从数据库删去").format(
        first=made.upto - made.rows + 1, upto=made.upto
    )
    answer = {"file": str(out), "upto": made.upto, "rows": made.rows, "hash": made.hash, "sha256": made.archive}
    console.answer(answer, [told, f"{made.archive}  {out}"])


def start_of_day(wiring: Wiring, day: datetime) -> datetime:
    """Midnight on the authority's clock."""
    return day.replace(tzinfo=ZoneInfo(wiring.settings.time_zone))
