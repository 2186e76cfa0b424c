"""When something happened that is typed from paper afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time

from members.meetings.facts import moments
from members.meetings.models import Meeting

from .room import moment_of


@contextmanager
def at_time(meeting: Meeting, at: time | None) -> Iterator[None]:
    """What verbs write down within it happened at `at` on the day of the meeting; where that is
    None, when the meeting began. `Refused` for a time before the meeting, or later than now."""
    if at is None:
        yield
        return
    with moments.typed(moment_of(meeting, at)):
        yield
