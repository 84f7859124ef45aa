"""How far a long step is, for people: done and total in their unit, and the time left."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol

from api.code_words import filesize
from api.words import Words, _
from sampler.progress import Unit

COUNTED: Mapping[Unit, str] = MappingProxyType(
    {
        Unit.BYTES: _("{done}，共 {total}"),
        Unit.ROWS: _("{done} 行，共 {total} 行"),
        Unit.PACKETS: _("{done} 份任务单，共 {total} 份"),
        Unit.STEPS: _("{done} 步，共 {total} 步"),
    }
)


class Step(Protocol):
    """A step of a command tells how far it is, and what it counts."""

    def __call__(self, done: int, total: int, unit: Unit = Unit.STEPS) -> None: ...


def reached(done: int, total: int, unit: Unit, words: Words) -> str:
    """Done and total.

    >>> reached(1_048_576, 2_202_009, Unit.BYTES, str), reached(1200, 3000, Unit.ROWS, str)
    ('1 MB，共 2.1 MB', '1,200 行，共 3,000 行')
    """
    write = filesize if unit is Unit.BYTES else "{:,}".format
    return words(COUNTED[unit]).format(done=write(done), total=write(total))


def time_left(left: timedelta, words: Words) -> str:
    """To the second, beyond an hour to the minute; what is left is never nothing.

    >>> [time_left(timedelta(seconds=count), str) for count in (0.2, 68, 7322)]
    ['还需 1 秒', '还需 1 分 8 秒', '还需 2 小时 2 分']
    """
    minutes, seconds = divmod(max(1, round(left.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return words(_("还需 {hours} 小时 {minutes} 分")).format(hours=hours, minutes=minutes)
    if minutes:
        return words(_("还需 {minutes} 分 {seconds} 秒")).format(minutes=minutes, seconds=seconds)
    return words(_("还需 {seconds} 秒")).format(seconds=seconds)
