"""The addresses of meetings, a module a noun."""

from . import agenda, room, schedule

urlpatterns: list = [
    *schedule.urlpatterns,
    *agenda.urlpatterns,
    *room.urlpatterns,
]
