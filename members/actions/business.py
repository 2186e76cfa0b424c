"""Business put to the next meeting, told its day, settled by a minute."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Q

from consortium.core import audit, clock
from consortium.core.audit import kind_and_id
from members.models import MeetingBusiness

WAITS = Q(settled_on__isnull=True, dropped_at__isnull=True)


def waiting_for(obj: Any, *, kind: str) -> MeetingBusiness | None:
    """The open business about a record, None where nothing waits."""
    object_kind, object_id = kind_and_id(obj)
    rows = MeetingBusiness.objects.filter(WAITS, kind=kind)
    return rows.filter(object_kind=object_kind, object_id=object_id).first()


def raise_business(
    kind: str, obj: Any, *, title: str, reason: str, invited: Sequence[dict] = (), by
) -> MeetingBusiness:
    """Put a record before the next meeting. The caller's verb has checked who may."""
    object_kind, object_id = kind_and_id(obj)
    business = MeetingBusiness.objects.create(
        kind=kind,
        object_kind=object_kind,
        object_id=object_id,
        title=title[:200],
        reason=reason,
        invited=list(invited),
        raised_on=clock.today(),
        raised_by_id=by.user_id,
    )
    audit.record("business.raised", business, after={"kind": kind, "title": title}, by=by)
    return business


@transaction.atomic
def name_the_meeting(
    business: MeetingBusiness, *, day: date, at: time | None = None, place: str = "", by
) -> MeetingBusiness:
    """Say when and where the meeting is that takes it."""
    current = MeetingBusiness.objects.select_for_update().get(pk=business.pk)
    before = {"day": current.meeting_on, "at": current.meeting_at, "place": current.place}
    current.meeting_on, current.meeting_at, current.place = day, at, place.strip()
    current.save(update_fields=["meeting_on", "meeting_at", "place"])
    after = {"day": day, "at": at, "place": current.place}
    audit.record("business.meeting_named", current, before=before, after=after, by=by)
    return current


@transaction.atomic
def no_meeting(business: MeetingBusiness, *, by) -> MeetingBusiness:
    """Its meeting was called off, or it was taken off the agenda: it waits for another one."""
    current = MeetingBusiness.objects.select_for_update().get(pk=business.pk)
    before = {"day": current.meeting_on, "at": current.meeting_at, "place": current.place}
    current.meeting_on, current.meeting_at, current.place = None, None, ""
    current.save(update_fields=["meeting_on", "meeting_at", "place"])
    audit.record("business.meeting_gone", current, before=before, by=by)
    return current


def settle(business: MeetingBusiness, *, on: date, minute: str, by) -> MeetingBusiness:
    """The meeting of that day has decided; `minute` says where it is written."""
    business.settled_on, business.minute = on, minute.strip()
    business.save(update_fields=["settled_on", "minute"])
    after = {"settled_on": on, "minute": business.minute}
    audit.record("business.settled", business, after=after, by=by)
    return business


def drop(business: MeetingBusiness, *, reason: str, by) -> None:
    """Nothing is left to decide: the matter was withdrawn."""
    business.dropped_at = clock.now()
    business.save(update_fields=["dropped_at"])
    audit.record("business.dropped", business, reason=reason, by=by)
