"""Who opens which page about the agreement."""

from django.shortcuts import get_object_or_404

from members.agreement.models import Agreement
from members.agreement.permissions import (
    ANSWERS,
    can_acknowledge,
    can_ask,
    can_commit,
    can_keep,
    can_sign,
)
from members.states import Role


def secretariat(actor) -> bool:
    """the secretariat"""
    return can_keep(actor) is None


def signs(actor) -> bool:
    """a member's representative"""
    return can_sign(actor) is None


def acknowledges(actor) -> bool:
    """a member's representative"""
    return can_acknowledge(actor) is None


def asks(actor) -> bool:
    """the secretariat or the strategic development officer"""
    return can_ask(actor) is None


def commits(actor) -> bool:
    """a member's representative, the secretariat or the strategic development officer"""
    return can_commit(actor) is None


def answers_requests(actor) -> bool:
    """a member's representative or information officer"""
    return actor.has(*ANSWERS) and not actor.impersonator_id


def reads_requests(actor) -> bool:
    """a member's people, the secretariat, the strategic development officer or the auditor"""
    return actor.has(
        *ANSWERS,
        Role.SUBSTITUTE,
        Role.CLAIMS_PERSON,
        Role.SECRETARIAT,
        Role.STRATEGIC_OFFICER,
        Role.AUDITOR,
    )


def may_read_scans(actor) -> bool:
    """a member's own people, the secretariat, the chair or the auditor"""
    return actor.organisation_id is not None or actor.has(Role.AUDITOR)


def seen(request, pk: int) -> Agreement:
    """A version that this person may read; any other is 404 (X1)."""
    found = Agreement.objects.visible_to(request.actor).select_related("based_on")
    return get_object_or_404(found, pk=pk)
