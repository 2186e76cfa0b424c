"""The addresses of meetings, a module a noun."""

from . import room, schedule

urlpatterns: list = [
    *schedule.urlpatterns,
    *room.urlpatterns,
]
