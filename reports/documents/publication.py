"""抽查结果公示: what the inspections found, by type and by finding, and row by row."""

from collections.abc import Sequence

from reports.documents.sheet import SHORT, Sheet, open_sheet
from reports.fitting import fitted
from reports.fonts import Fonts
from reports.pieces import CLOSING_HEIGHT, annex, cards, command, key_values, section
from reports.style import AMBER, GREEN, Align
from reports.table import CELL, DIGITS, Column, table
from reports.wording import Words, count, kind_words, percent
from sampler.entity import Kind
from sampler.publication import (
    FINDING_SEPARATOR,
    OPEN_DATA_NAME,
    PublicationFacts,
    PublishedResult,
    by_finding,
    names_masked,
    open_data,
    result_row,
)
from sampler.seed import sha256_hex

CLEAN, FOUND = CELL.coloured(GREEN), CELL.coloured(AMBER)
SHARES = {Kind.ENTERPRISE: 56, Kind.INDIVIDUAL: 62, Kind.COOPERATIVE: 70}
ROWS_A_BOOKMARK = 200


def compose(facts: PublicationFacts, words: Words, fonts: Fonts) -> Sheet:
    digest = sha256_hex(open_data(facts))
    foot = words("数据指纹 %s") % digest[:SHORT]
    sheet = open_sheet(facts.head, words, fonts, subject=words("抽查结果公示"), foot=foot)
    sheet.begin()
    _opening(facts, sheet)
    cards(sheet.flow, sheet.kind_cards(words("检查对象"), [result.kind for result in facts.results]))
    _findings(facts, sheet)
    _proof(facts, sheet, digest)
    sheet.close(words("附件：抽查检查结果明细表"))
    annex(sheet.flow, words("附件"), words("抽查检查结果明细表"))
    _results(facts, sheet)
    return sheet


def _opening(facts: PublicationFacts, sheet: Sheet) -> None:
    words = sheet.words
    text = words(
        "%(authority)s随机抽取检查对象、随机选派检查人员，对%(count)d户市场主体进行了检查，"
        "其中%(clean)d户%(no_problem)s。现将抽查结果向社会公示，接受社会监督。"
    )
    clean = sum(result.findings == (facts.no_problem,) for result in facts.results)
    figures = {"count": len(facts.results), "clean": clean, "no_problem": words(facts.no_problem)}
    sheet.say(sheet.on_the_basis() + text % {"authority": facts.head.authority_name, **figures})
    if facts.version > 1:
        correction = words("本公示为第%(version)d版，更正前一版，理由：%(reason)s。前一版仍可查阅。")
        sheet.say(correction % {"version": facts.version, "reason": facts.reason})
    about = [
        (words("抽查计划"), facts.plan),
        (words("抽查任务"), facts.task),
        (words("抽查类型"), words(facts.draw_type)),
        (words("检查机关"), facts.head.authority_name),
    ]
    sheet.flow.skip(4)
    key_values(sheet.flow, [(key, value) for key, value in about if value])


def _findings(facts: PublicationFacts, sheet: Sheet) -> None:
    flow, words = sheet.flow, sheet.words
    section(flow, words("一、检查结果统计"))
    names = kind_words(words)
    columns = [
        Column(heading=words("检查结果"), share=165),
        *(Column(heading=names[k], share=share, style=DIGITS, align=Align.RIGHT) for k, share in SHARES.items()),
        Column(heading=words("合计"), share=44, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("占检查对象"), share=90, style=DIGITS, align=Align.RIGHT, bars=True),
    ]
    with table(flow, columns) as lines:
        for finding, counts in by_finding(facts.results).items():
            total = sum(counts.values())
            figures = [count(counts[kind]) for kind in SHARES]
            lines.row([words(finding), *figures, count(total), percent(total, len(facts.results))])
    if any(len(result.findings) > 1 for result in facts.results):
        flow.skip(3)
        key_values(flow, [(words("注"), words("一户有两项以上结果的，分别计入各项，各项之和大于户数。"))])


def _proof(facts: PublicationFacts, sheet: Sheet, digest: str) -> None:
    flow, words = sheet.flow, sheet.words
    section(flow, words("二、数据指纹与核验"), room=150 + CLOSING_HEIGHT)
    pairs = [(words("数据"), digest), (words("存档"), facts.record_hash), (words("公告"), facts.notice_hash)]
    sheet.prove(words("数据指纹（SHA-256）"), digest, pairs)
    sheet.say(words("本公示的明细表另以 CSV 文件发布，二者逐行一致。下载后计算其指纹，所得应与上列数据指纹一致："))
    flow.skip(3)
    command(flow, [f"sha256sum {OPEN_DATA_NAME}", f"{digest}  {OPEN_DATA_NAME}"])


def _results(facts: PublicationFacts, sheet: Sheet) -> None:
    flow, words = sheet.flow, sheet.words
    clean = words(facts.no_problem)
    columns = [
        Column(heading=words("序号"), style=DIGITS, align=Align.CENTRE),
        Column(heading=words("市场主体名称")),
        Column(heading=words("统一社会信用代码\n或注册号"), style=DIGITS, align=Align.CENTRE),
        Column(heading=words("检查完成\n日期"), style=DIGITS, align=Align.CENTRE),
        Column(heading=words("检查结果"), paint=lambda text: CLEAN if text == clean else FOUND),
        Column(heading=words("备注")),
    ]
    total = len(facts.results)
    sheet.explain_masks(names_masked(facts))
    rows = [_in_words(result_row(number, result), result, words) for number, result in enumerate(facts.results, 1)]
    with table(flow, fitted(flow.canvas, columns, rows)) as lines:
        for number, row in enumerate(rows, 1):
            lines.row(row)
            if number % ROWS_A_BOOKMARK == 1:
                last = min(number + ROWS_A_BOOKMARK - 1, total)
                place = words("第 %(first)d—%(last)d 户") % {"first": number, "last": last}
                flow.canvas.bookmark(place, flow.y + 60, 2)


def _in_words(row: Sequence[str], result: PublishedResult, words: Words) -> list[str]:
    """The row of the open data with its findings in the paper's language."""
    *known, _findings, remark = row
    return [*known, words(FINDING_SEPARATOR).join(map(words, result.findings)), remark]
