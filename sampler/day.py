"""The day of a moment. Records hold UTC; days that are published or checked are China's, not Greenwich's."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def day_in_china(moment: datetime) -> date:
    """The calendar day in China at a moment that knows its zone.

    >>> day_in_china(datetime.fromisoformat("2026-11-24T16:30:00Z"))
    datetime.date(2026, 11, 25)
    """
    return moment.astimezone(CHINA).date()
