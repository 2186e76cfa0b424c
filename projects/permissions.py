"""Who sees and changes projects, budgets and outputs."""

from consortium.core.actor import Actor
from projects.states import MEMBER_ROLES, SEE_ALL_BUDGETS


def can_see_all_budgets(actor: Actor) -> bool:
    """the accountable body, the chair, the auditor and the strategic development officer"""
    return actor.has(*SEE_ALL_BUDGETS)


def can_see_budget(actor: Actor) -> bool:
    """everyone with a role in the consortium; a member sees its own lines in full"""
    return actor.has(*SEE_ALL_BUDGETS, *MEMBER_ROLES)


def can_edit_budgets(actor: Actor) -> bool:
    """the accountable body's finance officer or second approver"""
    return actor.has("finance_officer", "second_approver") and actor.impersonator_id is None


def can_edit_projects(actor: Actor) -> bool:
    """the secretariat and the accountable body's finance officer"""
    return actor.has("secretariat", "finance_officer") and actor.impersonator_id is None


def can_tag_aims(actor: Actor) -> bool:
    """the secretariat and the strategic development officer"""
    return actor.has("secretariat", "strategic_officer") and actor.impersonator_id is None


def needs_budget_officer(actor: Actor) -> str | None:
    """The reason against anyone but finance, as workflow tables want it."""
    if can_edit_budgets(actor):
        return None
    return "Only the accountable body's finance officer or second approver can do this."
