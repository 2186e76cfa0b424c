"""Addresses of the minutes of a meeting."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from members.meetings.views import minutes

MINUTES = "meetings/<id:pk>/minutes/"

urlpatterns = [
    path(MINUTES, minutes.meeting_minutes, name="meeting_minutes"),
    path(f"{MINUTES}begin/", minutes.minutes_begin, name="minutes_begin"),
    path(f"{MINUTES}circulate/", minutes.minutes_circulate, name="minutes_circulate"),
    path(f"{MINUTES}heading/", minutes.minutes_heading, name="minutes_heading"),
    path(f"{MINUTES}correct/", minutes.minutes_correct, name="minutes_correct"),
    path(f"{MINUTES}add/", minutes.minutes_add, name="minutes_add"),
    path(f"{MINUTES}minutes.pdf", minutes.minutes_pdf, name="minutes_pdf"),
    path(f"{MINUTES}public.pdf", minutes.minutes_public, name="minutes_public"),
    path("meetings/minutes/parts/<id:pk>/", minutes.minutes_section, name="minutes_section"),
    path(
        "meetings/minutes/corrections/<id:pk>/", minutes.correction_answer, name="correction_answer"
    ),
]
