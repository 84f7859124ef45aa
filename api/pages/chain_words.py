"""What `sampler/verify.py` finds and adds, in the reader's language: a sentence for each of its templates.

Only what the checker says itself is turned into words; ids, hashes, names and lines of files stay as they stand there.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from errno import EACCES, EIO, ELOOP, ENOENT, ENOTDIR

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from api.pages import labels
from api.pages.filters import listed, second
from sampler.errors import Invalid
from sampler.seed import parse_time

FEW = 5  # codes in sight
OR = " or "  # between kinds of entries

THINGS: labels.Labels = {"file": _("文件"), "folder": _("文件夹"), "link": _("链接")}
STAGES: labels.Labels = {"frozen": _("锁定"), "ceremony": _("摇号"), "sealed": _("密封"), "drawn": _("抽取")}
ERRORS: Mapping[str, LazyString] = {
    "cannot be read": _("不能读取"),
    os.strerror(EACCES): _("没有读取的权限"),
    os.strerror(ENOENT): _("没有这个文件夹或文件"),
    os.strerror(ENOTDIR): _("不是文件夹"),
    os.strerror(EIO): _("磁盘读取出错"),
    os.strerror(ELOOP): _("链接绕成了圈"),
}
# by the checker's templates; those that are but a value of a file need none
WORDS: Mapping[str, LazyString | str] = {
    "{error}": "%(error)s",
    "{made}": "%(made)s",
    "{strata}": "%(strata)s",
    "{entities}": "",
    "missing": _("没有这个文件"),
    "missing at stage {stage}": _("没有这个文件，而存档已经到了“%(stage)s”这一步"),
    "missing after the opening": _("揭示以后仍没有这个文件"),
    "not a file of SSJ1": _("规则里没有这种文件"),
    "not a file of a {kind}": _("“%(kind)s”条目不带这种文件"),
    "a {thing}": _("是%(thing)s"),
    "a {thing}, not the folder of a number": _("是%(thing)s，不是以编号为名的文件夹"),
    "a {kind} lies in the folder of its draw": _("“%(kind)s”条目应当放在那次抽取自己的文件夹里"),
    "{name}: {error}": _("%(name)s：%(error)s"),
    "{name}: changed while it was checked": _("%(name)s 在核验当中被改动"),
    "begins with a byte order mark": _("文件开头有字节次序标记（BOM）"),
    "not UTF-8": _("不是 UTF-8 编码"),
    "{character} does not belong here": _("有不该有的字符 %(character)s"),
    "does not end with LF": _("文件末尾没有换行"),
    "{fields} fields, not {columns}": _("有 %(fields)s 栏，应为 %(columns)s 栏"),
    "malformed: {row}": _("写法不对：%(row)s"),
    "not sorted": _("没有按次序排列"),
    "stands twice: {row}": _("重复：%(row)s"),
    "not in the order of the replaced": _("没有按被代替者的次序排列"),
    "not empty": _("不是空文件"),
    "last line: {text}": _("最后一行是：%(text)s"),
    "number={number} with prev={prev}": _("编号为 %(number)s，前一条的指纹却是 %(prev)s"),
    "salt_sha256={salt_sha256} open_by={open_by}": _(
        "盐的指纹（salt_sha256）为“%(salt_sha256)s”，揭示期限（open_by）为“%(open_by)s”"
    ),
    "at {at} is before {before}": _("条目的时间 %(at)s 早于 %(before)s"),
    "at {at}, seed_at {seed_at}": _("公告的时间 %(at)s，摇号时间 %(seed_at)s"),
    "made at {made}, seed_at {seed_at}": _("时间戳 %(made)s，摇号时间 %(seed_at)s"),
    "{at} after {previous}": _("时间是 %(at)s，前一条却是 %(previous)s"),
    "number {number} after number {earlier}": _("第 %(number)s 号排在第 %(earlier)s 号之后"),
    "prev of number {number} after number {earlier}": _("第 %(number)s 号写着第 %(earlier)s 号的指纹，两条却不相邻"),
    "round {round} is made at {seconds} s after 1970": _("第 %(round)s 轮产生于 1970 年起的第 %(seconds)s 秒"),
    "{entity} stands in the frame": _("%(entity)s 也在抽样框里"),
    "{inspector} {entity}: unknown": _("不在册：%(inspector)s %(entity)s"),
    "{entity}: {number} eligible": _("%(entity)s 只有 %(number)s 人可选"),
    "{number} of {all} in the frame": _("抽样框 %(all)s 户里有 %(number)s 户"),
    "{value} is not {seed_format}": _("%(value)s 不是%(seed_format)s"),
    "{entity} was not drawn": _("%(entity)s 没有被抽中"),
    "{entity} is replaced already": _("%(entity)s 已经被代替"),
    "{reason} is no reason of the notice": _("公告没有写“%(reason)s”这个递补原因"),
    "{stratum} is used up": _("%(stratum)s 这一层已经没有可以递补的"),
    "{inspector} is not in the team of {entity}": _("%(inspector)s 不在 %(entity)s 的检查人员里"),
    "nobody is left": _("已经没有可以派的人"),
    "no change": _("没有一处变更"),
    "{text}, not {wanted}": _("应为“%(wanted)s”，实为“%(text)s”"),
    "{text} is too much": _("多出来：%(text)s"),
    "only {lines} lines, without {wanted}": _("只有 %(lines)s 行，后面缺“%(wanted)s”"),
    "none": _("没有"),
    "not a proof of inclusion": _("不是入框证明"),
    "no RFC 3161 token": _("不是可信时间戳（RFC 3161）"),
    "the imprint is not the notice's, or the signer does not lead to the root given": _(
        "时间戳不是这份公告的，或者签发者不可追溯到给定的根证书"
    ),
    "no chain given that holds it and no 01-notice.tsr": _("所给的链上没有它，也没有可信时间戳"),
    "01-notice.tsr needs --tsa-root": _("有可信时间戳，但是没有给出根证书，未核对"),
    "openssl is not available": _("没有 openssl，可信时间戳未核对"),
    "number or prev also in {files}": _("编号或前一条的指纹也在：%(files)s"),
    "there is no number {number}": _("没有第 %(number)s 号"),
    "number {number}, the chain ends at {last}": _("第 %(number)s 号，所给的链只到第 %(last)s 号"),
    "{id} is {file}'s": _("%(id)s 已经是 %(file)s 的编号"),
    "of no earlier {kinds}": _("所指的不是更早的“%(kinds)s”条目"),
    "{kind} after a {other}": _("“%(other)s”之后又有“%(kind)s”"),
    "{kind} without {other} before it": _("有“%(kind)s”，之前却没有“%(other)s”"),
    "a second {kind}": _("第二个“%(kind)s”"),
    "opening of a draw that is not sealed": _("公开的抽取没有什么可揭示"),
    "{kind} of a rehearsal": _("演练不得有“%(kind)s”"),
    "{kinds}: neither by {now}": _("至今没有“%(kinds)s”"),
    "{kinds}: not before {at}": _("直到 %(at)s 才有“%(kinds)s”"),
    "{hash} is no draw that was void before": _("%(hash)s 不是此前作废的抽取"),
    "{at}: the sample cannot be computed": _("作废于 %(at)s，当时的名单无法算出"),
    "{at}: {number} thrown away: {ids}": _("作废于 %(at)s，丢弃了 %(number)s 户："),
    "{number} files in a {kind}": _("“%(kind)s”条目列了 %(number)s 个文件"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`worded`: a sentence of the reader's; else a value as the files have it. `items` are codes that follow."""

    text: str
    worded: bool
    items: tuple[str, ...] = ()

    @property
    def few(self) -> tuple[str, ...]:
        return self.items[:FEW]


