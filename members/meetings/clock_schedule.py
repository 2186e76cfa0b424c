"""The clock's doors of schedule and agenda: calls, reminders, the year's end."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import handles
from consortium.core.periods import FinancialYear

from .actions import last, proposals, reminders, taken
from .facts.notice import days_of
from .models import Meeting
from .notices import schedule as notices
from .states import MeetingState


def _planned(item) -> Meeting | None:
    found = Meeting.objects.filter(pk=item.object_id, state=MeetingState.PLANNED).first()
    return found if found and found.on >= clock.today() else None


@handles(reminders.CALL)
def call_for_items(item, late: bool) -> None:
    meeting = _planned(item)
    if meeting:
        taken.take_all(meeting, by=SYSTEM)
        proposals.call_for_items(meeting, by=SYSTEM)


@handles(reminders.PAPERS_SOON, coalesce=True)
def remind_of_papers(item, late: bool) -> None:
    meeting = _planned(item)
    if meeting and meeting.circulated_on is None:
        notices.papers_soon(meeting, days_of(meeting).circulate, by=SYSTEM)


@handles(reminders.PAPERS_TODAY, coalesce=True)
def remind_on_the_last_day(item, late: bool) -> None:
    remind_of_papers(item, late)


@handles(reminders.SOON)
def remind_of_the_meeting(item, late: bool) -> None:
    meeting = _planned(item)
    if meeting:
        notices.meeting_soon(meeting, by=SYSTEM)


@handles(reminders.LOOK)
def look_at_days(item, late: bool) -> None:
    reminders.look_at_days(by=SYSTEM)


@handles(last.YEAR_OVER)
def end_of_the_year(item, late: bool) -> None:
    """1 April: what the last meeting has not settled; and the next year has its own end."""
    last.year_over(item.object_id, by=SYSTEM)
    last.plan_year(FinancialYear.parse(item.object_id).next().label)


@handles(last.SCHEDULE)
def ask_for_the_schedule(item, late: bool) -> None:
    _schedule(item, late=False)


@handles(last.SCHEDULE_LATE)
def chase_the_schedule(item, late: bool) -> None:
    _schedule(item, late=True)


def _schedule(item, *, late: bool) -> None:
    """Nothing is said once a date of the next year is out."""
    year = FinancialYear.parse(item.object_id)
    following = year.next().label
    if not Meeting.objects.standing().of_year(following).exists():
        notices.schedule_wanted(following, last.schedule_by(year), late=late, by=SYSTEM)
