"""Recording what was promised to others by a day, and whether it was kept (7.3, R49)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.workflow import fire
from consortium.core.workingdays import add_working_days
from members.agreement import commitment_notices as notices
from members.agreement.models import Commitment
from members.agreement.permissions import can_commit, can_commit_for
from members.agreement.workflow import COMMITMENT
from members.models import Organisation

from .checks import locked, refuse_if

SOON, LATE = "commitment.due_soon", "commitment.late"
SOON_WORKING_DAYS = -3
SETTLED = ("outcome", "settled_on", "settled_by_id")


@transaction.atomic
def commit(
    organisation: Organisation | None, *, to_whom: str, promise: str, due_on: date, by
) -> Commitment:
    """Record a promise of this member (None: of the consortium), to be kept by `due_on`.

    A representative records its own member's. Recorded by somebody else, the member is
    told. Reminders go out three working days before and the day after.
    """
    today, to_whom, promise = clock.today(), " ".join(to_whom.split()), promise.strip()
    refuse_if(
        can_commit(by) or can_commit_for(by, organisation),
        "" if to_whom else "Say to whom it is promised.",
        "" if promise else "Say what is promised.",
        "The day must be today or later." if due_on < today else "",
    )
    commitment = Commitment.objects.create(
        organisation=organisation, to_whom=to_whom, promise=promise, due_on=due_on, made_on=today,
        made_by_id=by.user_id,
    )  # fmt: skip
    after = {"organisation": organisation.pk if organisation else None, "due_on": due_on}
    audit.record("commitment.made", commitment, after=after, by=by)
    soon = add_working_days(due_on, SOON_WORKING_DAYS)
    if soon > today:
        due.plan(SOON, commitment, soon)
    due.plan(LATE, commitment, add_working_days(due_on, 1))
    if organisation and by.organisation_id != organisation.pk:
        notices.recorded(commitment, by=by)
    return commitment


@transaction.atomic
def settle(commitment: Commitment, move: str, *, outcome: str = "", by) -> Commitment:
    """Say that it was kept ("keep"), not kept ("miss"), or is not needed ("drop"). What
    was not kept says why, and the office is told.
    """
    current = locked(commitment)
    current.outcome, current.settled_on = outcome.strip(), clock.today()
    current.settled_by_id = by.user_id
    current = fire(COMMITMENT, current, move, reason=outcome, fields=SETTLED, by=by)
    due.cancel((SOON, LATE), current)
    if move == "miss":
        notices.not_kept(current, by=by)
    return current
