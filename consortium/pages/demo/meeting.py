"""Meetings of the year: held on time, late, without a quorum, in preparation, and the last one.

Here stands the frame: the year's dates. What happened at each is told beside it.
"""

from datetime import date, time

from members.meetings.actions import schedule
from members.meetings.actions.schedule import Plan
from members.meetings.models import Meeting

from . import office
from .cast import acting
from .facts import read

SECRETARY = "ruth_okafor"


def published() -> None:
    """On the first day of the story: the dates of 2026/27."""
    office.on(date(2026, 4, 1))
    rows = read("meetings")["schedule"]
    plans = [
        Plan(
            on=date.fromisoformat(each["on"]),
            starts_at=time.fromisoformat(each["starts_at"]),
            ends_at=time.fromisoformat(each["ends_at"]),
            place=each["place"],
            link=each["link"],
            access=each["access"],
        )
        for each in rows
    ]
    schedule.plan_meetings(plans, by=acting(SECRETARY))


def meeting_on(day: date) -> Meeting:
    return Meeting.objects.get(on=day)
