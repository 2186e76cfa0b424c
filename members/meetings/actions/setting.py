"""What the consortium has settled about its meetings; and calendar addresses of people."""

import secrets
from collections.abc import Sequence
from datetime import time

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.versions import check_version
from members.meetings.models import CalendarFeed, Decision, MeetingSettings
from members.meetings.permissions import LOOKS, can_plan
from members.meetings.permissions_written import can_settle_written
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
def settle_written(
    *, allowed: bool, decision: Decision | None, days: int, version, by
) -> MeetingSettings:
    """Switch written decisions on, naming the decision of a meeting that allows them, or off
    (A19). What was sent before goes on until its closing day."""
    MeetingSettings.objects.get_or_create(pk=1)
    current = MeetingSettings.objects.select_for_update().get(pk=1)
    check_version(current, version)
    refuse_if(
        can_settle_written(by),
        "Name the decision of the consortium that allows it." if allowed and not decision else "",
        _not_by_a_meeting(decision) if allowed and decision else "",
        "" if 1 <= days <= 30 else "Enter 1 to 30 clear days.",
    )
    before = _written_facts(current)
    current.written_allowed, current.written_days = allowed, days
    current.written_decision = decision or current.written_decision
    current.version += 1
    current.save()
    audit.record("written.settled", current, before=before, after=_written_facts(current), by=by)
    return current


def _not_by_a_meeting(decision: Decision) -> str:
    if decision.meeting_id is None:
        return "Only a meeting can allow written decisions, not one of them."
    if decision.is_overridden:
        return f"{decision.reference} is overridden, so it allows nothing."
    return ""


def _written_facts(current: MeetingSettings) -> dict:
    return {
        "written_allowed": current.written_allowed,
        "written_decision": current.written_decision_id,
        "written_days": current.written_days,
    }


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
