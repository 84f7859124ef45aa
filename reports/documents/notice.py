"""锁定公告: what will be drawn, from what, and by which chance, fixed and published before that chance exists."""

from reports.documents.sheet import SHORT, Sheet, open_sheet
from reports.fonts import Fonts
from reports.pieces import BODY, CLOSING_HEIGHT, Card, cards, command, key_values, section
from reports.style import Align
from reports.table import DIGITS, ROW_HEIGHT, Column, table
from reports.wording import (
    Words,
    beijing_time,
    count,
    format_in_words,
    in_words,
    percent,
    reason_in_words,
    stratum_label,
)
from sampler.publication import NoticeFacts
from sampler.seed import parse_time


def compose(facts: NoticeFacts, words: Words, fonts: Fonts) -> Sheet:
    foot = words("公告指纹 %s") % facts.notice_hash[:SHORT]
    sheet = open_sheet(facts.head, words, fonts, subject=words("锁定公告"), foot=foot)
    sheet.begin()
    _opening(facts, sheet)
    cards(sheet.flow, _figures(facts, words))
    _scope(facts, sheet)
    _people(facts, sheet)
    _seed(facts, sheet)
    _fingerprints(facts, sheet)
    _checking(facts, sheet)
    _attachments(facts, sheet)
    sheet.close(words("特此公告。"))
    return sheet


def _opening(facts: NoticeFacts, sheet: Sheet) -> None:
    text = sheet.words(
        "%s决定开展本次“双随机、一公开”抽查。现将抽样范围、抽取数量、检查人员和种子来源在摇号之前锁定，予以公告。"
    )
    sheet.say(sheet.on_the_basis() + text % facts.head.authority_name)
    sheet.say(sheet.words("本公告发布后，上列各项不再更改；种子在本公告发布之后当众产生。"))


def _figures(facts: NoticeFacts, words: Words) -> list[Card]:
    places = sum(stratum.places for stratum in facts.strata)
    return [
        Card(label=words("拟抽取检查对象"), number=count(places), unit=words("户")),
        Card(label=words("抽样框"), number=count(facts.notice.frame_count), unit=words("户")),
        Card(label=words("剔除"), number=count(facts.notice.excluded_count), unit=words("户")),
        Card(label=words("检查人员"), number=count(facts.inspectors_count), unit=words("名")),
    ]


def _scope(facts: NoticeFacts, sheet: Sheet) -> None:
    """Strata with N, size and n; then who was left out, and why."""
    flow, words = sheet.flow, sheet.words
    section(flow, words("一、抽样范围与抽取数量"))
    text = words(
        "抽样框取自截至%(day)s的检查对象名录库，共%(registry)d户；其中符合抽查条件的%(frame)d户进入抽样框，"
        "按层抽取，不足一户的进为一户："
    )
    day, notice = in_words(facts.cut_off, words), facts.notice
    sheet.say(text % {"day": day, "registry": notice.registry_count, "frame": notice.frame_count})
    flow.skip(4)
    _strata(facts, sheet)
    if facts.exclusions:
        flow.skip(10)
        sheet.say(words("其余%d户不进入抽样框，逐户记载理由（见附件），按理由计：") % notice.excluded_count)
        flow.skip(4)
        _exclusions(facts, sheet)


def _strata(facts: NoticeFacts, sheet: Sheet) -> None:
    words = sheet.words
    columns = [
        Column(heading=words("层"), share=40),
        Column(heading=words("抽样框（户）"), share=20, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("抽取比例或数量"), share=20, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("抽取（户）"), share=20, style=DIGITS, align=Align.RIGHT),
    ]
    with table(sheet.flow, columns) as lines:
        for s in facts.strata:
            lines.row([stratum_label(s.name, s.label, words), count(s.entities), s.size, count(s.places)])
        places = sum(s.places for s in facts.strata)
        lines.row([words("合计"), count(facts.notice.frame_count), "", count(places)], strong=True)


def _exclusions(facts: NoticeFacts, sheet: Sheet) -> None:
    words, total = sheet.words, facts.notice.excluded_count
    columns = [
        Column(heading=words("剔除理由"), share=40),
        Column(heading=words("户数"), share=20, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("所占比例"), share=40, style=DIGITS, align=Align.RIGHT, bars=True),
    ]
    with table(sheet.flow, columns) as lines:
        for reason, number in facts.exclusions:
            lines.row([reason_in_words(reason, words), count(number), percent(number, total)])
        lines.row([words("合计"), count(total), ""], strong=True)


