"""Working days of England and Wales: weekdays that are not bank holidays.

The table of holidays takes most of a second to load, so it is loaded when
first asked for; `warm()` lets a server ask before its first visitor does.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from .periods import LONDON

_DAY = timedelta(days=1)
_announced: set[date] = set()


def announce(days: Iterable[date]) -> None:
    """Add bank holidays proclaimed after the table was published (a coronation)."""
    _announced.update(days)
    bank_holidays.cache_clear()


def forget_announced() -> None:
    _announced.clear()
    bank_holidays.cache_clear()


def warm(today: date) -> None:
    for year in (today.year - 1, today.year, today.year + 1):
        bank_holidays(year)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[date]:
    """The days off work in a year, those on weekends left out."""
    from holidays import country_holidays

    published = country_holidays("GB", subdiv="ENG", years=year)
    extra = {day for day in _announced if day.year == year}
    return frozenset(day for day in {*published, *extra} if day.year == year and day.weekday() < 5)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(day: date, n: int) -> date:
    """The nth working day after `day`; before it where n is negative; itself where n is 0.

    The day itself is never counted: 30 September 2026 and ten is 14 October.
    """
    step = _DAY if n > 0 else -_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(a: date, b: date) -> int:
    """How many working days lie after `a` up to and including `b`; negative where b is earlier.

    So `working_days_between(d, add_working_days(d, n)) == n`.
    """
    if b < a:
        return -_count(b - _DAY, a - _DAY)
    return _count(a, b)


def _count(a: date, b: date) -> int:
    weekdays = _weekdays_up_to(b) - _weekdays_up_to(a)
    off = sum(a < day <= b for year in range(a.year, b.year + 1) for day in bank_holidays(year))
    return weekdays - off


def _weekdays_up_to(day: date) -> int:
    weeks, rest = divmod(day.toordinal(), 7)  # day 1 of the calendar was a Monday
    return weeks * 5 + min(rest, 5)


def latest_circulation(meeting_day: date, clear_days: int = 5) -> date:
    """The last day on which papers go out in time (Agreement 10.5, assumption A4).

    Clear days: neither the day of sending nor the day of the meeting counts.
    """
    return add_working_days(meeting_day, -(clear_days + 1))


def day_sent(instant: datetime, *, cutoff: time = time(17, 0)) -> date:
    """The day that a sending counts for: after 17:00 in London it is the next day (A4)."""
    local = instant.astimezone(LONDON)
    return local.date() + _DAY if local.time() > cutoff else local.date()
