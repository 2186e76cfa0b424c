"""Who sees the money and who may move it."""

from consortium.core.actor import Actor

# The roles' names are plain words here, so that this drawer stays below members' people.
SEE_MONEY = ("finance_officer", "second_approver", "secretariat", "auditor")
SEE_SHARED = (*SEE_MONEY, "chair", "strategic_officer")
MOVE_MONEY = ("finance_officer", "second_approver")


def in_person(actor: Actor) -> bool:
    """Nobody who looks through another's eyes changes anything (SD2)."""
    return actor.impersonator_id is None


def can_see_money(actor: Actor) -> bool:
    """the accountable body's finance officers, the secretariat and the auditor"""
    return actor.has(*SEE_MONEY)


def can_edit_grants(actor: Actor) -> bool:
    """the accountable body's finance officer"""
    return actor.has("finance_officer") and in_person(actor)


def can_move_money(actor: Actor) -> bool:
    """the accountable body's finance officer or second approver"""
    return actor.has(*MOVE_MONEY) and in_person(actor)


def needs_finance(actor: Actor, *_record) -> str | None:
    """The reason against anyone but finance, for workflow tables."""
    if can_move_money(actor):
        return None
    return "Only the accountable body's finance officer or second approver can do this."
