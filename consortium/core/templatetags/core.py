"""Money, days and periods in templates: `{% load core %}`."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from consortium.core import clock, days, money, periods, workingdays

from . import look

register = template.Library()
register.filter("days_left", look.days_left)


@register.filter
def pounds(pence) -> str:
    """As in "£1,234.50", negatives in brackets; empty where there is no amount."""
    return "" if pence in (None, "") else money.format_pence(int(pence))


@register.filter
def pounds_bare(pence) -> str:
    """The same without the pound sign, for columns headed £."""
    return "" if pence in (None, "") else money.bare_pence(int(pence))


@register.filter
def day(value) -> str:
    """As in "Wed 14 October 2026", of an instant its day in London."""
    local = _local_day(value)
    return days.day_with_weekday(local) if local else ""


@register.filter
def day_plain(value) -> str:
    """As in "14 October 2026"."""
    local = _local_day(value)
    return days.long_day(local) if local else ""


@register.filter
def day_short(value) -> str:
    """As in "14 Oct 2026", for columns."""
    local = _local_day(value)
    return days.short_day(local) if local else ""


@register.filter
def daytime(value) -> str:
    """As in "Wed 14 October 2026 at 14:32", London time."""
    if not isinstance(value, datetime):
        return day(value)
    local = timezone.localtime(value, periods.LONDON)
    return f"{days.day_with_weekday(local.date())} at {local:%H:%M}"


@register.filter
def working_days_left(due, today=None) -> int:
    """Working days from today up to and including `due`; negative when it has gone by."""
    return workingdays.working_days_between(today or clock.today(), due)


@register.filter
def quarter_label(value) -> str:
    """As in "July to September 2026" of a quarter or its code."""
    return _quarter(value).label if value else ""


@register.filter
def quarter_short(value) -> str:
    """As in "Q2 2026/27" of a quarter or its code."""
    return _quarter(value).short if value else ""


@register.simple_tag
def today() -> date:
    """The domain's date."""
    return clock.today()


def _quarter(value) -> periods.Quarter:
    return value if isinstance(value, periods.Quarter) else periods.Quarter.parse(value)


def _local_day(value) -> date | None:
    if isinstance(value, datetime):
        return periods.local_date(value)
    return value if isinstance(value, date) else None
