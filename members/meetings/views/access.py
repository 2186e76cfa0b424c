"""Who opens which page about meetings."""

from members.meetings.permissions import can_agree_agenda, can_plan, can_propose
from members.states import Role


def secretariat(actor) -> bool:
    """the secretariat"""
    return can_plan(actor) is None


def chair(actor) -> bool:
    """the chair"""
    return can_agree_agenda(actor) is None


def proposes(actor) -> bool:
    """a member's representative or substitute"""
    return can_propose(actor) is None


def votes(actor) -> bool:
    """a member's representative or substitute"""
    return can_propose(actor) is None


def overrides(actor) -> bool:
    """the accountable body's representative or finance officer"""
    return actor.has(Role.REPRESENTATIVE, Role.FINANCE_OFFICER) and not actor.impersonator_id


def secretariat_or_chair(actor) -> bool:
    """the secretariat and the chair"""
    return secretariat(actor) or chair(actor)


def everybody(actor) -> bool:
    """everybody who has a part in the consortium"""
    return True
