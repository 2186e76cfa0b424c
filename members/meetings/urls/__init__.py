"""The addresses of meetings, a module a noun."""

from . import (
    actions,
    afterwards,
    agenda,
    decisions,
    elections,
    minutes,
    papers,
    room,
    schedule,
    written,
)

urlpatterns: list = [
    *schedule.urlpatterns,
    *agenda.urlpatterns,
    *room.urlpatterns,
    *papers.urlpatterns,
    *decisions.urlpatterns,
    *written.urlpatterns,
    *elections.urlpatterns,
    *actions.urlpatterns,
    *minutes.urlpatterns,
    *afterwards.urlpatterns,
]
