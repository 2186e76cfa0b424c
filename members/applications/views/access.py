"""Who opens which page about applications."""

from django.shortcuts import get_object_or_404

from members.applications.models import Application
from members.applications.permissions import SPEAKS, can_handle
from members.states import Role


def secretariat(actor) -> bool:
    """the secretariat"""
    return can_handle(actor) is None


def speaks(actor) -> bool:
    """a member's representative"""
    return actor.has(*SPEAKS)


def chairs(actor) -> bool:
    """the chairperson"""
    return actor.has(Role.CHAIR)


def may_put_to_meeting(actor) -> bool:
    """the secretariat or the chairperson"""
    return actor.has(Role.CHAIR, Role.SECRETARIAT)


def own(request, pk: int) -> Application:
    """An application that this person may read; any other is 404 (X1)."""
    return get_object_or_404(
        Application.objects.visible_to(request.actor).select_related("organisation"), pk=pk
    )
