"""What the clock does for each meeting, and anew when a bank holiday is announced (R93)."""

from datetime import date, timedelta

from django.db import transaction

from consortium.core import clock, due
from consortium.core.audit import kind_and_id
from consortium.core.models.due import DueItem
from consortium.core.workingdays import add_working_days
from members.meetings.facts.notice import days_of
from members.meetings.models import Meeting, MeetingSettings
from members.meetings.notices import schedule as notices
from members.meetings.states import MeetingState

CALL = "meetings.call_items"
PAPERS_SOON = "meetings.papers_soon"
PAPERS_TODAY = "meetings.papers_today"
SOON = "meetings.meeting_soon"
LOOK = "meetings.look_at_days"
KINDS = (CALL, PAPERS_SOON, PAPERS_TODAY, SOON)
ALL = ("meetings.all", "days")


def reminder_days(meeting: Meeting, settled: MeetingSettings) -> dict[str, date]:
    """The day of each reminder of a meeting."""
    days = days_of(meeting, settled)
    return {
        CALL: days.call,
        PAPERS_SOON: add_working_days(days.circulate, -3),
        PAPERS_TODAY: days.circulate,
        SOON: add_working_days(meeting.on, -1),
    }


def plan_reminders(meeting: Meeting, settled: MeetingSettings | None = None) -> None:
    """Those whose day is today or later: a date at short notice is not called for afterwards."""
    settled, today = settled or MeetingSettings.current(), clock.today()
    for kind, day in reminder_days(meeting, settled).items():
        if day >= today:
            due.plan(kind, meeting, day)
    due.plan(LOOK, ALL, today + timedelta(days=1))


def cancel_reminders(meeting: Meeting) -> None:
    due.cancel(KINDS, meeting)


@transaction.atomic
def look_at_days(*, by) -> list[Meeting]:
    """Every day: does each reminder still stand on its right day? A bank holiday that was
    announced later moves it, and the secretariat is told the new last day for papers.

    Gives the meetings whose days have moved.
    """
    settled, moved = MeetingSettings.current(), []
    rows = Meeting.objects.coming(clock.today()).filter(state=MeetingState.PLANNED)
    for meeting in rows:
        old, new = _standing(meeting), reminder_days(meeting, settled)
        wrong = {kind for kind, day in old.items() if day != new[kind]}
        if not wrong:
            continue
        due.cancel(KINDS, meeting)
        plan_reminders(meeting, settled)
        moved.append(meeting)
        notices.days_moved(meeting, days_of(meeting, settled), by=by)
    if rows.exists():
        due.plan(LOOK, ALL, clock.today() + timedelta(days=1))
    return moved


def _standing(meeting: Meeting) -> dict[str, date]:
    kind, object_id = kind_and_id(meeting)
    rows = DueItem.objects.filter(object_kind=kind, object_id=object_id, kind__in=KINDS)
    rows = rows.filter(handled_at__isnull=True, cancelled_at__isnull=True)
    return dict(rows.values_list("kind", "due_at"))
