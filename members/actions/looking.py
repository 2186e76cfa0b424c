"""Looking as somebody else: with a reason, on record, and the person is told."""

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused
from members import notices
from members.hats import hats_of
from members.models import User
from members.permissions import looking_refusal


@transaction.atomic
def start_looking(user: User, *, reason: str, by) -> None:
    """Note that `by` looks at the site as `user` for half an hour, and tell that person."""
    capacities = {hat.capacity for hat in hats_of(user, clock.today())}
    if why_not := looking_refusal(by, user=user, capacities=capacities):
        raise Refused(why_not)
    if not reason.strip():
        raise Refused("Say why you need to look.")
    audit.record("person.looked_as", user, reason=reason, by=by)
    notices.looked_as(user, reason=reason.strip(), by=by)


@transaction.atomic
def stop_looking(user: User, *, by) -> None:
    audit.record("person.looking_ended", user, by=by)
