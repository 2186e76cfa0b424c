"""Which day it is for deadlines and periods.

In production that is the day in London. A demonstration fixes the day in one
row and lets the time of day run. Audit rows, sessions and tokens take `now()`,
the real instant, always.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from .actor import Actor
from .periods import LONDON, local_date

_reading: ContextVar[dict | None] = ContextVar("one_reading", default=None)
_hidden: ContextVar[bool] = ContextVar("hidden", default=False)


def now() -> datetime:
    """The real instant, in UTC."""
    _refuse_while_hidden()
    return datetime.now(UTC)


def today() -> date:
    """The domain's date: London's, or the demonstration's own.

    Reads the database only in a demonstration, and then once per request or
    task (`one_reading`), so that every process sees a moved date at once.
    """
    _refuse_while_hidden()
    if not settings.DEMO:
        return local_date(now())
    seen = _reading.get()
    if seen is None:
        return _demo_day()
    if "day" not in seen:
        seen["day"] = _demo_day()
    return seen["day"]


def local_now() -> datetime:
    """The domain's date with the time on London's clocks now."""
    return datetime.combine(today(), now().astimezone(LONDON).time(), tzinfo=LONDON)


def is_past(day: date, *, at: time | None = None) -> bool:
    """Has a deadline gone by: the whole of `day`, or `at` on that day in London (T5)?"""
    if at is None:
        return today() > day
    local = local_now()
    return (local.date(), local.time()) > (day, at)


@contextmanager
def hidden():
    """Within it nobody learns the time: for what is put together now and used on other days."""
    mark = _hidden.set(True)
    try:
        yield
    finally:
        _hidden.reset(mark)


def _refuse_while_hidden() -> None:
    if _hidden.get():
        raise ValueError("What is kept for other days must be given the day, not ask for it")


@contextmanager
def one_reading():
    """Within it the demonstration's date is read at most once."""
    mark = _reading.set({})
    try:
        yield
    finally:
        _reading.reset(mark)


def set_today(day: date, *, by: Actor) -> None:
    """Fix the demonstration's date. Refused outside a demonstration."""
    from . import audit
    from .models import DomainClock

    _refuse_outside_demo()
    with transaction.atomic():
        before = DomainClock.objects.select_for_update().filter(id=1).first()
        clock = DomainClock.objects.update_or_create(id=1, defaults={"day": day})[0]
        was = {"day": before.day} if before else None
        audit.record("clock.moved", clock, before=was, after={"day": day}, by=by)
    _forget_reading()


def next_day(*, by: Actor) -> date:
    """Move the demonstration on by one day and say which day it is then."""
    from .models import DomainClock

    _refuse_outside_demo()
    with transaction.atomic():  # two people who press at once move it by two days
        DomainClock.objects.select_for_update().filter(id=1).first()
        day = _demo_day() + timedelta(days=1)
        set_today(day, by=by)
    return day


def _demo_day() -> date:
    from .models import DomainClock

    day = DomainClock.objects.filter(id=1).values_list("day", flat=True).first()
    return day or local_date(now())


def _forget_reading() -> None:
    seen = _reading.get()
    if seen is not None:
        seen.clear()


def _refuse_outside_demo() -> None:
    if not settings.DEMO:
        from .workflow import Refused

        raise Refused(["The date can be moved only in the demonstration"])
