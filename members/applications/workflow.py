"""The life of an application as a table. The verbs gather the facts, `fire` asks the table."""

from consortium.core.workflow import Move, Workflow

from .permissions import (
    can_answer,
    can_close,
    can_decide,
    can_fill_in,
    can_handle,
    can_lapse,
    can_put_to_meeting,
    can_withdraw,
)
from .states import OVER
from .states import ApplicationState as S


def nothing_missing(application, facts):
    """`facts["missing"]`: sentences about what is not filled in."""
    return list(facts.get("missing", ()))


def it_is_declared(application, facts):
    if not facts.get("declared"):
        return "Tick the declaration to send the application."
    return None


def all_is_judged(application, facts):
    """`facts["not_judged"]`: names of points that nobody has judged."""
    names = facts.get("not_judged", ())
    return f"Say whether these are met: {', '.join(names)}." if names else None


def members_can_answer(application, facts):
    """`facts["day_refused"]`: why the reply-by day will not do."""
    return facts.get("day_refused") or None


def nobody_can_reply_any_more(application, facts):
    return facts.get("still_open") or None


def the_chair_may_decide(application, facts):
    """`facts["grounds"]`: why it has to go to a meeting."""
    return list(facts.get("grounds", ()))


def it_fulfils_the_criteria(application, facts):
    """`facts["against"]`: why nobody can admit the applicant."""
    return list(facts.get("against", ()))


def there_is_a_ground(application, facts):
    if facts.get("grounds") or facts.get("reason", "-").strip():
        return None
    return "Nothing stands against a decision of the chairperson. Say why a meeting should decide."


def a_minute_says_so(application, facts):
    """`facts["minute"]` and `facts["day_refused"]` of the meeting."""
    found = [] if facts.get("minute") else ["Enter the number of the minute."]
    return [*found, *filter(None, [facts.get("day_refused")])]


APPLICATION = Workflow(
    name="application",
    field="state",
    moves=(
        Move(
            name="send",
            label="Send the application",
            sources=frozenset({S.DRAFT}),
            target=S.RECEIVED,
            who=can_fill_in,
            guards=(nothing_missing, it_is_declared),
        ),
        Move(
            name="ask",
            label="Ask the applicant",
            sources=frozenset({S.RECEIVED}),
            target=S.QUESTION,
            who=can_handle,
        ),
        Move(
            name="answer",
            label="Send the answer",
            sources=frozenset({S.QUESTION}),
            target=S.RECEIVED,
            who=can_answer,
        ),
        Move(
            name="go_on",
            label="Go on without an answer",
            sources=frozenset({S.QUESTION}),
            target=S.RECEIVED,
            who=can_handle,
            needs_reason=True,
        ),
        Move(
            name="consult",
            label="Ask the members",
            sources=frozenset({S.RECEIVED}),
            target=S.CONSULTING,
            who=can_handle,
            guards=(all_is_judged, members_can_answer),
        ),
        Move(
            name="close",
            label="Close the consultation",
            sources=frozenset({S.CONSULTING}),
            target=S.DECIDING,
            who=can_close,
            guards=(nobody_can_reply_any_more,),
        ),
        Move(
            name="admit",
            label="Admit",
            sources=frozenset({S.DECIDING}),
            target=S.ADMITTED,
            who=can_decide,
            guards=(the_chair_may_decide, it_fulfils_the_criteria),
        ),
        Move(
            name="refuse",
            label="Do not admit",
            sources=frozenset({S.DECIDING}),
            target=S.REFUSED,
            who=can_decide,
            guards=(the_chair_may_decide,),
            needs_reason=True,
        ),
        Move(
            name="put_to_meeting",
            label="Put to the next meeting",
            sources=frozenset({S.DECIDING}),
            target=S.TO_MEETING,
            who=can_put_to_meeting,
            guards=(there_is_a_ground,),
        ),
        Move(
            name="admit_at_meeting",
            label="Record: admitted",
            sources=frozenset({S.TO_MEETING}),
            target=S.ADMITTED,
            who=can_handle,
            guards=(a_minute_says_so, it_fulfils_the_criteria),
        ),
        Move(
            name="refuse_at_meeting",
            label="Record: not admitted",
            sources=frozenset({S.TO_MEETING}),
            target=S.REFUSED,
            who=can_handle,
            guards=(a_minute_says_so,),
            needs_reason=True,
        ),
        Move(
            name="withdraw",
            label="Withdraw",
            sources=frozenset(set(S) - OVER),
            target=S.WITHDRAWN,
            who=can_withdraw,
        ),
        Move(
            name="lapse",
            label="End the draft",
            sources=frozenset({S.DRAFT}),
            target=S.WITHDRAWN,
            who=can_lapse,
        ),
    ),
)
