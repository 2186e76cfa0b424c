"""What the clock on the wall of the meeting says."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, time

from django.conf import settings

from consortium.core import clock
from consortium.core.periods import LONDON
from members.meetings.models import Meeting

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The instant, in UTC; in a demonstration the time that runs, on the demonstration's day."""
    told = _told.get()
    if told is not None:
        return told.astimezone(UTC)
    return clock.local_now().astimezone(UTC) if settings.DEMO else clock.now()


@contextmanager
def told(moment: datetime) -> Iterator[None]:
    """Within it the clock stands at `moment`: for a demonstration that tells of a past day."""
    if not settings.DEMO:
        raise ValueError("The clock is moved only in the demonstration")
    mark = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(mark)


def on_the_day(meeting: Meeting, at: time) -> datetime:
    """A time of day as it was typed, on the day of the meeting in London."""
    return datetime.combine(meeting.on, at, tzinfo=LONDON).astimezone(UTC)


def of(meeting: Meeting) -> datetime:
    """Now; of a meeting that is typed from paper its beginning, as nobody knows better."""
    return meeting.began_at if meeting.from_paper else now()
