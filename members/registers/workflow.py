"""The life of a piece of feedback, as a table."""

from consortium.core.workflow import Move, Workflow

from .permissions import can_handle
from .states import OPEN, About, FeedbackKind, Side
from .states import FeedbackState as S


def there_are_words(feedback, facts):
    return None if facts.get("words") else "Write what is to be said."


def it_has_an_outcome(feedback, facts):
    return None if feedback.outcome else "Say what came of it."


def another_member_has_looked(feedback, facts):
    """About the chair: the accountable body, and another member (R101)."""
    if not (feedback.is_grievance and feedback.about == About.CHAIR):
        return None
    if feedback.side != Side.OFFICE or facts.get("second_has_spoken"):
        return None
    if not feedback.second_id:
        return "It is about the chairperson. Choose another member that looks at it with you."
    return f"{feedback.second} has not said yet what it thinks."


def a_lesson_is_drawn(feedback, facts):
    if feedback.kind == FeedbackKind.COMPLAINT and not feedback.lesson:
        return "Write what was learned, or that nothing is to change."
    return None


FEEDBACK = Workflow(
    name="feedback",
    field="state",
    moves=(
        Move(
            name="acknowledge",
            label="Acknowledge",
            sources=frozenset({S.RECEIVED}),
            target=S.ACKNOWLEDGED,
            who=can_handle,
        ),
        Move(
            name="look",
            label="Look into it",
            sources=frozenset({S.RECEIVED, S.ACKNOWLEDGED}),
            target=S.LOOKING,
            who=can_handle,
        ),
        Move(
            name="answer",
            label="Answer",
            sources=OPEN,
            target=S.ANSWERED,
            who=can_handle,
            guards=(there_are_words, it_has_an_outcome, another_member_has_looked),
        ),
        Move(
            name="appeal",
            label="Take further",
            sources=frozenset({S.ANSWERED, S.CLOSED}),
            target=S.APPEALED,
            who=can_handle,
            guards=(there_are_words,),
        ),
        Move(
            name="close",
            label="Close",
            sources=frozenset({S.ANSWERED}),
            target=S.CLOSED,
            who=can_handle,
            guards=(a_lesson_is_drawn,),
        ),
        Move(
            name="withdraw",
            label="Withdrawn by the person",
            sources=OPEN,
            target=S.WITHDRAWN,
            who=can_handle,
            needs_reason=True,
        ),
        Move(
            name="drop",
            label="Not for us",
            sources=frozenset({S.RECEIVED}),
            target=S.DROPPED,
            who=can_handle,
            needs_reason=True,
        ),
    ),
)
