"""The life of a proposal: consensus first, and a vote if the chair calls one (10.7)."""

from consortium.core.actor import Actor
from consortium.core.workflow import Move, Workflow
from members.meetings.models import Motion
from members.meetings.permissions import can_preside, can_speak_for, can_type
from members.meetings.states import MotionState

S = MotionState
IN_WRITING = "This is decided in writing, and no meeting is at it."


def presides(actor: Actor, motion: Motion) -> str | None:
    return can_preside(actor, motion.meeting) if motion.meeting else IN_WRITING


def speaks_or_types(actor: Actor, motion: Motion) -> str | None:
    """Who objects: somebody for their own member, or the secretariat that heard it."""
    if motion.meeting is None:
        return IN_WRITING
    return can_speak_for(actor, actor.organisation_id or 0) and can_type(actor, motion.meeting)


def the_meeting_is_quorate(motion, facts):
    """`facts["quorum"]`: of the item, as it is now."""
    quorum = facts.get("quorum")
    if quorum is None or quorum.met:
        return None
    return f"{quorum.sentence}. Nothing can be decided now: carry the item over."


def nobody_disagrees(motion, facts):
    """`facts["objections"]`: how many stand."""
    if not facts.get("objections"):
        return None
    return "Somebody disagrees. Talk it over, and call a vote if there is no consensus."


def somebody_can_vote(motion, facts):
    return None if facts.get("electors", 1) else "Nobody who is here may vote on this."


def a_choice_is_offered(motion, facts):
    return None if motion.options else "There is nothing to choose from."


MOTION = Workflow(
    name="motion",
    field="state",
    moves=(
        Move(
            name="agree",
            label="Agreed by consensus",
            sources=frozenset({S.PUT, S.OBJECTED}),
            target=S.CLOSED,
            who=presides,
            guards=(nobody_disagrees, the_meeting_is_quorate),
        ),
        Move(
            name="object",
            label="Disagree",
            sources=frozenset({S.PUT, S.OBJECTED}),
            target=S.OBJECTED,
            who=speaks_or_types,
        ),
        Move(
            name="open",
            label="Call a vote",
            sources=frozenset({S.PUT, S.OBJECTED}),
            target=S.VOTING,
            who=presides,
            guards=(the_meeting_is_quorate, somebody_can_vote, a_choice_is_offered),
        ),
        Move(
            name="close",
            label="Close the vote",
            sources=frozenset({S.VOTING}),
            target=S.CLOSED,
            who=presides,
        ),
        Move(
            name="withdraw",
            label="Withdraw the proposal",
            sources=frozenset({S.PUT, S.OBJECTED}),
            target=S.WITHDRAWN,
            who=presides,
            needs_reason=True,
        ),
    ),
)
