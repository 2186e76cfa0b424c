"""Business that waits for a meeting, and what is left over, taken onto an agenda (R33, R84)."""

from django.db import transaction
from django.db.models import QuerySet

from consortium.core import audit, clock
from members.actions import business as waiting
from members.applications import notices as application_notices
from members.applications.actions.links import new_link
from members.applications.actions.sending import MEETING_KIND
from members.applications.models import Application
from members.meetings.facts import (  # noqa: F401 - they bring what is to be reported
    overrides,
    written,
)
from members.meetings.facts import waiting as facts
from members.meetings.models import AgendaItem, Meeting
from members.meetings.notices import schedule as notices
from members.meetings.permissions import can_plan
from members.meetings.states import FIXED_KINDS, ItemKind, ItemState, MeetingState, Purpose
from members.models import MeetingBusiness

from .checks import locked_meeting, refuse_if
from .items import agenda_changed, put_again, put_item
from .last import carry_left_over

TOLD = (ItemKind.OVERRIDES, ItemKind.WRITTEN)
NOT_PLANNED = "This meeting has begun or is over, so its agenda stands."


def not_planned(meeting: Meeting) -> str:
    return "" if meeting.state == MeetingState.PLANNED else NOT_PLANNED


@transaction.atomic
def take_business(meeting: Meeting, business: MeetingBusiness, *, by) -> AgendaItem:
    """Put waiting business on the agenda. It learns its day; who is invited to it is told."""
    current = locked_meeting(meeting.pk)
    business = MeetingBusiness.objects.select_for_update().get(pk=business.pk)
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
        purpose=found.purpose, mark=found.mark, about=found.about, by=by,
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


@transaction.atomic
def bring_next(*, by) -> Meeting | None:
    """What stands on the next agenda by itself, from now on: what was carried over, what a last
    meeting of a year left open, overrides to report (R74, A3), and what was put in writing (A19).

    Called when a meeting is planned or ends, when a decision is overridden, and when something
    that was put in writing is settled or asked to a meeting. Gives the meeting, None where none
    is planned.
    """
    carry_left_over(by=by)
    planned = Meeting.objects.coming(clock.today()).filter(state=MeetingState.PLANNED)
    to = planned.select_for_update().first()
    if to is None:
        return None
    taken = [_taken_again(to, each, by=by) for each in facts.carried()]
    brought = [each for each in facts.brought(to) if each.at_once or each.kind in FIXED_KINDS]
    taken += [_taken_brought(to, each, by=by) for each in brought]
    taken += _told_anew(to, by=by)
    if taken:
        agenda_changed(to)
    return to


def _told_anew(meeting: Meeting, *, by) -> list[AgendaItem]:
    """Another override, or decision in writing, joins the item that stands there already."""
    said = {each.key: each.text for each in facts.every(meeting) if each.kind in FIXED_KINDS}
    changed = []
    for item in meeting.items.filter(kind__in=TOLD, state=ItemState.PLANNED):
        key = f"{item.kind}/{item.about_kind}/{item.about_id}"
        before, item.text = item.text, said.get(key, item.text)
        if item.text != before:
            item.version += 1
            item.save(update_fields=["text", "version"])
            after = {"text": item.text}
            audit.record("agenda.item_changed", item, before={"text": before}, after=after, by=by)
            changed.append(item)
    return changed


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
