"""The life of a period: open, closing, closed by another person, reopened by two (M9, SD7)."""

from consortium.core.actor import Actor
from consortium.core.workflow import Move, Workflow

from .models import Period
from .permissions import needs_finance
from .states import PeriodState

OPEN, CLOSING = PeriodState.OPEN, PeriodState.CLOSING
CLOSED, REOPENED = PeriodState.CLOSED, PeriodState.REOPENED


def another_closes(by: Actor, period: Period) -> str | None:
    if period.closing_by_id is not None and period.closing_by_id == by.user_id:
        return "You started to close these books. Another person closes them."
    return needs_finance(by)


def another_reopens(by: Actor, period: Period) -> str | None:
    if period.reopening_by_id is not None and period.reopening_by_id == by.user_id:
        return "You asked for these books to be opened again. Another person decides."
    return needs_finance(by)


def its_days_are_over(period: Period, facts: dict) -> str | None:
    if period.ends >= facts["today"]:
        return f"The quarter runs until {period.ends.day} {period.ends:%B %Y}."
    return None


def the_one_before_is_closed(period: Period, facts: dict) -> str | None:
    return (
        "An earlier quarter is still open. Close that one first." if facts["open_before"] else None
    )


def somebody_asked(period: Period, facts: dict) -> str | None:
    return None if facts["asked_by"] else "Nobody has asked for these books to be opened again."


def nobody_asked(period: Period, facts: dict) -> str | None:
    return "Somebody has asked for this already." if facts["asked_by"] else None


PERIOD = Workflow(
    "period",
    "state",
    (
        Move(
            name="start_closing",
            label="Start closing",
            sources=frozenset({OPEN, REOPENED}),
            target=CLOSING,
            who=needs_finance,
            guards=(its_days_are_over, the_one_before_is_closed),
        ),
        Move(
            name="stop_closing",
            label="Keep open",
            sources=frozenset({CLOSING}),
            target=OPEN,
            who=needs_finance,
        ),
        Move(
            name="close",
            label="Close the books",
            sources=frozenset({CLOSING}),
            target=CLOSED,
            who=another_closes,
            guards=(the_one_before_is_closed,),
        ),
        Move(
            name="ask_to_reopen",
            label="Ask to open again",
            sources=frozenset({CLOSED}),
            target=CLOSED,
            who=needs_finance,
            guards=(nobody_asked,),
            needs_reason=True,
        ),
        Move(
            name="reopen",
            label="Open again",
            sources=frozenset({CLOSED}),
            target=REOPENED,
            who=another_reopens,
            guards=(somebody_asked,),
        ),
        Move(
            name="keep_closed",
            label="Keep closed",
            sources=frozenset({CLOSED}),
            target=CLOSED,
            who=needs_finance,
            guards=(somebody_asked,),
        ),
    ),
)
