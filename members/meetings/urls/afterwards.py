"""Addresses of reports to boards, attendance and a year's votes."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>, <year:year>
from members.meetings.views import afterwards

urlpatterns = [
    path("meetings/boards/", afterwards.boards_list, name="boards"),
    path("meetings/<id:pk>/board/", afterwards.board_report, name="board_report"),
    path("meetings/<id:pk>/board/report.pdf", afterwards.board_pack, name="board_pack"),
    path("meetings/attendance/<year:year>/", afterwards.attendance, name="attendance"),
    path("meetings/attendance/<year:year>.csv", afterwards.attendance_csv, name="attendance_csv"),
    path("meetings/votes/<year:year>.json", afterwards.votes_json, name="votes_json"),
]
