"""The life of an action as a table: to do, then done with proof, or dropped with a reason."""

from consortium.core.workflow import Move, Workflow
from members.meetings.permissions_after import can_finish_action, can_keep_actions
from members.meetings.states import ActionState

S = ActionState


def it_says_how(action, facts):
    if facts.get("proof"):
        return None
    return "Say how it was done, or attach a file that shows it."


ACTION = Workflow(
    name="action",
    field="state",
    moves=(
        Move(
            name="done",
            label="It is done",
            sources=frozenset({S.OPEN}),
            target=S.DONE,
            who=can_finish_action,
            guards=(it_says_how,),
        ),
        Move(
            name="drop",
            label="Drop it",
            sources=frozenset({S.OPEN}),
            target=S.DROPPED,
            who=can_keep_actions,
            needs_reason=True,
        ),
    ),
)
