"""Decisions in writing, between meetings, on plain values (A19, GV13)."""

from datetime import date

from consortium.core.days import long_day
from consortium.core.workingdays import add_working_days, is_working_day

from .rules import MAJORITY, MAJORITY_OF_ALL, Quorum
from .states import Choice, DecisionKind

ANSWER_DAYS = 5
# Nobody is present in writing, so no rule counts from who is.
RULES = {each.name: each for each in (MAJORITY, MAJORITY_OF_ALL)}
# Minutes, the plan, the accountable body and the chair are settled at meetings (8.4, 9.2, 10.5).
KINDS = (DecisionKind.GENERAL, DecisionKind.BUDGET, DecisionKind.GATE)
# An answer beside those of a vote: the business is talked over at a meeting instead.
MEETING = "meeting"
ANSWERS = (
    (Choice.FOR.value, "For"),
    (Choice.AGAINST.value, "Against"),
    (Choice.ABSTAIN.value, "Abstain"),
    (MEETING, "I want this discussed at a meeting"),
)


def earliest_closing(sent: date, clear_days: int) -> date:
    """The first closing day for what goes out on `sent`: so many clear working days lie between,
    and neither end counts."""
    return add_working_days(sent, clear_days + 1)


def against_closing(sent: date, closes: date | None, clear_days: int) -> str:
    """Why `closes` cannot be the closing day; empty where it can."""
    first = earliest_closing(sent, clear_days)
    if closes is None or closes < first:
        return (
            f"Members have {clear_days} clear working days to answer. "
            f"The first possible closing day is {long_day(first)}."
        )
    return "" if is_working_day(closes) else "Choose a working day as the closing day."


def quorum_of(*, members: int, answered: int) -> Quorum:
    """The quorum of a meeting, with who has answered in the place of who is there (10.6)."""
    return Quorum(members, answered)


def quorum_words(quorum: Quorum) -> str:
    """As in "Quorum 2 of 6 members: 4 have answered"."""
    if quorum.members < 2:
        return quorum.sentence
    has = "has" if quorum.present == 1 else "have"
    end = "" if quorum.met else ", not quorate"
    return (
        f"Quorum {quorum.needed} of {quorum.members} members: {quorum.present} {has} answered{end}"
    )
