"""Days as people write and read them: day, month, year, in words where it is read."""

import re
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,]+", re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_PARTS = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[ /.,-]+([0-9]{1,2}|[a-z]+)\.?[ /.,-]+([0-9]+)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]+)", re.IGNORECASE)
_NO_YEAR = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?[ /.-]+(?:[0-9]{1,2}|[a-z]+)", re.IGNORECASE)

EXAMPLE = "14 October 2026"


class DayError(ValueError):
    """A day that cannot be taken as typed; the message completes "Date paid must …"."""


def parse_day(text: str) -> date:
    """The date in "14/10/2026", "14 October 2026", "14 oct 26", "14.10.26" or "2026-10-14".

    Always day before month in figures; two figures of a year are 20xx.
    Raises `DayError`, whose message follows the name of the field.
    """
    text = _WEEKDAY.sub("", " ".join(text.split()))
    year, month, day = _parts(text)
    if len(year) not in (2, 4):
        raise DayError(f"have a year of four figures, like {EXAMPLE}")
    number = int(year) + 2000 if len(year) == 2 else int(year)
    if not 1900 <= number <= 2199:
        raise DayError("have a year between 1900 and 2199")
    return _real_date(number, _month(month), int(day))


def _parts(text: str) -> tuple[str, str, str]:
    """Year, month, day as typed."""
    if found := _ISO.fullmatch(text):
        return found[1], found[2], found[3]
    if found := _PARTS.fullmatch(text):
        return found[3], found[2], found[1]
    if found := _MONTH_FIRST.fullmatch(text):
        return found[3], found[1], found[2]
    if _NO_YEAR.fullmatch(text):
        raise DayError(f"include a year, like {EXAMPLE}")
    raise DayError(f"be a date, like {EXAMPLE}")


def _month(text: str) -> int:
    if text.isdigit():
        if not 1 <= int(text) <= 12:
            raise DayError(f"be written day, month, year, like {EXAMPLE}")
        return int(text)
    for number, name in enumerate(MONTHS, 1):
        if len(text) >= 3 and name.lower().startswith(text.lower()):
            return number
    raise DayError(f"have a month from January to December, like {EXAMPLE}")


def _real_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        typed = f"{day} {MONTHS[month - 1]} {year}"
        raise DayError(f"be a day that exists: there is no {typed}") from None


def long_day(day: date) -> str:
    """As in "14 October 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_with_weekday(day: date) -> str:
    """As in "Wed 14 October 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {long_day(day)}"


def short_day(day: date) -> str:
    """As in "14 Oct 2026", for columns."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def day_range(first: date, last: date) -> str:
    """As in "1 July to 30 September 2026"; the year is said once where it is the same."""
    start = long_day(first) if first.year != last.year else long_day(first).rsplit(" ", 1)[0]
    return f"{start} to {long_day(last)}"
