"""How papers say days, moments, figures, kinds and strata. `words` translates; Chinese is what it translates from."""

from collections.abc import Callable
from datetime import date, datetime

from sampler.day import CHINA
from sampler.entity import Kind

Words = Callable[[str], str]

REASONS = {  # the words of a registry's status that keep an entity out of a frame, as a reader is told them
    "注销": "已注销",
    "吊销": "营业执照被吊销",
    "撤销": "登记被撤销",
    "迁出": "已迁出",
    "停业": "已停业",
    "其他类型": "其他类型的主体",
}


def in_words(day: date, words: Words) -> str:
    """A date as official papers write it.

    >>> in_words(date(2026, 1, 5), str)
    '2026年1月5日'
    """
    return words("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def beijing_time(moment: datetime, words: Words) -> str:
    """A moment in the time of the place, to the minute; with seconds where there are some.

    >>> beijing_time(datetime.fromisoformat("2026-11-24T02:00:00Z"), str)
    '2026年11月24日10:00（北京时间）'
    """
    local = moment.astimezone(CHINA)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return in_words(local.date(), words) + words("%s（北京时间）") % clock


def beijing_clock(moment: datetime) -> str:
    """A moment in the time of the place, to the second, short enough for a table.

    >>> beijing_clock(datetime.fromisoformat("2026-11-24T02:10:05Z"))
    '2026-11-24 10:10:05'
    """
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def format_in_words(seed_format: str, words: Words) -> str:
    """How a public value is written; in which order the source says.

    >>> format_in_words("digits:20", str)
    '20 位十进制数字，书写次序见来源'
    """
    form, _, rest = seed_format.partition(":")
    if form == "digits":
        return words("%s 位十进制数字，书写次序见来源") % rest
    if form == "drand":
        chain, _, number = rest.rpartition(":")
        return words("drand 公共随机信标第 %(round)s 轮，链 %(chain)s") % {"round": number, "chain": chain}
    return words("演练值")


def count(number: int) -> str:
    """A figure in a table or on a card: 44,932."""
    return f"{number:,}"


def percent(part: int, whole: int) -> str:
    """A share to one decimal, rounded half up in integers.

    >>> percent(1, 8), percent(0, 0)
    ('12.5%', '0.0%')
    """
    tenths = (part * 2000 + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10}.{tenths % 10}%"


def kind_words(words: Words) -> dict[Kind, str]:
    return {
        Kind.ENTERPRISE: words("企业"),
        Kind.INDIVIDUAL: words("个体工商户"),
        Kind.COOPERATIVE: words("农民专业合作社"),
        Kind.OTHER: words("其他"),
    }


def stratum_label(name: str, label: str, words: Words) -> str:
    """The stratum in words: its label, else its kind in words and the rest as it is.

    >>> stratum_label("enterprise/unrated", "", str)
    '企业/未评级'
    """
    kind, slash, rest = name.partition("/")
    known = {str(k): word for k, word in kind_words(words).items()}
    return label or known.get(kind, kind) + slash + rest.replace("unrated", words("未评级"))


def reason_in_words(reason: str, words: Words) -> str:
    """Why entities are kept out of the frame: the record's own word, behind the reader's where that is another.

    >>> reason_in_words("吊销", {"营业执照被吊销": "Licence revoked"}.get), reason_in_words("吊销", str)
    ('Licence revoked (吊销)', '吊销')
    """
    msgid = REASONS.get(reason, reason)
    told = words(msgid)
    return reason if told == msgid else f"{told} ({reason})"
