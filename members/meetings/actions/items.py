"""Putting items on an agenda, in their place; the verbs above check who may."""

from django.db.models import F

from consortium.core import audit
from consortium.core.audit import kind_and_id
from members.meetings import rules_agenda
from members.meetings.models import AgendaItem, Meeting, MeetingSettings
from members.meetings.states import ItemKind, ItemState, Purpose

from .pulse import beat

PURPOSES = {
    ItemKind.MINUTES: Purpose.DECIDE,
    ItemKind.ACTIONS: Purpose.NOTE,
    ItemKind.WELCOME: Purpose.NOTE,
    ItemKind.INTERESTS: Purpose.NOTE,
    ItemKind.OVERRIDES: Purpose.NOTE,
    ItemKind.WRITTEN: Purpose.NOTE,
    ItemKind.PLAN: Purpose.DECIDE,
    ItemKind.BODY: Purpose.DECIDE,
    ItemKind.ELECTION: Purpose.DECIDE,
}


def put_item(
    meeting: Meeting, *, kind: str, title: str, about=None, carried_from=None, first=False, by,
    **fields,
) -> AgendaItem:  # fmt: skip
    """A new item where its kind usually stands, or as `first` business what a year left open. The
    meeting is locked, and its plan changes: `agenda_changed` is for the caller, once."""
    fields.setdefault("purpose", PURPOSES.get(ItemKind(kind), Purpose.DISCUSS))
    if about is not None:
        fields["about_kind"], fields["about_id"] = kind_and_id(about)
    there = list(meeting.items.standing())
    ranks = [rules_agenda.rank(each.kind, carried=bool(each.carried_from_id)) for each in there]
    place = rules_agenda.place_for(
        ranks, rules_agenda.rank(kind, carried=first or bool(carried_from))
    )
    after = there[place - 1].position if place else 0
    meeting.items.filter(position__gt=after).update(position=F("position") + 1)
    item = AgendaItem.objects.create(
        meeting=meeting, kind=kind, title=title.strip()[:160], position=after + 1,
        carried_from=carried_from, **fields,
    )  # fmt: skip
    said = {"meeting": meeting.pk, "kind": kind, "title": item.title, "purpose": item.purpose}
    if carried_from is not None:
        said["carried_from"] = carried_from.pk
    audit.record("agenda.item_added", item, after=said, by=by)
    return item


def put_standing(meeting: Meeting, settled: MeetingSettings, *, by) -> None:
    """What stands on every agenda, in the order that is settled, on one that is empty."""
    for position, each in enumerate(settled.standing, start=1):
        item = AgendaItem.objects.create(
            meeting=meeting, kind=each["kind"], title=each["title"], position=position,
            minutes=each.get("minutes") or None,
            purpose=PURPOSES.get(ItemKind(each["kind"]), Purpose.DISCUSS),
        )  # fmt: skip
        audit.record("agenda.item_added", item, after={"kind": item.kind}, by=by)


def put_again(item: AgendaItem, meeting: Meeting, *, by) -> AgendaItem:
    """What an item was comes to a later meeting as a new item."""
    return put_item(
        meeting, kind=item.kind, title=item.title, carried_from=item, text=item.text,
        purpose=item.purpose, leads=item.leads, minutes=item.minutes, mark=item.mark,
        business=item.business, about_kind=item.about_kind, about_id=item.about_id, by=by,
    )  # fmt: skip


def withdraw(item: AgendaItem, *, why: str, by) -> None:
    """Off the agenda; the row stays with its reason."""
    item.state, item.why, item.version = ItemState.WITHDRAWN, why[:300], item.version + 1
    item.save(update_fields=["state", "why", "version"])
    audit.record("agenda.item_withdrawn", item, after={"state": item.state}, reason=why, by=by)


def agenda_changed(meeting: Meeting) -> None:
    """Once for each verb: a stale page is told, the room looks again, and the chair's yes to
    what stood there before no longer counts. A meeting that is over stays as it was."""
    if not meeting.is_live:
        return
    meeting.version += 1
    meeting.agreed_on, meeting.agreed_by_id = None, None
    meeting.save(update_fields=["version", "agreed_on", "agreed_by_id"])
    beat(meeting)
