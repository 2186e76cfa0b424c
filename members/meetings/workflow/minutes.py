"""The life of minutes as a table: written, circulated as a draft, approved at a later meeting."""

from consortium.core.workflow import Move, Workflow
from members.meetings.permissions_after import can_write_minutes
from members.meetings.states import MinutesState

S = MinutesState


def the_meeting_decided_it(actor, minutes) -> None:
    """Whoever recorded the decision was asked whether they may; this only follows from it."""
    return


def there_is_a_decision(minutes, facts):
    return None if facts.get("decision") else "Minutes are approved by a meeting."


MINUTES = Workflow(
    name="minutes",
    field="state",
    moves=(
        Move(
            name="circulate",
            label="Circulate the draft",
            sources=frozenset({S.DRAFT}),
            target=S.CIRCULATED,
            who=can_write_minutes,
        ),
        Move(
            name="approve",
            label="Approve",
            sources=frozenset({S.CIRCULATED}),
            target=S.APPROVED,
            who=the_meeting_decided_it,
            guards=(there_is_a_decision,),
        ),
    ),
)
