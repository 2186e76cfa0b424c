"""Who may do what about the roll: each answer is None, or the reason why not."""

from consortium.core.actor import Actor
from members.roll.states import KEEPERS, NAMED_BY_MEMBER
from members.states import OFFICE_ROLES, Role

LOOKS = "Someone who looks through another's eyes can change nothing."
OFFICE = "Only the secretariat can do this."


def office(actor: Actor) -> str | None:
    """The secretariat acts for the consortium (10.2)."""
    if actor.is_system:
        return None
    if actor.impersonator_id:
        return LOOKS
    return None if actor.has(Role.SECRETARIAT) else OFFICE


def is_own(actor: Actor, organisation_id: int, *roles: str) -> bool:
    """Does the actor stand for this organisation, in one of these roles?"""
    return actor.organisation_id == organisation_id and actor.has(*roles)


def can_change_profile(actor: Actor, organisation_id: int) -> str | None:
    """An organisation's own people, and the secretariat for those who do not use the site."""
    if is_own(actor, organisation_id, *KEEPERS) and not actor.impersonator_id:
        return None
    return office(actor)


def can_name(actor: Actor, organisation_id: int, role: str) -> str | None:
    """The representative names the member's substitutes and information officers (7.2)."""
    if role not in NAMED_BY_MEMBER:
        return "The secretariat gives this role."
    if is_own(actor, organisation_id, Role.REPRESENTATIVE):
        return LOOKS if actor.impersonator_id else None
    return office(actor)


def can_receive(actor: Actor) -> str | None:
    """A resignation comes to the secretariat or to other members (5.6, A12)."""
    if not actor.has(*OFFICE_ROLES, Role.REPRESENTATIVE, Role.CHAIR):
        return "A resignation is recorded by the office or by a member's representative."
    return LOOKS if actor.impersonator_id else None


def can_read_resignation(actor: Actor, resignation) -> bool:
    """All once it is confirmed; before, who received it, its own people, office and chair."""
    return (
        bool(resignation.confirmed_at)
        or actor.user_id == resignation.received_by_id
        or sees_impact(actor, resignation.organisation_id)
    )


def sees_impact(actor: Actor, organisation_id: int) -> bool:
    """Claims and budgets of a member are for its own people, the office, chair and auditor."""
    return actor.organisation_id == organisation_id or actor.has(
        *OFFICE_ROLES, Role.CHAIR, Role.AUDITOR
    )


def can_confirm(actor: Actor, resignation) -> str | None:
    return office(actor)


def can_end(actor: Actor, resignation) -> str | None:
    return None if actor.is_system else "The day itself ends a membership, not a person."


def can_withdraw(actor: Actor, resignation) -> str | None:
    """The member's representative, or the secretariat when the member has told it so."""
    if is_own(actor, resignation.organisation_id, Role.REPRESENTATIVE):
        return LOOKS if actor.impersonator_id else None
    return office(actor)


def can_publish(actor: Actor, user) -> str | None:
    """One's own details; for somebody else the secretariat, which says how they agreed."""
    if actor.user_id == user.pk and not actor.impersonator_id:
        return None
    return office(actor)


def may_office(actor: Actor) -> bool:
    """the secretariat"""
    return office(actor) is None


def may_read_requests(actor: Actor) -> bool:
    """the secretariat or the auditor"""
    return actor.has(Role.SECRETARIAT, Role.AUDITOR)


def may_receive(actor: Actor) -> bool:
    """the accountable body's office, the chair or a member's representative"""
    return can_receive(actor) is None


def may_keep_a_profile(actor: Actor) -> bool:
    """the people of a member, or the secretariat"""
    return actor.has(*KEEPERS, Role.SECRETARIAT) and not actor.impersonator_id


def may_name(actor: Actor) -> bool:
    """a member's representative, or the secretariat"""
    return actor.has(Role.REPRESENTATIVE, Role.SECRETARIAT) and not actor.impersonator_id
