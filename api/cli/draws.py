"""`sampler freeze` and `sampler draw`: the two acts of a draw, on files alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from api.cli.console import Console
from api.cli.options import FILE, TranslatedCommand, import_options, json_option, option
from api.cli.reading import read_frame, read_people
from api.wiring import now
from api.words import Words, _
from reports.wording import stratum_label
from sampler.allocation import allocate
from sampler.caution import cautions_of_ceremony, cautions_of_duty, cautions_of_notice
from sampler.ceremony import Record, Terms, complete, frozen_from_files
from sampler.ceremony import freeze as freeze_frame
from sampler.chain import Place
from sampler.errors import Refused
from sampler.files import write_record
from sampler.plan import Sizes
from sampler.record import NO_ENTRY, Notice, read_record
from sampler.seed import format_time, parse_time
from sampler.source import Drawing, Drawings, Source, check_source, source_of, standard_source

TEAM = 2


FIGURES = {"N": _("户数"), "n": _("抽取"), "cutoff": _("截止票号")}


@click.command(cls=TranslatedCommand, help="锁定：写出锁定公告和名单文件（00、10–13），不用数据库")
@option("--registry", "source", type=FILE, required=True, help="名录库文件")
@option("--draw-id", required=True, help="抽取编号，例如 410212-2026-11-001")
@option("--out", "folder", type=FILE, required=True, help="存档文件夹")
@option("--by", default="type", show_default=True, help="分层依据：type，其后可加 risk、bureau、division")
@option("--size", "sizes", multiple=True, help="样本量：3/100、20，或 层名=比例或户数；可重复")
@option("--roster", type=FILE, help="执法检查人员名录库")
@option("--recusals", type=FILE, help="回避名单")
@option("--team", type=click.IntRange(0), help="每户检查人员数；有名录库时默认 2，否则 0")
@option("--salt", default="", help="密封抽取：盐值，64 位十六进制")
@option("--open-by", default="", help="密封抽取：最迟揭示时间")
@option("--replace", default="", help="必须替换的原因，以逗号分隔")
@option("--redraw-of", default="", help="重抽时：作废抽查的公告指纹")
@option(
    "--seed-format",
    default="digits:20",
    show_default=True,
    help="公共值的写法：digits:k（公开的抽取至少 60 比特，k 不小于 19）、drand:链指纹:轮次，或 rehearsal（演练）",
)
@option("--seed-source", default="", help="公共值的来源：掷什么、怎样记录；骰子、信标、演练可以不给")
@option(
    "--drawing",
    "drawings",
    nargs=3,
    multiple=True,
    help="一期彩票：种类 期号 日期，例如 双色球 2026135 2026-11-24；可重复，代替 --seed-format",
)
@option("--seed-at", required=True, help="公共值产生的时间，例如 2026-11-24T02:00:00Z")
@option("--at", help="锁定时间，默认现在")
@option("--authority", help="抽查机关代码，默认抽取编号的第一段")
@option("--number", type=click.IntRange(1), default=1, show_default=True, help="在链上的编号")
@option("--prev", default=NO_ENTRY, help="链上前一条的指纹；第一条为 64 个 0")
@import_options
@json_option
@click.pass_obj
def freeze(console: Console, /, folder: Path, **given: Any) -> None:
    terms = _terms(given)
    check_source(terms.seed_format, terms.seed_source, terms.seed_at)
    place = Place(
        authority=given["authority"] or terms.draw_id.split("-")[0], number=given["number"], prev=given["prev"]
    )
    frame, exclusions = read_frame(console, given)
    duty = read_people(given, frame, exclusions, terms)
    frozen = freeze_frame(frame, exclusions, duty, terms, place)
    write_record(folder, frozen.files)
    notice = frozen.notice
    strata = _strata_announced(notice)
    answer: dict[str, object] = {
        "draw_id": notice.draw_id,
        "notice": frozen.notice_hash,
        "frame": notice.frame_sha256,
        "strata": strata,
    }
    answer |= console.caution((*cautions_of_notice(notice), *cautions_of_duty(duty.left_out)))
    console.answer(answer, [f"{notice.draw_id}  {frozen.notice_hash}", *_lines(strata, console.words), str(folder)])


def _terms(given: Mapping[str, Any]) -> Terms:
    team = given["team"]
    if team is None:
        team = TEAM if given["roster"] else 0
    named = ("draw_id", "seed_at", "replace", "salt", "open_by", "redraw_of")
    source = _source(given)
    return Terms(
        at=given["at"] or format_time(now()),
        seed_format=source.seed_format,
        seed_source=given["seed_source"] or source.text,
        sizes=Sizes.parse(given["sizes"]),
        team_size=team,
        **{name: given[name] for name in named},
    )


def _source(given: Mapping[str, Any]) -> Source:
    """By the issues of lotteries, or by the format: then in the words of the table, or in one's own."""
    if given["drawings"]:
        return Drawings(drawings=tuple(Drawing.parse(*drawing) for drawing in given["drawings"]))
    seed_format, text = given["seed_format"], given["seed_source"]
    return source_of(seed_format, text) if text else standard_source(seed_format)


