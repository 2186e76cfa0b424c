"""Meetings as calendar files: invitations, changes, cancellations, and a person's feed (RFC 5545).

A meeting keeps its UID for life; its SEQUENCE rises with every change. Times are
published in UTC, so no calendar has to know British summer time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from consortium.core.periods import instant_of

from .models import Meeting
from .states import MeetingState

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
PRODUCT = "-//consortium//meetings//EN"


def uid_of(meeting: Meeting) -> str:
    host = urlsplit(_site()).hostname or "consortium"
    return f"{meeting.uid}@{host}"


def _site() -> str:
    return getattr(settings, "SITE_URL", "http://localhost:8000").rstrip("/")


def message(meeting: Meeting, *, method: Method, to: str, stamp: datetime) -> str:
    """One meeting for one person, to go with a mail. `to`: their address; nobody else's is told."""
    from icalendar import vCalAddress

    event = _event(meeting, stamp)
    event.add("organizer", vCalAddress(f"mailto:{_organizer()}"))
    guest = vCalAddress(f"mailto:{to}")
    guest.params["PARTSTAT"] = "NEEDS-ACTION"
    guest.params["RSVP"] = "FALSE"  # replies are given on the meeting's page
    event.add("attendee", guest)
    calendar = _calendar(method)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _organizer() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ")


def feed(meetings: Iterable[Meeting], *, name: str, stamp: datetime) -> bytes:
    """All of them in one calendar, those called off marked as such."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting, stamp))
    return calendar.to_ical()


def _calendar(method: Method):
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(meeting: Meeting, stamp: datetime):
    from icalendar import Event

    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", instant_of(meeting.on, meeting.starts_at))
    event.add("dtend", instant_of(meeting.on, meeting.ends_at))
    event.add("summary", meeting.title)
    if meeting.place or meeting.link:
        event.add("location", meeting.place or meeting.link)
    event.add("description", _description(meeting))
    event.add("url", _site() + meeting.get_absolute_url())
    off = meeting.state == MeetingState.CANCELLED
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    return event


def _description(meeting: Meeting) -> str:
    lines = [
        f"Called off: {meeting.cancelled_why}" if meeting.cancelled_why else "",
        f"Join remotely: {meeting.link}" if meeting.link else "",
        meeting.access,
        f"Agenda: {_site()}{meeting.get_absolute_url()}",
    ]
    return "\n".join(line for line in lines if line)