def _people(facts: NoticeFacts, sheet: Sheet) -> None:
    words, notice = sheet.words, facts.notice
    section(sheet.flow, words("二、检查人员"))
    if notice.team_size:
        text = words(
            "执法检查人员名录库中在岗、持有效证件的%(people)d名人员参加随机匹配；每户由%(team)d名检查人员检查，"
            "人选由同一种子确定，应当回避的不予匹配。"
        )
        sheet.say(text % {"people": facts.inspectors_count, "team": notice.team_size})
    else:
        sheet.say(words("检查对象由属地监管所派员检查，本次不随机匹配检查人员。"))
    if notice.replace:
        text = words("检查对象因下列原因不能检查的，由同层下一顺位替补：%s。除此以外，不作替换。")
        sheet.say(text % notice.replace.replace(",", words("、")))


def _seed(facts: NoticeFacts, sheet: Sheet) -> None:
    words, notice = sheet.words, facts.notice
    section(sheet.flow, words("三、种子"))
    sheet.say(
        words(
            "抽取由种子唯一确定。种子由本公告的指纹和摇号产生的公共值合成，在公共值产生之前，"
            "任何人都不能预知或者左右结果。"
        )
    )
    sheet.flow.skip(3)
    pairs = [
        (words("公共值来源"), words(notice.seed_source)),
        (words("公共值格式"), format_in_words(notice.seed_format, words)),
        (words("摇号时间"), beijing_time(parse_time(notice.seed_at), words)),
    ]
    if facts.ceremony_place:
        pairs.append((words("摇号地点"), facts.ceremony_place))
    if notice.sealed:
        pairs.append((words("封存"), words("抽取名单封存至%s") % beijing_time(parse_time(notice.open_by), words)))
        pairs.append((words("盐值指纹"), notice.salt_sha256))
    key_values(sheet.flow, pairs)


def _fingerprints(facts: NoticeFacts, sheet: Sheet) -> None:
    words, notice = sheet.words, facts.notice
    section(sheet.flow, words("四、锁定的内容"))
    pairs = [(words("公告"), facts.notice_hash), (words("抽取编号"), notice.draw_id)]
    sheet.prove(words("公告指纹（SHA-256）"), facts.notice_hash, pairs)
    locked = [
        (words("抽样框"), notice.frame_sha256),
        (words("抽样框默克尔根"), notice.frame_merkle),
        (words("名录库编号全集"), notice.registry_sha256),
        (words("剔除名单"), notice.excluded_sha256),
    ]
    if notice.team_size:
        locked.append((words("检查人员名录"), notice.inspectors_sha256))
        locked.append((words("回避名单"), notice.recusals_sha256))
    key_values(sheet.flow, locked)


def _checking(facts: NoticeFacts, sheet: Sheet) -> None:
    words = sheet.words
    section(sheet.flow, words("五、如何核验"), room=90)
    sheet.say(words("请在摇号之前保存附件。公告文件的指纹应与上列公告指纹一致，在任何一台计算机上运行："))
    sheet.flow.skip(3)
    command(sheet.flow, ["sha256sum 00-notice.txt", f"{facts.notice_hash}  00-notice.txt"])
    sheet.say(words("摇号之后，任何人都可以用附件、公共值和公开的规则（SSJ1）重新计算全部结果，与公布的名单逐户核对。"))


def _attachments(facts: NoticeFacts, sheet: Sheet) -> None:
    """The files that the notice commits to, on the page that is signed."""
    if not facts.files:
        return
    flow, words = sheet.flow, sheet.words
    flow.skip(6)
    flow.need(CLOSING_HEIGHT + BODY.leading + (len(facts.files) + 1.3) * ROW_HEIGHT)
    flow.paragraph(words("附件："), BODY)
    columns = [
        Column(heading=words("文件"), share=22, style=DIGITS),
        Column(heading=words("字节"), share=14, style=DIGITS, align=Align.RIGHT),
        Column(heading=words("指纹（SHA-256）"), share=64, style=DIGITS.at(7.4)),
    ]
    with table(flow, columns) as lines:
        for file in facts.files:
            lines.row([file.name, count(file.bytes), file.sha256])
