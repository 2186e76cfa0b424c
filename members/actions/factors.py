"""A lost second factor: taken away by the secretariat, in the open."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from consortium.core import audit
from consortium.core.workflow import Refused
from members import notices
from members.models import User

from .checks import must_be_allowed
from .sessions import end_all_sessions


@transaction.atomic
def remove_factors(user: User, *, reason: str, by) -> None:
    """Take away every second factor of somebody who has lost theirs; their sessions end.

    They and the rest of the secretariat are told, so that nobody does it unseen.
    """
    must_be_allowed("remove_factors", by, user=user)
    if not reason.strip():
        raise Refused("Say how you made sure that it is this person who asks.")
    user = User.objects.select_for_update().get(pk=user.pk)
    held = Authenticator.objects.filter(user=user)
    kinds = sorted(held.values_list("type", flat=True).distinct())
    if not kinds:
        raise Refused(f"{user.name} has no second step.")
    held.delete()
    end_all_sessions(user, reason="Second step removed", by=by)
    audit.record("person.factors_removed", user, before={"kinds": kinds}, reason=reason, by=by)
    notices.factors_removed(user, by=by)
