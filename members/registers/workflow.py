"""The life of a piece of feedback, the stages of a prospect, and an event's, as tables."""

from consortium.core.workflow import Move, Workflow
from members.applications.states import ApplicationState

from .permissions import can_follow, can_handle, can_host, can_recruit
from .states import OPEN, PURSUED, About, EventState, FeedbackKind, ProspectState, Side
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


def it_has_applied(prospect, facts):
    return None if prospect.application_id else "It has not applied yet."


def it_was_admitted(prospect, facts):
    admitted = facts.get("application_state") == ApplicationState.ADMITTED
    return None if admitted else "Its application was not admitted."


def its_application_is_over(prospect, facts):
    """What the members or the chair decide on is not ended here."""
    over = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)
    return None if facts.get("application_state") in over else "Its application is open."


P = ProspectState
PROSPECT = Workflow(
    name="prospect",
    field="state",
    moves=(
        Move(
            name="approach",
            label="Approached",
            sources=frozenset({P.IDENTIFIED}),
            target=P.APPROACHED,
            who=can_recruit,
        ),
        Move(
            name="interest",
            label="They are interested",
            sources=frozenset({P.IDENTIFIED, P.APPROACHED}),
            target=P.INTERESTED,
            who=can_recruit,
        ),
        Move(
            name="invite",
            label="Visited, or invited to us",
            sources=PURSUED - {P.INVITED},
            target=P.INVITED,
            who=can_recruit,
        ),
        Move(
            name="apply",
            label="They have applied",
            sources=frozenset({*PURSUED, P.NOT_NOW}),
            target=P.APPLIED,
            who=can_follow,
            guards=(it_has_applied,),
        ),
        Move(
            name="join",
            label="They are a member",
            sources=frozenset({P.APPLIED}),
            target=P.MEMBER,
            who=can_follow,
            guards=(it_was_admitted,),
        ),
        Move(
            name="fall_through",
            label="Their application led to nothing",
            sources=frozenset({P.APPLIED}),
            target=P.NOT_NOW,
            who=can_follow,
            guards=(its_application_is_over,),
            needs_reason=True,
        ),
        Move(
            name="leave",
            label="Not now",
            sources=PURSUED,
            target=P.NOT_NOW,
            who=can_recruit,
            needs_reason=True,
        ),
        Move(
            name="take_up",
            label="Take it up again",
            sources=frozenset({P.NOT_NOW}),
            target=P.IDENTIFIED,
            who=can_recruit,
        ),
    ),
)


def it_is_still_to_come(event, facts):
    """What has been is not announced any more."""
    return "Its day is over." if event.on < facts["today"] else None


def it_has_a_place(event, facts):
    return None if event.place or event.link else "Say where it is, or give a link for joining."


def its_day_has_come(event, facts):
    return "It has not been yet." if event.on > facts["today"] else None


def there_are_notes(event, facts):
    return None if event.notes else "Write what came of it."


E = EventState
EVENT = Workflow(
    name="event",
    field="state",
    moves=(
        Move(
            name="open",
            label="Announce it",
            sources=frozenset({E.PLANNED}),
            target=E.OPEN,
            who=can_host,
            guards=(it_is_still_to_come, it_has_a_place),
        ),
        Move(
            name="cancel",
            label="Call it off",
            sources=frozenset({E.PLANNED, E.OPEN}),
            target=E.CANCELLED,
            who=can_host,
            needs_reason=True,
        ),
        Move(
            name="report",
            label="Finish the report",
            sources=frozenset({E.PLANNED, E.OPEN}),
            target=E.REPORTED,
            who=can_host,
            guards=(its_day_has_come, it_has_a_place, there_are_notes),
        ),
        Move(
            name="reopen",
            label="Put the report right",
            sources=frozenset({E.REPORTED}),
            target=E.OPEN,
            who=can_host,
            needs_reason=True,
        ),
    ),
)
