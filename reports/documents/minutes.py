"""会议记录: how the ceremony was held, before whom, and what it gave; for those who were there to sign."""

from reports.documents.sheet import SHORT, Sheet, open_sheet
from reports.documents.strata import drawn_strata
from reports.fonts import Fonts
from reports.form import Form, signature_height
from reports.pieces import QR_SIZE, SECTION, Card, cards, command, key_values, section
from reports.style import Align
from reports.table import DIGITS, Column, table
from reports.wording import Words, beijing_clock, beijing_time, count, format_in_words
from sampler.publication import MinutesFacts
from sampler.seed import parse_time
from sampler.values import Round, Typed

REMARK_HEIGHT = 64.0
OTHERS = 4  # who were there beside the two, and may sign


def compose(facts: MinutesFacts, words: Words, fonts: Fonts) -> Sheet:
    foot = words("存档指纹 %s") % facts.record_hash[:SHORT]
    sheet = open_sheet(facts.head, words, fonts, subject=words("会议记录"), foot=foot)
    sheet.begin()
    _opening(facts, sheet)
    _sitting(facts, sheet)
    cards(sheet.flow, _figures(facts, words))
    _value(facts, sheet)
    _result(facts, sheet)
    _checking(facts, sheet)
    _remarks(facts, sheet)
    _signatures(facts, sheet)
    return sheet


def _opening(facts: MinutesFacts, sheet: Sheet) -> None:
    text = sheet.words(
        "%(authority)s于%(at)s当众摇号，按照%(announced)s发布的锁定公告，从抽样框%(frame)d户中抽取检查对象%(drawn)d户。"
        "经过和结果记录如下。"
    )
    figures = {
        "authority": facts.head.authority_name,
        "at": beijing_time(facts.held_at, sheet.words),
        "announced": beijing_time(facts.announced_at, sheet.words),
        "frame": facts.notice.frame_count,
        "drawn": sum(stratum.places for stratum in facts.strata),
    }
    sheet.say(text % figures)
    sheet.flow.skip(6)


def _sitting(facts: MinutesFacts, sheet: Sheet) -> None:
    """Where, when and before whom; what nobody has said is room to write."""
    form, words = Form(sheet.flow), sheet.words
    form.row([(words("抽取编号"), facts.notice.draw_id), (words("地点"), facts.place)])
    announced = beijing_time(parse_time(facts.notice.seed_at), words)
    form.row([(words("公告的\n摇号时间"), announced), (words("抽取时间"), beijing_time(facts.held_at, words))])
    form.row([(words("操作员"), facts.operator), (words("见证人"), facts.witness)])
    form.row([(words("其他\n在场人员"), facts.present)])


def _figures(facts: MinutesFacts, words: Words) -> list[Card]:
    drawn, unit = sum(stratum.places for stratum in facts.strata), words("户")
    return [
        Card(label=words("抽取检查对象"), number=count(drawn), unit=unit),
        Card(label=words("抽样框"), number=count(facts.notice.frame_count), unit=unit),
        Card(label=words("录入轮次"), number=count(len(facts.rounds)), unit=words("轮")),
    ]


def _value(facts: MinutesFacts, sheet: Sheet) -> None:
    """The announced source, and what each of the two typed, slips and all."""
    words, notice = sheet.words, facts.notice
    section(sheet.flow, words("一、公共值"))
    source = [
        (words("公共值来源"), words(notice.seed_source)),
        (words("公共值格式"), format_in_words(notice.seed_format, words)),
    ]
    key_values(sheet.flow, source)
    sheet.flow.skip(4)
    _typed(facts, sheet)
    sheet.flow.skip(4)
    if any(not known.agreed for known in facts.rounds):
        key_values(sheet.flow, [(words("注"), words("【】内是两人录入不同的位；不同的，两人重新录入。"))])
    key_values(sheet.flow, [(words("公共值"), facts.public_value)])


