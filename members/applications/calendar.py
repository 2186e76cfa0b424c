"""The invitation to a meeting as a calendar file."""

from datetime import datetime, timedelta

from consortium.core.periods import instant_of
from members.models import MeetingBusiness


def invitation(waiting: MeetingBusiness, consortium: str, *, stamp: datetime) -> bytes:
    """One event, on London's clocks and published in UTC; a whole day where no hour is known."""
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"meeting-business-{waiting.pk}@consortium")
    event.add("summary", f"Meeting of {consortium}")
    event.add("description", waiting.title)
    event.add("dtstamp", stamp)
    if waiting.place:
        event.add("location", waiting.place)
    if waiting.meeting_at:
        start = instant_of(waiting.meeting_on, waiting.meeting_at)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(hours=2))
    else:
        event.add("dtstart", waiting.meeting_on)
    calendar = Calendar()
    calendar.add("prodid", "-//consortium//applications//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
