"""Who looks after a decision, and when it is looked at again (R36)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from members.meetings.models import Decision
from members.meetings.permissions import can_plan
from members.models import Organisation, User

from .checks import refuse_if

REVIEW = "decision.review_due"


@transaction.atomic
def look_after(
    decision: Decision,
    *,
    owner: Organisation | None,
    owner_person: User | None = None,
    review_on: date | None = None,
    by,
) -> Decision:
    """The owner and the day of review follow the decision; its words stay."""
    current = Decision.objects.select_for_update().get(pk=decision.pk)
    refuse_if(
        can_plan(by),
        "The day of review must be later than today."
        if review_on and review_on != current.review_on and review_on <= clock.today()
        else "",
    )
    before = {"owner": current.owner_id, "review_on": current.review_on}
    current.owner, current.owner_person, current.review_on = owner, owner_person, review_on
    current.save(update_fields=["owner", "owner_person", "review_on"])
    after = {"owner": owner and owner.pk, "person": owner_person and owner_person.pk,
             "review_on": review_on}  # fmt: skip
    audit.record("decision.looked_after", current, before=before, after=after, by=by)
    due.cancel(REVIEW, current)
    if review_on:
        due.plan(REVIEW, current, review_on)
    return current
