"""The addresses of meetings, a module a noun."""

from . import actions, agenda, decisions, papers, room, schedule

urlpatterns: list = [
    *schedule.urlpatterns,
    *agenda.urlpatterns,
    *room.urlpatterns,
    *papers.urlpatterns,
    *decisions.urlpatterns,
    *actions.urlpatterns,
]
