"""What codes are called on a page. Every word goes through gettext; an unknown code is shown as it is."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from api import code_words
from sampler.codes import finding_code

Labels = Mapping[str, LazyString]

STATES: Labels = {state: _(name) for state, name in code_words.TASK_STATES.items()}

KINDS: Labels = {
    "enterprise": _("企业"),
    "individual": _("个体工商户"),
    "cooperative": _("农民专业合作社"),
}

# the second part of a stratum's name, where it is one of these
MARKS: Labels = {
    "A": _("A类"),
    "B": _("B类"),
    "C": _("C类"),
    "D": _("D类"),
    "unrated": _("未评级"),
}

PAPERS: Labels = {kind: _(name) for kind, name in code_words.PAPERS.items()}

ENTRIES: Labels = {
    "draw": _("锁定公告"),
    "ceremony": _("摇号"),
    "outcome": _("抽取结果"),
    "void": _("作废"),
    "opening": _("揭示"),
    "replacement": _("递补"),
    "reassignment": _("改派"),
    "publication": _("公示"),
    "correction": _("更正"),
    "withdrawal": _("撤销"),
}

ZONES: Labels = {"Asia/Shanghai": _("北京时间")}

VERDICTS: Labels = {
    "drawn": _("抽中"),
    "not_drawn": _("没有抽中"),
    "waiting": _("在抽样框里，等待摇号"),
    "sealed": _("在抽样框里，名单密封中"),
    "void": _("抽取已经作废"),
    "excluded": _("不在抽样框里，不可能被抽中"),
    "absent": _("不在本次名录里"),
}

FILES: Labels = {
    "00-notice.txt": _("锁定公告，摇号前公布"),
    "01-notice.tsr": _("公告的可信时间戳"),
    "10-frame.tsv": _("抽样框：可能被抽到的每一户"),
    "11-inspectors.tsv": _("检查人员名录，只有编号"),
    "12-recusals.tsv": _("回避"),
    "13-excluded.tsv": _("剔除的市场主体和原因"),
    "15-ceremony.txt": _("摇号产生的数字"),
    "20-seed.txt": _("种子的原文"),
    "30-strata.tsv": _("各层户数、样本量和截止票号"),
    "40-sample.tsv": _("抽中的检查对象和票号"),
    "50-assignments.tsv": _("派发：由哪个监管所、哪些人员检查"),
    "60-outcome.txt": _("抽取结果，写明存档指纹"),
    "SHA256SUMS": _("以上文件的 SHA-256"),
}


def label(labels: Labels, code: str) -> str:
    """The label of a code."""
    return str(labels.get(code, code))


def finding_label(code: str) -> str:
    """A finding code by its name in the list."""
    found = finding_code(code)
    return str(_(found.name)) if found else code


def stratum_label(name: str, bureaus: Mapping[str, str] = MappingProxyType({})) -> str:
    """`enterprise/A` as 企业 · A类; a bureau by its name in `bureaus`, what is known under no name by its code."""
    kind, *marks = name.split("/")
    return " · ".join([label(KINDS, kind), *(bureaus.get(mark) or label(MARKS, mark) for mark in marks)])


def size_label(size: str) -> str:
    """A size as the notice writes it: a rate stays a fraction, a count gets its unit."""
    return size if "/" in size else str(_("%(count)s 户", count=size))


def seed_format_label(seed_format: str) -> str:
    """`digits:20`, `drand:…:<round>` or `rehearsal`, in words."""
    name, _colon, rest = seed_format.partition(":")
    if name == "digits":
        return str(_("%(count)s 位数字", count=rest))
    if name == "drand":
        return str(_("drand 公共随机数，第 %(round)s 轮", round=rest.rpartition(":")[2]))
    return str(_("演练数字，不能证明任何事"))
