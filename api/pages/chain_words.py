"""What `sampler/verify.py` expects and finds, in the reader's language: its phrases are English, its times UTC.

Only what the checker says itself is turned into words; ids, hashes, names and lines of files stay as they stand there.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from errno import EACCES, EIO, ELOOP, ENOENT, ENOTDIR

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from api.pages import labels
from api.pages.filters import listed, second
from sampler.errors import Invalid
from sampler.seed import parse_time

HOLDS = "holds"
COMPARED = re.compile("place|salt|.*_recomputed")  # rules whose two sides are told, and not only what is wrong
FEW = 5  # codes in sight
KIND = "|".join(labels.ENTRIES)
TIME = "[0-9]{4}-[^ ,:]+:[^ ,:]+:[^ ,:]+Z"

THINGS: labels.Labels = {"file": _("文件"), "folder": _("文件夹"), "link": _("链接")}
STAGES: labels.Labels = {"frozen": _("锁定"), "ceremony": _("摇号"), "sealed": _("密封"), "drawn": _("抽取")}

PHRASES: Mapping[str, LazyString] = {
    "missing": _("没有这个文件"),
    r"missing at stage (?P<stage>\w+)": _("没有这个文件，而存档已经到了“%(stage)s”这一步"),
    "missing after the opening": _("揭示以后仍没有这个文件"),
    "not a file of SSJ1": _("规则里没有这种文件"),
    f"not a file of an? (?P<kind>{KIND})": _("“%(kind)s”条目不带这种文件"),
    "an? (?P<thing>file|folder|link)": _("是%(thing)s"),
    "an? (?P<thing>file|folder|link), not the folder of a number": _("是%(thing)s，不是以编号为名的文件夹"),
    f"an? (?P<kind>{KIND}) lies in the folder of its draw": _("“%(kind)s”条目应当放在那次抽取自己的文件夹里"),
    "(?P<raw>.+): changed while it was checked": _("%(raw)s 在核验当中被改动"),
    "cannot be read": _("不能读取"),
    os.strerror(EACCES): _("没有读取的权限"),
    os.strerror(ENOENT): _("没有这个文件夹或文件"),
    os.strerror(ENOTDIR): _("不是文件夹"),
    os.strerror(EIO): _("磁盘读取出错"),
    os.strerror(ELOOP): _("链接绕成了圈"),
    "begins with a byte order mark": _("文件开头有字节次序标记（BOM）"),
    "not UTF-8": _("不是 UTF-8 编码"),
    r"(?P<raw>U\+[0-9A-F]+) does not belong here": _("有不该有的字符 %(raw)s"),
    "does not end with LF": _("文件末尾没有换行"),
    "(?P<number>[0-9]+) fields, not (?P<other>[0-9]+)": _("有 %(number)s 栏，应为 %(other)s 栏"),
    "malformed: (?P<raw>.*)": _("写法不对：%(raw)s"),
    "not sorted": _("没有按次序排列"),
    "stands twice: (?P<raw>.*)": _("重复：%(raw)s"),
    "not in the order of the replaced": _("没有按被代替者的次序排列"),
    "not empty": _("不是空文件"),
    "last line: (?P<raw>.*)": _("最后一行是：%(raw)s"),
    "number=(?P<number>[0-9]+) with prev=(?P<raw>.*)": _("编号为 %(number)s，前一条的指纹却是 %(raw)s"),
    "salt_sha256=(?P<raw>[^ ]*) open_by=(?P<other_time>.*)": _(
        "盐的指纹（salt_sha256）为“%(raw)s”，揭示期限（open_by）为“%(other_time)s”"
    ),
    f"at (?P<time>{TIME}) is before (?P<other_time>{TIME})": _("条目的时间 %(time)s 早于 %(other_time)s"),
    f"at (?P<time>{TIME}), seed_at (?P<other_time>{TIME})": _("公告的时间 %(time)s，摇号时间 %(other_time)s"),
    f"made at (?P<time>{TIME}), seed_at (?P<other_time>{TIME})": _("时间戳 %(time)s，摇号时间 %(other_time)s"),
    f"(?P<time>{TIME}) after (?P<other_time>{TIME})": _("时间是 %(time)s，前一条却是 %(other_time)s"),
    "number (?P<number>[0-9]+)": _("第 %(number)s 号"),
    "number (?P<number>[0-9]+) after number (?P<other>[0-9]+)": _("第 %(number)s 号排在第 %(other)s 号之后"),
    "prev of number (?P<number>[0-9]+) after number (?P<other>[0-9]+)": _(
        "第 %(number)s 号写着第 %(other)s 号的指纹，两条却不相邻"
    ),
    "round (?P<number>[0-9]+) is made at (?P<since>[0-9]+) s after 1970": _(
        "第 %(number)s 轮产生于 1970 年起的第 %(since)s 秒"
    ),
    "(?P<raw>.+) stands in the frame": _("%(raw)s 也在抽样框里"),
    "(?P<raw>.+): unknown": _("不在册：%(raw)s"),
    "(?P<raw>.+): (?P<number>[0-9]+) eligible": _("%(raw)s 只有 %(number)s 人可选"),
    "(?P<number>[0-9]+) of (?P<other>[0-9]+) in the frame": _("抽样框 %(other)s 户里有 %(number)s 户"),
    "the hash of no salt: (?P<raw>.*)": _("不是盐值：%(raw)s"),
    "(?P<raw>.+) is not (?P<format>digits:[0-9]+|drand:.+|rehearsal)": _("%(raw)s 不是%(format)s"),
    "(?P<raw>.+) was not drawn": _("%(raw)s 没有被抽中"),
    "(?P<raw>.+) is replaced already": _("%(raw)s 已经被代替"),
    "(?P<raw>.+) is no reason of the notice": _("公告没有写“%(raw)s”这个递补原因"),
    "(?P<stratum>[a-z]+(/[^ ]+)*) is used up": _("%(stratum)s 这一层已经没有可以递补的"),
    "(?P<raw>[^ ]+) is not in the team of (?P<other>[^ ]+)": _("%(raw)s 不在 %(other)s 的检查人员里"),
    "nobody is left": _("已经没有可以改派的人"),
    "a change": _("至少一处变更"),
    "none": _("没有"),
    "only (?P<number>[0-9]+) lines": _("只有 %(number)s 行"),
    "no RFC 3161 token": _("不是可信时间戳（RFC 3161）"),
    "the imprint is not the notice's, or the signer does not lead to the root given": _(
        "时间戳不是这份公告的，或者签发者不可追溯到给定的根证书"
    ),
    "no chain given that holds it and no 01-notice.tsr": _("所给的链上没有它，也没有可信时间戳"),
    "01-notice.tsr needs --tsa-root": _("有可信时间戳，但是没有给出根证书，未核对"),
    "openssl is not available": _("没有 openssl，可信时间戳未核对"),
    "number or prev also in (?P<raw>.*)": _("编号或前一条的指纹也在：%(raw)s"),
    "there is no number (?P<number>[0-9]+)": _("没有第 %(number)s 号"),
    "number (?P<number>[0-9]+), the chain ends at (?P<other>[0-9]+)": _(
        "第 %(number)s 号，所给的链只到第 %(other)s 号"
    ),
    "(?P<raw>[^ ]+) is (?P<other>.+)'s": _("%(raw)s 已经是 %(other)s 的编号"),
    f"of no earlier (?P<kinds>({KIND})( or ({KIND}))*)": _("所指的不是更早的“%(kinds)s”条目"),
    f"(?P<kind>{KIND}) after a (?P<other_kind>{KIND})": _("“%(other_kind)s”之后又有“%(kind)s”"),
    f"(?P<kind>{KIND}) without (?P<other_kind>{KIND}) before it": _("有“%(kind)s”，之前却没有“%(other_kind)s”"),
    f"a second (?P<kind>{KIND})": _("第二个“%(kind)s”"),
    "opening of a draw that is not sealed": _("公开的抽取没有什么可揭示"),
    f"(?P<kind>{KIND}) of a rehearsal": _("演练不得有“%(kind)s”"),
    f"(?P<kinds>({KIND})( or ({KIND}))*): neither by (?P<time>{TIME})": _("到 %(time)s 还没有“%(kinds)s”"),
    f"(?P<kinds>({KIND})( or ({KIND}))*): not before (?P<time>{TIME})": _("直到 %(time)s 才有“%(kinds)s”"),
    "(?P<raw>[0-9a-f]{64}) is no draw that was void before": _("%(raw)s 不是此前作废的抽取"),
    f"(?P<time>{TIME}): the sample cannot be computed": _("作废于 %(time)s，当时的名单无法算出"),
    f"(?P<time>{TIME}): (?P<number>[0-9]+) thrown away: (?P<ids>.*)": _("作废于 %(time)s，丢弃了 %(number)s 户："),
    f"(?P<number>[0-9]+) files in an? (?P<kind>{KIND})": _("“%(kind)s”条目列了 %(number)s 个文件"),
}
KNOWN = tuple((re.compile(pattern), sentence) for pattern, sentence in PHRASES.items())
LINE = re.compile("line ([0-9]+): (.*)")
MORE = re.compile(r"(.*) \(and ([0-9]+) more\)")
AGAIN = re.compile(r"([^ ]+) \(([0-9]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`worded`: a sentence of the reader's; else a value as the files have it. `items` are codes that follow."""

    text: str
    worded: bool
    items: tuple[str, ...] = ()

    @property
    def few(self) -> tuple[str, ...]:
        return self.items[:FEW]


