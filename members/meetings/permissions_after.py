"""Who may do what after a meeting: actions, minutes, reports to boards."""

from consortium.core.actor import Actor
from members.states import Role

from .models import Action, Meeting, Presence
from .permissions import LOOKS, can_plan, can_type
from .states import MeetingState

KEEPERS = (Role.SECRETARIAT, Role.CHAIR)


def can_record_action(actor: Actor, meeting: Meeting) -> str | None:
    """In the room whoever types there; afterwards the secretariat and the chair."""
    if meeting.state == MeetingState.OPEN:
        return can_type(actor, meeting)
    return can_keep_actions(actor)


def can_keep_actions(actor: Actor, action: Action | None = None) -> str | None:
    if actor.impersonator_id:
        return LOOKS
    return None if actor.has(*KEEPERS) else "Only the secretariat and the chair can do this."


def can_finish_action(actor: Actor, action: Action) -> str | None:
    """Its owner: the person, or who speaks for the organisation where nobody is named; and the
    secretariat and the chair for them."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(*KEEPERS) or owns(actor, action):
        return None
    return "Only its owner, the secretariat and the chair can do this."


def owns(actor: Actor, action: Action) -> bool:
    if action.person_id is not None:
        return action.person_id == actor.user_id
    speaks = actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE)
    return speaks and actor.organisation_id == action.organisation_id


def can_write_minutes(actor: Actor, minutes=None) -> str | None:
    """The secretariat writes, circulates and answers (8.1(8))."""
    return can_plan(actor)


def reads_draft(actor: Actor) -> bool:
    """Before it is circulated a draft is for who writes it and the chair."""
    return actor.has(*KEEPERS)


def can_correct(actor: Actor, meeting: Meeting) -> str | None:
    """Who was there says what is wrong in the draft."""
    if actor.impersonator_id:
        return LOOKS
    there = Presence.objects.standing().filter(meeting=meeting, user_id=actor.user_id)
    if actor.user_id is not None and there.exists():
        return None
    return "Only somebody who was at the meeting can ask for a correction."


def can_report_back(actor: Actor) -> str | None:
    """A member's representative or substitute reports to its board (7.7)."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE) and actor.organisation_id is not None:
        return None
    return "Only a member's representative or substitute can do this."
