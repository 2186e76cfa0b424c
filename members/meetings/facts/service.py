"""How well the secretariat serves meetings: for the table of service (10.1, R87)."""

from datetime import date

from django.db.models import Prefetch

from members.meetings.models import Circulation, Meeting
from members.meetings.states import MeetingState
from members.working.facts import measures
from members.working.states import Measured


@measures(Measured.AGENDAS)
def agendas(starts: date, ends: date):
    """From the working day for which the first circulation counts to the day of the meeting.

    A meeting that was called off before anything went out is no promise broken. Two queries.
    """
    first = Circulation.objects.filter(number=1)
    found = Meeting.objects.standing().filter(on__gte=starts, on__lte=ends)
    found = found.prefetch_related(Prefetch("circulations", first, to_attr="first_sent"))
    for each in found.order_by("on", "pk"):
        sent = each.first_sent[0].counts_for if each.first_sent else None
        yield str(each), each.on, sent


@measures(Measured.MINUTES)
def minutes(starts: date, ends: date):
    """From the day of a meeting that was held to the day on which its draft went round. One
    query."""
    held = Meeting.objects.filter(state=MeetingState.HELD, on__gte=starts, on__lte=ends)
    for each in held.select_related("record").order_by("on", "pk"):
        written = getattr(each, "record", None)
        yield str(each), each.on, written.circulated_on if written else None
