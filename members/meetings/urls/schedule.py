"""Addresses of the year's schedule and of one meeting's page."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from members.meetings.views import schedule

MEETING = "meetings/<id:pk>/"

urlpatterns = [
    path("meetings/", schedule.meetings, name="meetings"),
    path(MEETING, schedule.meeting, name="meeting"),
]
