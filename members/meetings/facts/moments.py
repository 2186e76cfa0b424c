"""What the clock on the wall of the meeting says."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, time

from django.conf import settings

from consortium.core import clock
from consortium.core.periods import LONDON
from consortium.core.workflow import Refused
from members.meetings.models import Meeting

_told: ContextVar[datetime | None] = ContextVar("told", default=None)
_typed: ContextVar[datetime | None] = ContextVar("typed", default=None)


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


@contextmanager
def typed(moment: datetime) -> Iterator[None]:
    """Within it what is typed from paper happened at `moment`, as the typist says."""
    mark = _typed.set(moment)
    try:
        yield
    finally:
        _typed.reset(mark)


def of(meeting: Meeting, *, since: datetime | None = None) -> datetime:
    """Now; of a meeting that is typed from paper the time that was typed, else its beginning.

    `since`: what this follows, as a close its opening. Without a time it is taken to be at the
    same moment; `Refused` where a time was typed that is before it.
    """
    if not meeting.from_paper:
        return now()
    given = _typed.get()
    if given is None:
        return max(meeting.began_at, since or meeting.began_at)
    if since is not None and given < since:
        raise Refused(f"This came after {since.astimezone(LONDON):%H:%M}. Enter a later time.")
    return given


def typed_of(meeting: Meeting, moment: datetime) -> str:
    """The time of day for a record, as in "14:05"; empty where nobody typed one."""
    if meeting.from_paper and moment == meeting.began_at:
        return ""
    return f"{moment.astimezone(LONDON):%H:%M}"
