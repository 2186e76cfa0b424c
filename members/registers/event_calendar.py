"""An event as an entry for the calendar of who comes (RFC 5545).

It keeps its UID for life, and its SEQUENCE rises with every change. Times are published
in UTC, so no calendar has to know British summer time.
"""

from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from consortium.core.periods import instant_of

from .models import Event
from .states import EventState

Method = Literal["REQUEST", "CANCEL"]
PRODUCT = "-//consortium//events//EN"


def message(event: Event, *, method: Method, to: str, stamp: datetime) -> str:
    """The event for one person, to go with a mail; nobody else's address is told."""
    from icalendar import Calendar, vCalAddress

    entry = _entry(event, stamp)
    organizer = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ")
    entry.add("organizer", vCalAddress(f"mailto:{organizer}"))
    guest = vCalAddress(f"mailto:{to}")
    guest.params["PARTSTAT"] = "ACCEPTED"
    guest.params["RSVP"] = "FALSE"  # who cannot come says so by the link in the mail
    entry.add("attendee", guest)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def _entry(event: Event, stamp: datetime):
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{event.uid}@{urlsplit(settings.SITE_URL).hostname or 'consortium'}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", instant_of(event.on, event.starts_at))
    entry.add("dtend", instant_of(event.on, event.ends_at))
    entry.add("summary", event.title)
    entry.add("location", event.place or event.link)
    lines = (event.about, f"Join remotely: {event.link}" if event.link else "", event.access)
    entry.add("description", "\n".join(filter(None, lines)))
    entry.add("url", settings.SITE_URL + event.get_public_url())
    off = event.state == EventState.CANCELLED
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    return entry
