"""Addresses of what is to be done after meetings."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from members.meetings.views import actions

ACTIONS = "meetings/actions/"
ONE = f"{ACTIONS}<id:pk>/"

urlpatterns = [
    path(ACTIONS, actions.actions, name="actions"),
    path("meetings/<id:pk>/actions/new/", actions.action_new, name="action_new"),
    path(ONE, actions.action, name="action"),
    path(f"{ONE}change/", actions.action_change, name="action_change"),
    path(f"{ONE}done/", actions.action_done, name="action_done"),
    path(f"{ONE}drop/", actions.action_drop, name="action_drop"),
    path(f"{ONE}file/", actions.action_file, name="action_file"),
]
