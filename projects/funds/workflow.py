"""The lives of a period (M9) and of an overdraft (M5): what one starts, another agrees (SD7)."""

from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.workflow import Move, Workflow

from .models import OverdraftApproval, Period
from .permissions import needs_finance
from .states import OverdraftState, PeriodState

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


def another_agrees(by: Actor, overdraft: OverdraftApproval) -> str | None:
    if overdraft.asked_by_id == by.user_id:
        return "You asked for this overdraft. Another person agrees to it."
    return needs_finance(by)


def its_days_are_to_come(overdraft: OverdraftApproval, facts: dict) -> str | None:
    if overdraft.expires < facts["today"]:
        return "Its last day is over. Ask again with other days."
    return None


def no_other_counts_then(overdraft: OverdraftApproval, facts: dict) -> str | None:
    return facts["other"] or None


def fund_stands_without_it(overdraft: OverdraftApproval, facts: dict) -> str | None:
    if not facts["short"]:
        return None
    short = format_pence(facts["short"])
    return f"The fund stands {short} below nothing. Its money must come in first."


OVERDRAFT = Workflow(
    "overdraft",
    "state",
    (
        Move(
            name="agree",
            label="Agree",
            sources=frozenset({OverdraftState.ASKED}),
            target=OverdraftState.AGREED,
            who=another_agrees,
            guards=(its_days_are_to_come, no_other_counts_then),
        ),
        Move(
            name="refuse",
            label="Refuse",
            sources=frozenset({OverdraftState.ASKED}),
            target=OverdraftState.REFUSED,
            who=needs_finance,
        ),
        Move(
            name="end",
            label="End it early",
            sources=frozenset({OverdraftState.AGREED}),
            target=OverdraftState.ENDED,
            who=needs_finance,
            guards=(its_days_are_to_come, fund_stands_without_it),
            needs_reason=True,
        ),
    ),
)
