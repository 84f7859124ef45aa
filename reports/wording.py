"""How papers say days, moments, figures, kinds and strata. `words` translates; Chinese is what it translates from."""

from collections.abc import Callable
from datetime import date, datetime

from sampler.day import CHINA
from sampler.entity import Kind

Words = Callable[[str], str]


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
