"""Columns as wide as their cells ask for: no code is broken, no empty column takes room, few cells need two lines."""

from collections.abc import Sequence

import pytest

from reports.fitting import fitted
from reports.fonts import Fonts
from reports.pdf.canvas import Canvas
from reports.style import MEASURE
from reports.table import DIGITS, GUTTER, HEADING, Column

COLUMNS = [
    Column(heading="序号", style=DIGITS),
    Column(heading="市场主体名称"),
    Column(heading="统一社会信用代码\n或注册号", style=DIGITS),
    Column(heading="检查结果"),
    Column(heading="备注"),
]
SHORT = ["1", "禾丰面馆（演示）", "92410212000000001X", "未发现问题", ""]


def widths(fonts: Fonts, rows: Sequence[Sequence[str]]) -> list[float]:
    return [column.share for column in fitted(Canvas(fonts), COLUMNS, rows)]


def lines(fonts: Fonts, text: str, place: int, width: float) -> int:
    return len(Canvas(fonts).lines(text, COLUMNS[place].style, width - 2 * GUTTER))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [SHORT],
        [SHORT, ["2", "河南" + "祥符" * 40, SHORT[2], "未按规定公示其他应当公示的信息；" * 3, "已责令改正"]],
        [SHORT, ["2", "Nuthouse", "X:" + "9" * 62, "A" * 100, "B"]],
    ],
)
def test_the_columns_fill_the_measure_and_hold_their_headings(fonts: Fonts, rows: list[list[str]]) -> None:
    found = widths(fonts, rows)
    assert sum(found) == pytest.approx(MEASURE)
    for column, width in zip(COLUMNS, found, strict=True):
        assert all(Canvas(fonts).width(line, HEADING) + 2 * GUTTER <= width for line in column.heading.split("\n"))
    assert widths(fonts, rows) == found


def test_a_code_is_never_broken_and_an_empty_column_takes_the_room_of_its_heading(fonts: Fonts) -> None:
    rows = [["1348", "河南" + "祥符" * number + "有限公司", SHORT[2], "发现问题已责令改正", ""] for number in range(20)]
    found = widths(fonts, rows)
    assert [lines(fonts, rows[0][place], place, found[place]) for place in (0, 2)] == [1, 1]
    assert found[4] < Canvas(fonts).width("备注", HEADING) + 2 * GUTTER + 4
    taken, even = (
        sum(lines(fonts, row[place], place, width[place]) for row in rows for place in (1, 3))
        for width in (found, [MEASURE / 5] * 5)
    )
    assert taken < 0.8 * even


def test_room_that_saves_no_line_is_shared_out(fonts: Fonts) -> None:
    one, spare = widths(fonts, [SHORT]), (MEASURE - 330) / 5
    assert min(one) > spare
    assert all(lines(fonts, text, place, one[place]) == 1 for place, text in enumerate(SHORT))
