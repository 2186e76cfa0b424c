"""Who may do what about elections and hand-overs: None, or the reason why not."""

from consortium.core.actor import Actor
from members.states import Role

from .models import Candidate, Election, HandOver
from .permissions import LOOKS, can_plan, can_propose, can_type

NO_AGENDA = "The election is on no agenda yet."
HANDS = (Role.REPRESENTATIVE, Role.FINANCE_OFFICER, Role.SECRETARIAT)


def can_nominate(actor: Actor, election: Election | None = None) -> str | None:
    """A member's representative or substitute nominates for it (9.2)."""
    if can_propose(actor) is None:
        return None
    return LOOKS if actor.impersonator_id else (
        "Only a member's representative or substitute can nominate somebody."
    )  # fmt: skip


def can_answer(actor: Actor, candidate: Candidate) -> str | None:
    """Consent is the candidate's own, and so is withdrawing (R72)."""
    if actor.impersonator_id:
        return LOOKS
    return None if actor.user_id == candidate.person_id else "Only the candidate can do this."


def can_run(actor: Actor) -> str | None:
    """The secretariat is returning officer (8.1(9))."""
    return can_plan(actor)


def can_type_floor(actor: Actor, election: Election) -> str | None:
    """Who types at the meeting takes nominations from the floor."""
    if election.item is None:
        return NO_AGENDA
    return can_type(actor, election.item.meeting)


def side_of(actor: Actor, hand_over: HandOver) -> str:
    """ "old" or "new", for who may tick the body's part of a hand-over; "" for all others."""
    if actor.impersonator_id or not actor.has(*HANDS):
        return ""
    sides = {hand_over.old_id: "old", hand_over.new_id: "new"}
    return sides.get(actor.organisation_id or 0, "")


def can_hand_over(actor: Actor, hand_over: HandOver) -> str | None:
    """The old body gives, the new one receives (R77)."""
    if side_of(actor, hand_over):
        return None
    return "Only the old and the new accountable body can do this."