def _typed(facts: MinutesFacts, sheet: Sheet) -> None:
    words = sheet.words
    columns = [
        Column(heading=words("轮次"), share=36, style=DIGITS, align=Align.CENTRE),
        Column(heading=words("录入人"), share=106),
        Column(heading=words("录入时间（北京时间）"), share=98, style=DIGITS, align=Align.CENTRE),
        Column(heading=words("录入的内容"), share=190, style=DIGITS),
        Column(heading=words("比对"), share=52, align=Align.CENTRE),
    ]
    with table(sheet.flow, columns) as lines:
        for known in facts.rounds:
            verdict = words("一致") if known.agreed else words("不一致")
            for hand, typed in ((words("操作员"), known.operator), (words("见证人"), known.witness)):
                if typed is not None:
                    who = words("%(hand)s　%(name)s") % {"hand": hand, "name": typed.person}
                    lines.row([str(known.number), who, beijing_clock(typed.at), marked(known, typed), verdict])


def marked(known: Round, typed: Typed) -> str:
    """What one of the two typed, with 【】 around each character at which they differ."""
    longest = max([len(typed.value), *(place + 1 for place in known.differing)])
    return "".join(
        f"【{character}】" if place in known.differing else character
        for place, character in enumerate(typed.value.ljust(longest))
    )


def _result(facts: MinutesFacts, sheet: Sheet) -> None:
    words = sheet.words
    section(sheet.flow, words("二、抽取结果"), room=2 * QR_SIZE + 10)
    pairs = [(words("存档"), facts.record_hash), (words("公告"), facts.notice_hash)]
    sheet.prove(words("存档指纹（SHA-256）"), facts.record_hash, [*pairs, (words("抽样框"), facts.notice.frame_sha256)])
    if facts.sealed:
        until = beijing_time(parse_time(facts.notice.open_by), words)
        text = words("本次为密封抽取：种子、截止票号和抽取名单封存，最迟于%s揭示，揭示以前不写入本记录。")
        sheet.say(text % until)
    else:
        key_values(sheet.flow, [(words("种子文本"), facts.seed_text), (words("种子"), facts.seed)])
    sheet.flow.skip(6)
    drawn_strata(sheet, facts.strata)


def _checking(facts: MinutesFacts, sheet: Sheet) -> None:
    words = sheet.words
    section(sheet.flow, words("三、如何核验"), room=90)
    if facts.sealed:
        sheet.say(words("揭示以后，任何人都可以从公开页面下载存档，在任何一台计算机上计算其指纹，与本记录核对："))
    else:
        sheet.say(words("任何人都可以从公开页面下载存档，在任何一台计算机上计算其指纹，与本记录核对："))
    sheet.flow.skip(3)
    command(sheet.flow, ["sha256sum SHA256SUMS", f"{facts.record_hash}  SHA256SUMS", "sha256sum -c SHA256SUMS"])


def _remarks(facts: MinutesFacts, sheet: Sheet) -> None:
    words = sheet.words
    section(sheet.flow, words("四、备注"), room=REMARK_HEIGHT)
    if facts.remarks:
        for line in facts.remarks.splitlines():
            sheet.say(line)
    else:
        Form(sheet.flow).blank(words("备注"), REMARK_HEIGHT, words("没有的写“无”"))


def _signatures(facts: MinutesFacts, sheet: Sheet) -> None:
    """All of them on one page."""
    words, form = sheet.words, Form(sheet.flow)
    others = [words("%s：") % number for number in range(1, OTHERS + 1)]
    height = 2 * signature_height([facts.operator]) + signature_height(others) + signature_height([])
    section(sheet.flow, words("五、签字"), room=height + SECTION.leading)
    day = words("年　　月　　日")
    form.signatures(words("操作员\n签字"), [words("%s：") % facts.operator], day)
    form.signatures(words("见证人\n签字"), [words("%s：") % facts.witness], day)
    form.signatures(words("其他在场\n人员签字"), others, day)
    form.signatures(words("记录人\n签字"), [], day)
