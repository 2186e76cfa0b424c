"""Addresses of the room on the day."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from members.meetings.views import room

ROOM = "meetings/<id:pk>/room/"

urlpatterns = [
    path(ROOM, room.meeting_room, name="meeting_room"),
    path(f"{ROOM}pulse/", room.meeting_room_pulse, name="meeting_room_pulse"),
    path(f"{ROOM}sheet.pdf", room.meeting_sheet, name="meeting_sheet"),
    path(f"{ROOM}<slug:act>/", room.meeting_room_act, name="meeting_room_act"),
]
