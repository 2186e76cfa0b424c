"""Who may do what about meetings: each answer is None, or the reason why not."""

from consortium.core.actor import Actor
from members.states import Role

from .models import Meeting
from .states import Mark, MeetingState

LOOKS = "Someone who looks through another's eyes can change nothing."


def can_plan(actor: Actor, meeting: Meeting | None = None) -> str | None:
    """The secretariat arranges meetings for the consortium (8.1(8), 10.4)."""
    if not actor.has(Role.SECRETARIAT):
        return "Only the secretariat can do this."
    return LOOKS if actor.impersonator_id else None


def can_agree_agenda(actor: Actor, meeting: Meeting | None = None) -> str | None:
    """The chair agrees what is on it; the secretariat then sends it out."""
    if not actor.has(Role.CHAIR):
        return "Only the chair can agree the agenda."
    return LOOKS if actor.impersonator_id else None


def can_propose(actor: Actor, meeting: Meeting | None = None) -> str | None:
    """A member's representative, or its substitute, asks for an item (10.5, R91)."""
    if not actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE):
        return "Only a member's representative or substitute can propose an item."
    return LOOKS if actor.impersonator_id else None


def can_type(actor: Actor, meeting: Meeting) -> str | None:
    """The secretariat types what happens in the room; so do the chair and who stands in."""
    runs = actor.has(Role.SECRETARIAT, Role.CHAIR)
    return why_not_type(actor, stands_in=not runs and stands_in(actor, meeting))


def why_not_type(actor: Actor, *, stands_in: bool) -> str | None:
    """The same, where it is known whether they stand in. No query."""
    if actor.impersonator_id:
        return LOOKS
    if actor.has(Role.SECRETARIAT, Role.CHAIR) or stands_in:
        return None
    return "Only the secretariat, the chair and who stands in for them can do this."


def can_preside(actor: Actor, meeting: Meeting) -> str | None:
    """What the chair of this meeting decides: to call a vote, to close it (9.1, 9.3, 10.7).

    The secretariat types it for them. While somebody stands in, they are the chair here.
    """
    return can_type(actor, meeting)


def can_appoint(actor: Actor, meeting: Meeting) -> str | None:
    """Who writes down whom the meeting chose to stand in: the secretariat, or a representative
    or substitute who is there (9.3)."""
    if actor.impersonator_id:
        return LOOKS
    here = meeting.presences.now().voting().filter(user_id=actor.user_id)
    if actor.has(Role.SECRETARIAT) or (actor.user_id and here.exists()):
        return None
    return "Only the secretariat, or somebody who is there for a member, can do this."


def stands_in(actor: Actor, meeting: Meeting) -> bool:
    """Is this person the meeting's stand-in now?"""
    if actor.user_id is None or meeting.state != MeetingState.OPEN:
        return False
    return meeting.stand_ins.filter(user_id=actor.user_id, ended_at__isnull=True).exists()


def can_speak_for(actor: Actor, organisation_id: int) -> str | None:
    """To object, vote or opt out for a member: its representative or substitute (7.1, 7.2)."""
    if actor.impersonator_id:
        return LOOKS
    if not actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE):
        return "Only a member's representative or substitute can do this."
    if actor.organisation_id != organisation_id:
        return "Nobody can speak for another member."
    return None


def marks_read_by(actor: Actor | None) -> frozenset[str]:
    """The marks of what this person may read; "restricted" is asked for each thing (R54, A17)."""
    if actor is None:
        return frozenset({Mark.PUBLIC})
    if actor.has(Role.ADVISER):
        return frozenset({Mark.PUBLIC, Mark.MEETING})
    return frozenset({Mark.PUBLIC, Mark.MEETING, Mark.MEMBERS})


def can_override(actor: Actor, body_id: int | None) -> str | None:
    """The accountable body's representative, or its finance officer, says that a decision would
    breach a grant (8.2). The secretariat works in that office and serves everybody, so it does
    not."""
    if actor.impersonator_id:
        return LOOKS
    if actor.organisation_id != body_id or not actor.has(Role.REPRESENTATIVE, Role.FINANCE_OFFICER):
        return "Only the accountable body's representative or finance officer can do this."
    return None