def _strata_announced(notice: Notice) -> dict[str, dict[str, object]]:
    places = allocate(notice.counts, Sizes(default=1, by_name=notice.sizes), notice.min_per_stratum)
    return {name: {"N": notice.counts[name], "n": places[name]} for name in sorted(notice.counts)}


def _lines(strata: Mapping[str, Mapping[str, object]], words: Words) -> list[str]:
    """The strata for people, a line each; `FIGURES` says what its keys are called."""
    return [f"  {stratum_label(name, '', words)}  {_figures(row, words)}" for name, row in strata.items()]


def _figures(row: Mapping[str, object], words: Words) -> str:
    return "  ".join(f"{words(FIGURES[key])} {value}" for key, value in row.items())


@click.command(cls=TranslatedCommand, help="抽取：录入公共值，写出其余存档文件，不用数据库")
@click.argument("folder", type=FILE)
@option("--public-value", required=True, help="公共值，按锁定公告的写法；drand 填中继站给出的 JSON")
@option("--salt", default="", help="密封抽取：锁定时的盐值")
@option("--at", help="仪式时间，默认现在")
@option("--number", type=click.IntRange(2), help="仪式条目在链上的编号，默认紧随锁定公告")
@option("--prev", help="链上前一条的指纹")
@json_option
@click.pass_obj
def draw(
    console: Console,
    folder: Path,
    public_value: str,
    salt: str,
    at: str | None,
    number: int | None,
    prev: str | None,
) -> None:
    if (number is None) != (prev is None):
        raise click.UsageError(console.words("--number 和 --prev 要一起给出"))
    frozen = frozen_from_files(read_record(folder))
    place = None
    if number and prev:
        place = Place(authority=frozen.notice.authority, number=number, prev=prev, not_before=frozen.notice.at)
    if parse_time(at or format_time(now())) > now() and not frozen.notice.rehearsal:
        raise Refused("ceremony_to_come", at=at)  # a real frame is never tried with a guess
    value = source_of(frozen.notice.seed_format, frozen.notice.seed_source).read(public_value)
    record = complete(frozen, value, at=at or format_time(now()), salt=salt, place=place)
    write_record(folder, record.files)
    answer = _drawn(record) | console.caution(cautions_of_ceremony(frozen.notice, record.at))
    lines = [f"{answer['draw_id']}  {record.record_hash}", *_lines(answer["strata"], console.words), str(folder)]
    console.answer(answer, lines)


def _drawn(record: Record) -> dict[str, Any]:
    return {
        "draw_id": record.frozen.notice.draw_id,
        "record": record.record_hash,
        "seed": record.seed,
        "drawn": len(record.drawn.targets),
        "strata": {s.name: {"N": s.entities, "n": s.places, "cutoff": s.cutoff} for s in record.drawn.strata},
    }
