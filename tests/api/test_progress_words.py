"""How far a step is, in both languages: on a terminal's bar, in the list of jobs."""

import io
from datetime import timedelta

import pytest

from api.cli.console import Console
from api.jobs.kinds import STEPS, UNITS, unit_of_step
from api.progress_words import COUNTED, reached, time_left
from api.words import SOURCE, words_for
from sampler.progress import Unit

CHINESE, ENGLISH = words_for(SOURCE), words_for("en")


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("unit", "chinese", "english"),
    [
        (Unit.BYTES, "1.2 KB，共 3 MB", "1.2 KB of 3 MB"),
        (Unit.ROWS, "1,200 行，共 3,145,728 行", "1,200 of 3,145,728 rows"),
        (Unit.PACKETS, "1,200 份任务单，共 3,145,728 份", "1,200 of 3,145,728 packets"),
        (Unit.STEPS, "1,200 步，共 3,145,728 步", "1,200 of 3,145,728 steps"),
    ],
)
def test_done_and_total_are_told_in_their_unit(unit: Unit, chinese: str, english: str) -> None:
    assert [reached(1200, 3_145_728, unit, words) for words in (CHINESE, ENGLISH)] == [chinese, english]


def test_every_unit_has_words_and_only_steps_have_units() -> None:
    assert COUNTED.keys() == set(Unit)
    assert STEPS.keys() >= UNITS.keys()
    assert unit_of_step("") is Unit.STEPS


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (0.2, "还需 1 秒", "1 s left"),
        (8, "还需 8 秒", "8 s left"),
        (59.7, "还需 1 分 0 秒", "1 min 0 s left"),
        (7322, "还需 2 小时 2 分", "2 h 2 min left"),
    ],
)
def test_the_time_left(seconds: float, chinese: str, english: str) -> None:
    assert [time_left(timedelta(seconds=seconds), words) for words in (CHINESE, ENGLISH)] == [chinese, english]


def test_the_bar_of_a_terminal_tells_done_total_and_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    err = Tty()
    console = Console(words=CHINESE, out=io.StringIO(), err=err)
    with console.progress("读取名录库") as step:
        step(1_048_576, 2_097_152, Unit.BYTES)
    assert "1 MB，共 2 MB  50.0%" in err.getvalue()
