"""Addresses of decisions in writing, between meetings."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from members.meetings.views import written, written_links

WRITTEN = "meetings/written/"
ONE = f"{WRITTEN}<id:pk>/"
LINK = f"{WRITTEN}answer/<str:token>/"

urlpatterns = [
    path(WRITTEN, written.written_decisions, name="written_decisions"),
    path(f"{WRITTEN}new/", written.written_new, name="written_new"),
    path("meetings/settings/written/", written.written_settings, name="written_settings"),
    path(ONE, written.written, name="written"),
    path(f"{ONE}file/", written.written_file, name="written_file"),
    path(f"{ONE}answer/", written.written_answer, name="written_answer"),
    path(f"{ONE}enter/", written.written_enter, name="written_enter"),
    path(f"{ONE}remind/", written.written_remind, name="written_remind"),
    path(f"{ONE}close/", written.written_close, name="written_close"),
    path(f"{ONE}withdraw/", written.written_withdraw, name="written_withdraw"),
    path(LINK, written_links.written_by_link, name="written_by_link"),
    path(f"{LINK}file/", written_links.written_link_file, name="written_link_file"),
]
