"""Who opens which page about working together."""

from consortium.core import clock
from members.offices import accountable_body_id_on
from members.states import Role
from members.working.models import ChairNote, Dispute
from members.working.permissions import can_keep_groups, can_write_notes, side_of


def parties(actor) -> bool:
    """the chair, or who speaks for the members without one, and the body's representative"""
    if actor.impersonator_id or not actor.has(Role.CHAIR, Role.REPRESENTATIVE):
        return False
    return side_of(actor, accountable_body_id_on(clock.today())) is not None or _once_party(actor)


def reads_disputes(actor) -> bool:
    """the two sides and the auditor"""
    return parties(actor) or (actor.has(Role.AUDITOR) and not actor.impersonator_id)


def _once_party(actor) -> bool:
    """The representative of a body that was accountable when a dispute began."""
    return Dispute.objects.visible_to(actor).exists()


def chair(actor) -> bool:
    """the chair"""
    return can_write_notes(actor) is None


def reads_notes(actor) -> bool:
    """the chair, who wrote notes as chair before, and whom the chair named"""
    return chair(actor) or ChairNote.objects.visible_to(actor).exists()


def secretariat(actor) -> bool:
    """the secretariat"""
    return can_keep_groups(actor) is None
