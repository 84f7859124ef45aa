"""任务单: what a bureau gets for its targets: a cover, the list with its teams, and a record sheet for each."""

from reports.documents.sheet import SHORT, Sheet, open_sheet
from reports.fitting import fitted
from reports.fonts import Fonts, Role
from reports.form import Form, signature_height
from reports.pieces import cards, key_values, section
from reports.style import GREY, LEFT, PAGE_HEIGHT, RIGHT, Align, Style
from reports.table import DIGITS, Column, table
from reports.wording import Words, in_words, kind_words
from sampler.entity import is_registered, printed
from sampler.publication import PacketFacts, PacketInspector, PacketTarget

SHEET_TITLE = Style(role=Role.HEADING, size=15, leading=22, tracking=2)
SHEET_ASIDE = Style(role=Role.LABEL, size=8, leading=11, colour=GREY)
REMARK_HEIGHT = 46.0


def compose(facts: PacketFacts, words: Words, fonts: Fonts) -> Sheet:
    foot = words("存档指纹 %s") % facts.record_hash[:SHORT]
    sheet = open_sheet(facts.head, words, fonts, subject=words("任务单"), foot=foot)
    sheet.begin(facts.bureau_name)
    _opening(facts, sheet)
    cards(sheet.flow, sheet.kind_cards(words("检查对象"), [target.kind for target in facts.targets]))
    _about(facts, sheet)
    section(sheet.flow, words("一、检查事项"))
    for number, item in enumerate(facts.items, 1):
        sheet.say(_item(number, item, words))
    section(sheet.flow, words("二、检查对象和检查人员"))
    _targets(facts, sheet)
    for number, target in enumerate(facts.targets, 1):
        _record_sheet(facts, sheet, number, target)
    return sheet


def _item(number: int, item: str, words: Words) -> str:
    return words("%(number)d．%(item)s") % {"number": number, "item": words(item)}


def _opening(facts: PacketFacts, sheet: Sheet) -> None:
    text = sheet.words(
        "%(bureau)s：下列%(count)d户检查对象及其检查人员由摇号随机确定，请于%(deadline)s前完成检查，"
        "逐户填写检查记录表并报送检查结果。未列入检查事项的，不得检查；应当回避的，请在检查前提出。"
    )
    deadline = in_words(facts.deadline, sheet.words)
    sheet.say(text % {"bureau": facts.bureau_name, "count": len(facts.targets), "deadline": deadline})


def _about(facts: PacketFacts, sheet: Sheet) -> None:
    words = sheet.words
    pairs = [
        (words("抽查任务"), facts.task),
        (words("完成期限"), in_words(facts.deadline, words)),
        (words("抽查依据"), words("、").join(map(words, facts.head.legal_basis))),
        (words("存档指纹"), facts.record_hash),
        (words("存证"), facts.head.trail_head),
    ]
    key_values(sheet.flow, [(key, value) for key, value in pairs if value])


def _targets(facts: PacketFacts, sheet: Sheet) -> None:
    words, kinds = sheet.words, kind_words(sheet.words)
    columns = [
        Column(heading=words("序号"), style=DIGITS, align=Align.CENTRE),
        Column(heading=words("检查对象名称")),
        Column(heading=words("统一社会信用代码\n或注册号"), style=DIGITS, align=Align.CENTRE),
        Column(heading=words("主体类型"), align=Align.CENTRE),
        Column(heading=words("检查人员"), align=Align.CENTRE),
    ]
    rows = [
        [
            str(number),
            target.name,
            printed(target.id),
            kinds[target.kind],
            "\n".join(one.name for one in target.inspectors),
        ]
        for number, target in enumerate(facts.targets, 1)
    ]
    with table(sheet.flow, fitted(sheet.flow.canvas, columns, rows)) as lines:
        for row in rows:
            lines.row(row)


def _record_sheet(facts: PacketFacts, sheet: Sheet, number: int, target: PacketTarget) -> None:
    """One target, one page: what is known above, what is found below."""
    flow, words = sheet.flow, sheet.words
    flow.turn()
    flow.canvas.bookmark(f"{number}　{target.name}", PAGE_HEIGHT, 1)
    with flow.canvas.tagged("H2"):
        flow.canvas.text((LEFT + RIGHT) / 2, flow.y - 16, words("检查记录表"), SHEET_TITLE, Align.CENTRE)
    aside = words("%(bureau)s　第 %(number)d 户，共 %(count)d 户")
    place = {"bureau": facts.bureau_name, "number": number, "count": len(facts.targets)}
    with flow.canvas.tagged("P"):
        flow.canvas.text(LEFT, flow.y - 36, facts.head.document_number, SHEET_ASIDE)
        flow.canvas.text(RIGHT, flow.y - 36, aside % place, SHEET_ASIDE, Align.RIGHT)
    flow.y -= 42
    form = Form(flow)
    _known(target, form, words)
    _found(facts, form, words)
    _signed(target, form, words)


def _known(target: PacketTarget, form: Form, words: Words) -> None:
    form.row([(words("检查对象\n名称"), target.name)])
    code = words("注册号") if is_registered(target.id) else words("统一社会\n信用代码")
    form.row([(code, printed(target.id)), (words("主体类型"), kind_words(words)[target.kind])])
    form.row([(words("登记状态"), target.status), (words("成立日期"), target.established)])
    form.row([(words("住所\n（经营场所）"), target.address)])
    form.row([(words("法定代表人\n（负责人）"), target.representative), (words("行业"), target.industry)])
    form.row([(words("联络人"), target.contact), (words("联系电话"), target.phone)])
    form.row([(words("信用风险\n等级"), target.risk), (words("上次检查"), target.last_inspected)])
    form.row([(words("检查人员"), "　".join(_person(person, words) for person in target.inspectors))])


def _person(person: PacketInspector, words: Words) -> str:
    known = {"name": person.name, "licence": person.licence}
    return words("%(name)s（%(licence)s）") % known if person.licence else person.name


def _found(facts: PacketFacts, form: Form, words: Words) -> None:
    form.choices(words("检查方式"), [words(method) for method in facts.methods], 3)
    form.row([(words("检查日期"), words("　　　　年　　　月　　　日")), (words("检查地点"), "")])
    questions = [(words("已检查"), (words("是"), words("否"))), (words("发现问题"), (words("有"), words("无")))]
    for number, item in enumerate(facts.items, 1):
        form.questions(_item(number, item, words), questions)
    form.choices(words("检查结果\n（可多选）"), [words(finding) for finding in facts.findings], 2)
    form.choices(words("后续处置"), [words(disposal) for disposal in facts.disposals], 3)


def _signed(target: PacketTarget, form: Form, words: Words) -> None:
    """Signatures at the foot of the page, and all that is left above them to write in."""
    day, people = words("年　　月　　日"), [words("%s：") % person.name for person in target.inspectors]
    room = form.room - signature_height(people) - signature_height([])
    form.blank(words("情况说明"), max(room, REMARK_HEIGHT), words("发现的问题、当事人陈述、附件目录"))
    form.signatures(words("检查人员\n签字"), people, day)
    form.signatures(words("检查对象\n签字或盖章"), [], day)
