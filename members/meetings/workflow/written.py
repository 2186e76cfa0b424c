"""The life of a proposal in writing: answered until its closing day, or talked over at a meeting
because somebody asks for it (A19, GV13)."""

from consortium.core.actor import Actor
from consortium.core.workflow import Move, Workflow
from members.meetings.models import Motion
from members.meetings.permissions import can_speak_for
from members.meetings.permissions_written import (
    can_close_written,
    can_enter_answers,
    can_put_in_writing,
)
from members.meetings.states import MotionState

S = MotionState
AT_A_MEETING = "This was put to a meeting, and is settled there."


def puts(actor: Actor, motion: Motion) -> str | None:
    return AT_A_MEETING if motion.meeting_id else can_put_in_writing(actor)


def closes(actor: Actor, motion: Motion) -> str | None:
    return AT_A_MEETING if motion.meeting_id else can_close_written(actor)


def speaks(actor: Actor, motion: Motion) -> str | None:
    """Somebody for their own member, or the secretariat that has it in a letter or a mail."""
    if motion.meeting_id:
        return AT_A_MEETING
    against = can_speak_for(actor, actor.organisation_id or 0)
    return against and can_enter_answers(actor) and against


def somebody_can_answer(motion, facts):
    return None if facts.get("electors", 1) else "No member can answer this."


def members_make_a_quorum(motion, facts):
    """`facts["enough"]`: whether as many members as a quorum needs can answer."""
    if facts.get("enough", True):
        return None
    return "Too few members could answer for a quorum. Take it to a meeting."


def it_is_over(motion, facts):
    """`facts["over"]`: the closing day has gone by, or every member has answered."""
    if facts.get("over", True):
        return None
    return "Members can still answer. It closes after its last day, or when all have answered."


WRITTEN = Workflow(
    name="written",
    field="state",
    moves=(
        Move(
            name="send",
            label="Send it to all members",
            sources=frozenset({S.PUT}),
            target=S.VOTING,
            who=puts,
            guards=(somebody_can_answer, members_make_a_quorum),
        ),
        Move(
            name="discuss",
            label="I want this discussed at a meeting",
            sources=frozenset({S.VOTING}),
            target=S.WITHDRAWN,
            who=speaks,
            needs_reason=True,
        ),
        Move(
            name="withdraw",
            label="Withdraw the proposal",
            sources=frozenset({S.VOTING}),
            target=S.WITHDRAWN,
            who=puts,
            needs_reason=True,
        ),
        Move(
            name="close",
            label="Close it now",
            sources=frozenset({S.VOTING}),
            target=S.CLOSED,
            who=closes,
            guards=(it_is_over,),
        ),
    ),
)
