"""Dates and divisions, as people write them."""

import pytest

from sampler.registry.words import day_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2012-07-17", "2012-07-17"),
        ("2012-7-1", "2012-07-01"),
        ("2012/07/17", "2012-07-17"),
        ("2012.7.17", "2012-07-17"),
        ("2012年07月17日", "2012-07-17"),
        ("20120717", "2012-07-17"),
        ("2012-07-17 00:00:00", "2012-07-17"),
        ("2012-07-17T08:00:00+08:00", "2012-07-17"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("2012-13-01", None),
        ("0000-00-00", None),
        ("41107", None),
        ("2012717", None),
        ("201211", None),
        ("长期", None),
        ("", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert day_of(text) == day
