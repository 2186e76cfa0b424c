"""The dates of a round as rows of the clock: openings and reminders, per member (R59, T1)."""

from collections.abc import Iterable
from datetime import date

from claims.models import Claim, Round
from consortium.core import due
from consortium.core.workingdays import add_working_days

OPENING, DUE_SOON, OVERDUE, ROUND_OPENS = (
    "claim.opening",
    "claim.due_soon",
    "claim.overdue",
    "claim.round_opens",
)
REMINDERS = (OPENING, DUE_SOON, OVERDUE)
BEFORE = (-5, -1, 0)  # working days from the due day
AFTER = (1, 5)


def recipient_of(organisation_id: int) -> str:
    """Who a reminder is for: a member. Its people are looked up on the day."""
    return f"organisation:{organisation_id}"


def plan_round(round: Round, organisation_ids: Iterable[int]) -> None:
    """Opening and reminders for every member that has something to claim."""
    ids = list(organisation_ids)
    due.plan_many((OPENING, round, round.opens, recipient_of(pk)) for pk in ids)
    plan_reminders(round, ids)


def plan_reminders(round: Round, organisation_ids: Iterable[int]) -> None:
    """−5, −1, 0, +1 and +5 working days from the due day; those called off are taken up again."""
    for organisation_id in organisation_ids:
        for kind, day in reminder_days(round):
            due.plan(kind, round, day, recipient_of(organisation_id))


def reminder_days(round: Round) -> list[tuple[str, date]]:
    before = [(DUE_SOON, add_working_days(round.member_due, days)) for days in BEFORE]
    return before + [(OVERDUE, add_working_days(round.member_due, days)) for days in AFTER]


def call_off(claim: Claim) -> None:
    """The claim was sent: nobody is reminded of it any more."""
    due.cancel(REMINDERS, claim.round, recipient=recipient_of(claim.organisation_id))
