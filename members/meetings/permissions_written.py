"""Who may do what about decisions in writing: each answer is None, or the reason why not."""

from consortium.core.actor import Actor
from members.states import Role

from .permissions import LOOKS, can_plan, can_speak_for


def can_settle_written(actor: Actor) -> str | None:
    """The secretariat switches them on and off, as the consortium has decided."""
    return can_plan(actor)


def can_put_in_writing(actor: Actor) -> str | None:
    """The secretariat and the chair put, remind, close and withdraw, as at a meeting."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(Role.SECRETARIAT, Role.CHAIR):
        return None
    return "Only the secretariat and the chair can do this."


def can_close_written(actor: Actor) -> str | None:
    """The clock does it on the day after the last; the secretariat and the chair press it."""
    return None if actor.is_system else can_put_in_writing(actor)


def can_enter_answers(actor: Actor) -> str | None:
    """Who types an answer that came on paper or by e-mail: the secretariat alone."""
    return can_plan(actor)


def can_answer(actor: Actor, *, organisation_id: int, user_id: int, typed: bool) -> str | None:
    """A member's representative or substitute, for themselves; or typed for them."""
    if typed:
        return can_enter_answers(actor)
    against = can_speak_for(actor, organisation_id)
    if against is None and actor.user_id != user_id:
        return "Nobody can answer in another person's place."
    return against
