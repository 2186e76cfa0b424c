"""Business that waits for a meeting, and what is left over, taken onto an agenda (R33, R84)."""

from django.db import transaction
from django.db.models import QuerySet

from members.actions import business as waiting
from members.applications import notices as application_notices
from members.applications.actions.links import new_link
from members.applications.actions.sending import MEETING_KIND
from members.applications.models import Application
from members.meetings.facts import waiting as facts
from members.meetings.models import AgendaItem, Meeting
from members.meetings.notices import schedule as notices
from members.meetings.permissions import can_plan
from members.meetings.states import ItemKind, MeetingState, Purpose
from members.models import MeetingBusiness

from .checks import locked_meeting, refuse_if
from .items import agenda_changed, put_again, put_item

NOT_PLANNED = "This meeting has begun or is over, so its agenda stands."


def not_planned(meeting: Meeting) -> str:
    return "" if meeting.state == MeetingState.PLANNED else NOT_PLANNED


@transaction.atomic
def take_business(meeting: Meeting, business: MeetingBusiness, *, by) -> AgendaItem:
    """Put waiting business on the agenda. It learns its day; who is invited to it is told."""
    current = locked_meeting(meeting.pk)
    refuse_if(
        can_plan(by, current), not_planned(current),
        "" if facts.business().filter(pk=business.pk).exists() else
        "This is on an agenda already, or does not wait any more.",
    )  # fmt: skip
    item = _taken(current, business, by=by)
    agenda_changed(current)
    return item


def _taken(meeting: Meeting, business: MeetingBusiness, *, by) -> AgendaItem:
    item = put_item(
        meeting, kind=ItemKind.BUSINESS, title=business.title, text=business.reason, minutes=10,
        purpose=Purpose.DECIDE, business=business,
        about=(business.object_kind, business.object_id), by=by,
    )  # fmt: skip
    name_meeting(business, meeting, by=by)
    return item


def name_meeting(business: MeetingBusiness, meeting: Meeting, *, by) -> None:
    """The business knows when and where it is dealt with, and so does who is invited to it."""
    named = waiting.name_the_meeting(
        business, day=meeting.on, at=meeting.starts_at, place=meeting.place, by=by
    )
    if named.kind != MEETING_KIND:
        return
    application = Application.objects.get(pk=named.object_id)
    if application.email:
        token, _ = new_link(application)
        application.token = token
        application_notices.invited(application, token, named, by=by)


@transaction.atomic
def take_carried(meeting: Meeting, item: AgendaItem, *, by) -> AgendaItem:
    """What an earlier meeting carried over comes to this one."""
    current = locked_meeting(meeting.pk)
    refuse_if(
        can_plan(by, current), not_planned(current),
        "" if facts.carried().filter(pk=item.pk).exists() else
        "This is on an agenda already, or was not carried over.",
    )  # fmt: skip
    new = _taken_again(current, item, by=by)
    agenda_changed(current)
    return new


def _taken_again(meeting: Meeting, item: AgendaItem, *, by) -> AgendaItem:
    new = put_again(item, meeting, by=by)
    if new.business_id:
        name_meeting(new.business, meeting, by=by)
    return new


@transaction.atomic
def take_brought(meeting: Meeting, key: str, *, by) -> AgendaItem:
    """What another part of the site brings: a step of a review, overrides to report."""
    current = locked_meeting(meeting.pk)
    found = {each.key: each for each in facts.brought(current)}.get(key)
    refuse_if(
        can_plan(by, current), not_planned(current),
        "" if found else "This is on an agenda already, or does not wait any more.",
    )  # fmt: skip
    item = _taken_brought(current, found, by=by)
    agenda_changed(current)
    return item


def _taken_brought(meeting: Meeting, found: facts.Brought, *, by) -> AgendaItem:
    return put_item(
        meeting, kind=found.kind, title=found.title, text=found.text, minutes=found.minutes,
        purpose=found.purpose, about=found.about, by=by,
    )  # fmt: skip


@transaction.atomic
def take_all(meeting: Meeting, *, by) -> int:
    """Everything that waits, at once: carried over, brought, business. Gives how many.

    The clock does this on the day on which items are called for, and the secretariat when
    they press it; it may be either, as nothing is chosen.
    """
    current = locked_meeting(meeting.pk)
    refuse_if(None if by.is_system else can_plan(by, current), not_planned(current))
    taken = [_taken_again(current, each, by=by) for each in facts.carried()]
    taken += [_taken_brought(current, each, by=by) for each in facts.brought(current)]
    taken += [_taken(current, each, by=by) for each in facts.business()]
    if taken:
        agenda_changed(current)
    return len(taken)


def move_business(meeting: Meeting, *, by) -> None:
    """The meeting has another day, time or place: its business and who is invited learn it."""
    for item in _with_business(meeting):
        name_meeting(item.business, meeting, by=by)


def call_off_business(meeting: Meeting, *, by) -> None:
    """The meeting is called off: its business waits again, and who is invited learns it."""
    for item in _with_business(meeting):
        waiting.no_meeting(item.business, by=by)
        notices.invited_called_off(item.business, meeting, by=by)


def _with_business(meeting: Meeting) -> QuerySet[AgendaItem]:
    return meeting.items.open().filter(business__isnull=False).select_related("business")