def tell_value(rule: str, expected: str, value: str) -> Told:
    """One side of a check; a value that two sides share no sentence about stays as it is."""
    if expected == HOLDS or COMPARED.fullmatch(rule):
        return _told(value)
    return Told(text=value, worded=False)


def tell_detail(caution: str, detail: str) -> Told:
    """What a caution says more."""
    if caution == "not_by_chance":
        return Told(text=listed(map(labels.stratum_label, detail.split())), worded=True)
    if caution == "reassigned_again":
        pairs = (str(_("%(id)s（%(count)s 次）", id=id_, count=count)) for id_, count in AGAIN.findall(detail))
        return Told(text="", worded=True, items=tuple(pairs))
    return _told(detail)


def _told(text: str) -> Told:
    if more := MORE.fullmatch(text):
        first = _told(more[1])
        return Told(text=str(_("%(first)s（另有 %(count)s 处）", first=first.text, count=more[2])), worded=True)
    if line := LINE.fullmatch(text):
        return Told(text=str(_("第 %(number)s 行：%(text)s", number=line[1], text=_told(line[2]).text)), worded=True)
    for pattern, sentence in KNOWN:
        if found := pattern.fullmatch(text):
            read = {name: READERS.get(name.rpartition("_")[2], str)(part) for name, part in found.groupdict().items()}
            return Told(text=str(sentence) % read, worded=True, items=tuple(found.groupdict().get("ids", "").split()))
    return Told(text=text, worded=False)


def _time(text: str) -> str:
    try:
        return second(parse_time(text))
    except Invalid:
        return text


def _kinds(text: str) -> str:
    first, *others = (labels.label(labels.ENTRIES, kind) for kind in text.split(" or "))
    return str(_("%(one)s或%(other)s", one=first, other=others[0])) if others else first


READERS: Mapping[str, Callable[[str], str]] = {
    "time": _time,
    "kind": _kinds,
    "kinds": _kinds,
    "thing": lambda text: labels.label(THINGS, text),
    "stage": lambda text: labels.label(STAGES, text),
    "stratum": labels.stratum_label,
    "format": labels.seed_format_label,
}
