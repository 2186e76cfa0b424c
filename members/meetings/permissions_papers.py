"""Who brings and reads which paper, and who answers for whom (R47, R54, R71; A17)."""

from consortium.core.actor import Actor
from members.states import Role

from .models import Paper
from .permissions import LOOKS, can_plan


def prepares(actor: Actor | None) -> bool:
    """The secretariat: it handles every paper, restricted ones too."""
    return actor is not None and not actor.impersonator_id and actor.has(Role.SECRETARIAT)


def can_bring(actor: Actor, paper: Paper) -> str | None:
    """Its owner, in whatever hat, or the secretariat for them."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(Role.SECRETARIAT) or (actor.user_id and actor.user_id == paper.owner_id):
        return None
    return "Only the owner of the paper and the secretariat can do this."


def can_circulate(actor: Actor, meeting=None) -> str | None:
    """The secretariat sends the papers out (8.1(8))."""
    return can_plan(actor)


def can_reply_for(actor: Actor, *, user_id: int, organisation_id: int) -> str | None:
    """The person themself, for the organisation they speak for; the secretariat for others."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(Role.SECRETARIAT):
        return None
    speaks = actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.ADVISER)
    if speaks and actor.user_id == user_id and actor.organisation_id == organisation_id:
        return None
    return "You can reply for yourself alone."


def sees_replies(actor: Actor | None) -> bool:
    """Names and answers of everybody: the secretariat and the chair; others see how many come."""
    return actor is not None and actor.has(Role.SECRETARIAT, Role.CHAIR)
