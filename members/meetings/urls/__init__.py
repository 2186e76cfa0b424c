"""The addresses of meetings, a module a noun."""

from . import schedule

urlpatterns: list = [
    *schedule.urlpatterns,
]
