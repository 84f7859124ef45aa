"""抽查名单公告: who was drawn, by which seed, and how anyone computes it again."""

from itertools import groupby
from operator import itemgetter

from reports.documents.sheet import SHORT, Sheet, open_sheet
from reports.documents.strata import drawn_strata
from reports.fitting import fitted
from reports.fonts import Fonts
from reports.pieces import CLOSING_HEIGHT, annex, cards, command, key_values, section
from reports.style import Align
from reports.table import DIGITS, Column, table
from reports.wording import Words, beijing_time, count, kind_words
from sampler.entity import is_registered, printed
from sampler.publication import TargetListFacts, names_masked


def compose(facts: TargetListFacts, words: Words, fonts: Fonts) -> Sheet:
    foot = words("存档指纹 %s") % facts.record_hash[:SHORT]
    sheet = open_sheet(facts.head, words, fonts, subject=words("抽查名单公告"), foot=foot)
    sheet.begin()
    _opening(facts, sheet)
    cards(sheet.flow, sheet.kind_cards(words("抽取检查对象"), [target.kind for target in facts.targets]))
    _result(facts, sheet)
    _checking(facts, sheet)
    sheet.close(words("附件：抽查名单"))
    annex(sheet.flow, words("附件"), words("抽查名单"))
    _targets(facts, sheet)
    return sheet


def _opening(facts: TargetListFacts, sheet: Sheet) -> None:
    text = sheet.words(
        "%(authority)s于%(at)s当众摇号，按照事先发布的锁定公告，从抽样框%(frame)d户中抽取检查对象%(drawn)d户，"
        "现予公告。"
    )
    figures = {
        "authority": facts.head.authority_name,
        "at": beijing_time(facts.drawn_at, sheet.words),
        "frame": sum(stratum.entities for stratum in facts.strata),
        "drawn": len(facts.targets),
    }
    sheet.say(sheet.on_the_basis() + text % figures)


def _result(facts: TargetListFacts, sheet: Sheet) -> None:
    words = sheet.words
    section(sheet.flow, words("一、抽取依据"))
    pairs = [(words("存档"), facts.record_hash), (words("公告"), facts.notice_hash)]
    sheet.prove(words("存档指纹（SHA-256）"), facts.record_hash, pairs)
    seed = [(words("公共值"), facts.public_value), (words("种子文本"), facts.seed_text), (words("种子"), facts.seed)]
    key_values(sheet.flow, seed)
    sheet.flow.skip(6)
    drawn_strata(sheet, facts.strata)


def _checking(facts: TargetListFacts, sheet: Sheet) -> None:
    words = sheet.words
    section(sheet.flow, words("二、如何核验一户"), room=95 + CLOSING_HEIGHT)
    sheet.say(
        words(
            "每户的票号由种子和统一社会信用代码算得。票号不大于其所在层截止票号的，即被抽中。"
            "在任何一台计算机上运行下列命令，可以得到名单所列第一户的票号，换成其他代码亦然："
        )
    )
    if any(is_registered(target.id) for target in facts.targets):
        sheet.say(words("名单所列为注册号的，计算时在号码前加上 R: 两个字符。"))
    sheet.flow.skip(3)
    example = facts.targets[0].id if facts.targets else ""
    command(sheet.flow, [f"SEED={facts.seed}", f"printf '%s' \"SSJ1|ticket|$SEED|{example}\" | sha256sum"])


def _targets(facts: TargetListFacts, sheet: Sheet) -> None:
    flow, words = sheet.flow, sheet.words
    kinds = kind_words(words)
    columns = [
        Column(heading=words("序号"), style=DIGITS, align=Align.CENTRE),
        Column(heading=words("检查对象名称")),
        Column(heading=words("统一社会信用代码\n或注册号"), style=DIGITS, align=Align.CENTRE),
        Column(heading=words("主体类型"), align=Align.CENTRE),
        Column(heading=words("监管所"), align=Align.CENTRE),
    ]
    rows = [
        [str(number), target.name, printed(target.id), kinds[target.kind], target.bureau]
        for number, target in enumerate(facts.targets, 1)
    ]
    sheet.explain_masks(names_masked(facts))
    with table(flow, fitted(flow.canvas, columns, rows)) as lines:
        for bureau, group in groupby(rows, key=itemgetter(-1)):
            targets = list(group)
            lines.band(bureau, words("%s 户") % count(len(targets)), level=2)
            for row in targets:
                lines.row(row)
