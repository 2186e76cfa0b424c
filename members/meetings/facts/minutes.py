"""Minutes as pages ask for them; and those that wait for approval, for the next agenda (R71)."""

import json

from consortium.core.actor import Actor
from members.meetings.models import Meeting, Minutes
from members.meetings.permissions_after import reads_draft
from members.meetings.permissions_marks import decisions_read_by
from members.meetings.states import ItemKind, Mark, MinutesState, Purpose

from .record import as_read_by, for_the_public, named, record_of
from .waiting import Brought, brings

MEETING_ONLY = [Mark.PUBLIC, Mark.MEETING]


def of(meeting: Meeting, actor: Actor) -> Minutes | None:
    """What this person may open: a draft that is being written is for who writes and the chair."""
    rows = Minutes.objects.select_related("meeting", "approved_by__meeting", "file")
    found = rows.filter(meeting=meeting).first()
    if found is None or found.state != MinutesState.DRAFT or reads_draft(actor):
        return found
    return None


def whole(minutes: Minutes) -> dict:
    """All of the record: as it was sealed, or as it stands."""
    return json.loads(minutes.sealed) if minutes.sealed else record_of(minutes)


def read_by(minutes: Minutes, actor: Actor) -> dict:
    """The record with names, for this person."""
    return named(as_read_by(whole(minutes), decisions_read_by(actor)))


def public(minutes: Minutes) -> dict:
    return for_the_public(whole(minutes))


@brings
def to_approve(meeting: Meeting) -> list[Brought]:
    """Circulated minutes of earlier meetings. One query."""
    rows = Minutes.objects.filter(state=MinutesState.CIRCULATED, meeting__on__lt=meeting.on)
    return [
        Brought(
            kind=ItemKind.MINUTES, title=str(each), about=each, purpose=Purpose.DECIDE,
            text=f"The minutes of {each.meeting.on.day} {each.meeting.on:%B %Y} are approved "
            "as a true record.",
        )
        for each in rows.select_related("meeting").order_by("meeting__on")
    ]  # fmt: skip
