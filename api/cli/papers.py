"""`sampler papers`: every paper that the files at hand allow."""

import os
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from api.cli.console import Console
from api.cli.options import FILE, TranslatedCommand, import_options, json_option, option
from api.cli.reading import bureaus_of, imported, roster_of
from api.jobs.desk import name_of_authority
from api.jobs.packets import by_number
from api.jobs.papers import Press, Rendered
from api.settings import read_settings
from api.words import LOCALES, SOURCE, Words, words_for
from reports.fonts import find_fonts
from sampler.ceremony import Record, frozen_from_files, record_from_files
from sampler.day import day_in_china
from sampler.errors import Invalid
from sampler.facts import PACKET_COLUMNS, Entities, Occasion
from sampler.files import write_bytes
from sampler.finding import check_complete, read_findings
from sampler.record import OUTCOME, Notice, read_record
from sampler.seed import parse_time

DAY = click.DateTime(["%Y-%m-%d"])
DAYS_TO_INSPECT = 30


@click.command(cls=TranslatedCommand, help="公文：由存档和名录库生成锁定公告、名单公告、任务单、结果公示")
@click.argument("folder", type=FILE)
@option("--registry", "source", type=FILE, required=True, help="名录库文件，锁定时的同一份")
@option("--roster", type=FILE, help="执法检查人员名录库：任务单上写姓名")
@option("--findings", type=FILE, multiple=True, help="检查结果文件，例如各所填好的任务单；可重复；有它才有结果公示")
@option("--out", type=FILE, required=True, help="写入的文件夹")
@option("--authority-name", help="机关全称，默认取设置，再按代码查区划名")
@option("--task", help="任务名称，例如 2026年度市场主体双随机抽查")
@option("--document-number", default="", help="文号，例如 祥市监双随机〔2026〕1号")
@option("--issued-on", type=DAY, help="落款日期，默认存档中最后的时间")
@option("--deadline", type=DAY, help="检查期限，默认抽取后 30 天")
@option("--language", type=click.Choice(list(LOCALES)), default=SOURCE, show_default=True, help="公文的语言")
@import_options
@json_option
@click.pass_obj
def papers(console: Console, /, folder: Path, out: Path, **given: Any) -> None:
    files = read_record(folder)
    record = record_from_files(files) if OUTCOME in files else None
    frozen = record.frozen if record else frozen_from_files(files)
    drawn_on = day_in_china(parse_time(record.at if record else frozen.notice.at))
    settings, words = read_settings(os.environ), words_for(LOCALES[given["language"]])
    press = Press(
        occasion=_occasion(frozen.notice, given, drawn_on, settings.authority_name, words),
        words=words,
        fonts=find_fonts(settings.fonts),
    )
    made = list(press.notice(frozen))
    if record:
        made += _drawn_papers(console, press, record, given, drawn_on)
    for paper in made:
        write_bytes(out / paper.name, paper.data)
    names = [paper.name for paper in made]
    console.answer({"papers": names, "folder": str(out)}, [str(out / name) for name in names])


def _drawn_papers(
    console: Console, press: Press, record: Record, given: Mapping[str, Any], drawn_on: date
) -> list[Rendered]:
    with imported(console, given) as snapshot:
        entities = snapshot.rows_of([target.id for target in record.sample.targets], PACKET_COLUMNS)
    _require_same_registry(record, entities)
    listed = bureaus_of(given)
    bureaus = {bureau.code: bureau.name for bureau in listed.entries} if listed else {}
    inspectors = by_number(roster_of(given, on=record.at)) if given["roster"] else {}
    deadline = given["deadline"].date() if given["deadline"] else drawn_on + timedelta(days=DAYS_TO_INSPECT)
    made = list(press.target_list(record, entities, bureaus))
    with console.progress(console.words("生成任务单")) as step:
        made += press.packets(record, entities, bureaus, inspectors, deadline, step)
    if given["findings"]:
        findings = [finding for file in given["findings"] for finding in read_findings(file)]
        check_complete(findings, (target.id for target in record.sample.targets))
        made += press.publication(record, entities, findings)
    return made


def _require_same_registry(record: Record, entities: Entities) -> None:
    missing = [target.id for target in record.sample.targets if target.id not in entities]
    if missing:
        raise Invalid("registry_lacks_targets", ids=missing, count=len(missing))


def _occasion(notice: Notice, given: Mapping[str, Any], drawn_on: date, authority_name: str, words: Words) -> Occasion:
    return Occasion(
        authority_name=given["authority_name"] or authority_name or name_of_authority(notice.authority),
        task=given["task"] or words("%d年度市场主体双随机抽查") % drawn_on.year,
        document_number=given["document_number"],
        issued_on=given["issued_on"].date() if given["issued_on"] else drawn_on,
        words=words,
    )
