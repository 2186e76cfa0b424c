"""Addresses of the year's schedule, of one meeting's page, and of calendars."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>, <year:year>
from members.meetings.views import feeds, planning, schedule

MEETING = "meetings/<id:pk>/"

urlpatterns = [
    path("meetings/", schedule.meetings, name="meetings"),
    path("meetings/plan/", planning.meetings_plan, name="meetings_plan"),
    path("meetings/settings/", planning.meetings_settings, name="meetings_settings"),
    path("meetings/schedule/<year:year>.pdf", planning.meetings_pdf, name="meetings_pdf"),
    path("meetings/calendar/", feeds.meetings_calendar, name="meetings_calendar"),
    path("meetings/calendar/end/", feeds.meetings_calendar_end, name="meetings_calendar_end"),
    path("meetings/calendar/<str:token>.ics", feeds.calendar_feed, name="calendar_feed"),
    path(MEETING, schedule.meeting, name="meeting"),
    path(f"{MEETING}change/", planning.meeting_change, name="meeting_change"),
    path(f"{MEETING}cancel/", planning.meeting_cancel, name="meeting_cancel"),
    path(f"{MEETING}last/", planning.meeting_last, name="meeting_last"),
    path(f"{MEETING}meeting.ics", feeds.meeting_ics, name="meeting_ics"),
]