def tell(template: str, params: Mapping[str, str | int]) -> Told:
    """A fault, or what a caution says more."""
    read = {name: READERS.get(name, str)(str(value)) for name, value in params.items()}
    worded = template in WORDS
    text = str(WORDS[template]) % read if worded else template.format(**read)
    if "line" in params:
        worded, text = True, str(_("第 %(number)s 行：%(text)s", number=params["line"], text=text))
    if "more" in params:
        worded, text = True, str(_("%(first)s（另有 %(count)s 处）", first=text, count=params["more"]))
    items = [item for name in ITEMS if name in params for item in ITEMS[name](str(params[name]))]
    return Told(text=text, worded=worded, items=tuple(items))


def _time(text: str) -> str:
    try:
        return second(parse_time(text))
    except Invalid:
        return text


def _kinds(text: str) -> str:
    first, *others = (labels.label(labels.ENTRIES, kind) for kind in text.split(OR))
    return str(_("%(one)s或%(other)s", one=first, other=others[0])) if others else first


def _again(text: str) -> Iterator[str]:
    """Of `<id> (<times>) …`."""
    words = text.split()
    for entity, times in zip(words[::2], words[1::2], strict=True):
        yield str(_("%(id)s（%(count)s 次）", id=entity, count=times.strip("()")))


READERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("at", "before", "made", "open_by", "previous", "seed_at"), _time),
    **dict.fromkeys(("kind", "kinds", "other"), _kinds),
    "thing": lambda text: labels.label(THINGS, text),
    "stage": lambda text: labels.label(STAGES, text),
    "stratum": labels.stratum_label,
    "strata": lambda text: listed(map(labels.stratum_label, text.split())),
    "seed_format": labels.seed_format_label,
    "error": lambda text: str(ERRORS.get(text, text)),
}
ITEMS: Mapping[str, Callable[[str], Iterable[str]]] = {"ids": str.split, "entities": _again}
