"""`sampler papers`: every paper that the files at hand allow."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from api.cli.console import DONE, WRONG_ENVIRONMENT, Console
from api.cli.options import FILE, TranslatedCommand, import_options, json_option, option
from api.cli.reading import bureaus_of, import_options_of, imported, roster_of
from api.cli.tray import Tray
from api.jobs.packets import DAYS_TO_INSPECT, by_number
from api.jobs.papers import Press
from api.settings import read_settings
from api.wiring import now
from api.words import LOCALES, SOURCE, words_for
from reports.fonts import find_fonts
from sampler.caution import cautions_of_authority
from sampler.ceremony import Frozen, Record, frozen_from_files, record_from_files
from sampler.chain import check_opening
from sampler.codes import authority_name
from sampler.day import day_in_china
from sampler.errors import Invalid, Refused, unreadable
from sampler.facts import PACKET_COLUMNS, Entities, Occasion, packet_facts
from sampler.files import write_papers
from sampler.finding import Finding, check_complete, check_day, read_findings
from sampler.progress import Unit
from sampler.record import OUTCOME, Notice, read_record
from sampler.registry import Snapshot, record_numbers
from sampler.seed import parse_time
from sampler.synthetic import all_invented

DAY = click.DateTime(["%Y-%m-%d"])
KINDS = ("notice", "target-list", "packets", "publication")
SHUT = frozenset({"target-list", "publication"})  # of a sealed draw, until its opening


@click.command(cls=TranslatedCommand, help="公文：由存档和名录库生成锁定公告、名单公告、任务单、结果公示")
@click.argument("folder", type=FILE)
@option("--registry", "source", type=FILE, required=True, help="名录库文件，锁定时的同一份")
@option("--roster", type=FILE, help="执法检查人员名录库：任务单上写姓名")
@option("--findings", type=FILE, multiple=True, help="检查结果文件，例如各所填好的任务单；可重复；有它才有结果公示")
@option("--out", type=FILE, required=True, help="写入的文件夹")
@option("--authority-name", help="机关全称，默认取设置，再按代码查区划名，都没有时印代码")
@option("--task", help="任务名称，例如 2026年度市场主体双随机抽查")
@option("--document-number", default="", help="文号，例如 祥市监双随机〔2026〕1号")
@option("--opening", type=FILE, help="密封抽取：链上的揭示条目；有它才有名单公告和结果公示")
@option("--issued-on", type=DAY, help="落款日期；默认公告为锁定日，名单和任务单为抽取日，结果为检查完成日")
@option("--deadline", type=DAY, help="检查期限，默认抽取后 30 天")
@option("--only", type=click.Choice(KINDS), multiple=True, help="只做这一种公文；可重复；默认能做的都做")
@option("--language", type=click.Choice(list(LOCALES)), default=SOURCE, show_default=True, help="公文的语言")
@import_options
@json_option
@click.pass_obj
def papers(console: Console, /, folder: Path, out: Path, **given: Any) -> int:
    files = read_record(folder)
    record = record_from_files(files) if OUTCOME in files else None
    frozen = record.frozen if record else frozen_from_files(files)
    code = frozen.notice.authority
    name = given["authority_name"] or read_settings(os.environ).authority_name or authority_name(code) or ""
    wanted = _wanted(console, frozen, given)
    with imported(console, given) as snapshot:
        _require_same_registry(frozen.notice, snapshot)
        drawn = (target.id for target in record.drawn.targets) if record else ()
        entities = snapshot.rows_of(drawn, PACKET_COLUMNS)
        demo = all_invented(snapshot.names())
    press = _press(frozen.notice, name or code, given, demo=demo)
    tray = Tray()
    if "notice" in wanted:
        tray.take(press(_day(frozen.notice.at)).notice, frozen)
    if record:
        _drawn_papers(console, press, record, entities, given, wanted, tray)
    if not (tray.made or tray.refused):
        raise click.UsageError(console.words("--only 所说的公文还不能做：名单、任务单在抽取之后，结果还要 --findings"))
    write_papers(out, {paper.name: paper.data for paper in tray.made})
    names = [paper.name for paper in tray.made]
    answer = {"papers": names, "folder": str(out)} | console.caution(cautions_of_authority(code, name))
    failure = tray.failure(lambda ids: _record_numbers(ids, given), entities)
    console.answer(answer, [str(out / name) for name in names], failure)
    return WRONG_ENVIRONMENT if failure else DONE


def _record_numbers(ids: Iterable[str], given: Mapping[str, Any]) -> dict[str, int]:
    return record_numbers(given["source"], ids, import_options_of(given), mended=given["mended"])


def _wanted(console: Console, frozen: Frozen, given: Mapping[str, Any]) -> Collection[str]:
    """The kinds to make. Until a sealed draw's opening its list is nobody's but the bureaus' (SSJ1 section 5), and
    results come after the reveal: `Refused("draw_sealed")` where either was asked for; those of a rehearsal never come,
    `Refused("rehearsal_not_published")`.
    """
    if frozen.notice.rehearsal and (given["findings"] or "publication" in given["only"]):
        raise Refused("rehearsal_not_published", draw_id=frozen.notice.draw_id)
    if given["opening"]:
        check_opening(_entry(given["opening"]), frozen.notice, frozen.notice_hash)
    elif frozen.notice.sealed:
        if given["findings"] or not SHUT.isdisjoint(given["only"]):
            raise Refused("draw_sealed", draw_id=frozen.notice.draw_id)
        console.say(console.words("密封抽取还没有揭示，不做名单公告；揭示后用 --opening 给出链上的揭示条目"))
        return given["only"] or [kind for kind in KINDS if kind not in SHUT]
    return given["only"] or KINDS


def _entry(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise unreadable(path, failure) from None


def _drawn_papers(
    console: Console,
    press: Callable[[date], Press],
    record: Record,
    entities: Entities,
    given: Mapping[str, Any],
    wanted: Collection[str],
    tray: Tray,
) -> None:
    """The papers of a record that is done, as far as they are `wanted`."""
    listed, drawn_on = bureaus_of(given), _day(record.at)
    bureaus = {bureau.code: bureau.name for bureau in listed.entries} if listed else {}
    if "target-list" in wanted:
        tray.take(press(drawn_on).target_list, record, entities, bureaus)
    if "packets" in wanted:
        inspectors = by_number(roster_of(given, on=record.at)) if given["roster"] else {}
        deadline = given["deadline"].date() if given["deadline"] else drawn_on + timedelta(days=DAYS_TO_INSPECT)
        packets = packet_facts(record, entities, bureaus, inspectors, press(drawn_on).occasion, deadline)
        with console.progress(console.words("生成任务单")) as step:
            for done, facts in enumerate(packets, start=1):
                tray.take(press(drawn_on).packet, facts)
                step(done, len(packets), Unit.PACKETS)
    if "publication" in wanted and given["findings"]:
        findings = _findings(record, given["findings"])
        finished_on = max(finding.finished_on for finding in findings)
        tray.take(press(finished_on).publication, record, entities, findings)


def _findings(record: Record, paths: Iterable[Path]) -> list[Finding]:
    """One finding for each target, each of a day between the draw and today."""
    findings = [finding for path in paths for finding in read_findings(path)]
    check_complete(findings, (target.id for target in record.drawn.targets))
    for finding in findings:
        check_day(finding, drawn_at=parse_time(record.at), now=now())
    return findings


def _require_same_registry(notice: Notice, snapshot: Snapshot) -> None:
    if snapshot.ids_sha256() != notice.registry_sha256:
        raise Invalid("registry_differs", rows=snapshot.rows, count=notice.registry_count)


def _press(notice: Notice, authority: str, given: Mapping[str, Any], *, demo: bool) -> Callable[[date], Press]:
    """The press of a day: each paper bears the day of its own act, unless `--issued-on` names one; of a registry that
    is invented throughout it bears the `demo`'s mark."""
    settings, words = read_settings(os.environ), words_for(LOCALES[given["language"]])
    fonts = find_fonts(settings.fonts)
    stated = given["issued_on"] and given["issued_on"].date()

    def press(day: date) -> Press:
        return Press(occasion=replace(occasion, issued_on=stated or day), words=words, fonts=fonts)

    occasion = Occasion(
        authority_name=authority,
        task=given["task"] or words("%d年度市场主体双随机抽查") % _day(notice.at).year,
        document_number=given["document_number"],
        issued_on=_day(notice.at),
        demo=demo,
        words=words,
    )
    return press


def _day(moment: str) -> date:
    """The day in China of a time of the record."""
    return day_in_china(parse_time(moment))
