"""What the consortium has settled about its meetings; and calendar addresses of people."""

import secrets
from collections.abc import Sequence
from datetime import time

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.versions import check_version
from members.meetings.models import CalendarFeed, MeetingSettings
from members.meetings.permissions import LOOKS, can_plan
from members.meetings.rules import fingerprint
from members.models import User

from .checks import refuse_if
from .reminders import look_at_days

SETTLED = ("clear_days", "cut_off", "call_days", "propose_days", "standing")


@transaction.atomic
def settle(
    *, clear_days: int, cut_off: time, call_days: int, propose_days: int,
    standing: Sequence[dict], version, by,
) -> MeetingSettings:  # fmt: skip
    """Change notice, calls and standing items. Meetings to come get new days at once; agendas
    that are there already stay as they are."""
    MeetingSettings.objects.get_or_create(pk=1)
    current = MeetingSettings.objects.select_for_update().get(pk=1)
    check_version(current, version)
    refuse_if(
        can_plan(by),
        "" if standing else "Leave at least one item on every agenda.",
        "" if call_days > propose_days else
        "Items must be called for before the last day on which they can be proposed.",
        "" if 1 <= clear_days <= 30 else "Enter 1 to 30 clear days.",
    )  # fmt: skip
    before = {name: getattr(current, name) for name in SETTLED}
    after = {
        "clear_days": clear_days, "cut_off": cut_off, "call_days": call_days,
        "propose_days": propose_days, "standing": [dict(each) for each in standing],
    }  # fmt: skip
    for name, value in after.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    audit.record("meetings.settled", current, before=before, after=after, by=by)
    look_at_days(by=by)
    return current


@transaction.atomic
def make_feed(*, by) -> str:
    """A new secret address for the actor's own calendar; gives its token, which is not kept.

    An address they had before stops working.
    """
    refuse_if(LOOKS if by.impersonator_id else "")
    user = User.objects.select_for_update().get(pk=by.user_id)
    _end(user, by=by)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=user, token_sha256=fingerprint(token), created_at=clock.now()
    )
    audit.record("calendar.address_made", feed, by=by)
    return token


@transaction.atomic
def end_feed(*, by) -> int:
    """Turn the actor's own address off; gives how many there were, 0 or 1."""
    refuse_if(LOOKS if by.impersonator_id else "")
    user = User.objects.select_for_update().get(pk=by.user_id)
    return _end(user, by=by)


def _end(user: User, *, by) -> int:
    standing = list(CalendarFeed.objects.filter(user=user, ended_at__isnull=True))
    for each in standing:
        each.ended_at = clock.now()
        each.save(update_fields=["ended_at"])
        audit.record("calendar.address_ended", each, by=by)
    return len(standing)
