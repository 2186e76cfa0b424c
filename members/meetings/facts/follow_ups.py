"""Where the secretariat records what a meeting has decided about its business."""

from urllib.parse import urlencode

from django.urls import reverse

from members.applications.actions.sending import MEETING_KIND
from members.meetings.models import Decision
from members.models import MeetingBusiness
from members.roll.actions.criteria import BUSINESS as CRITERIA

from .decisions import Next, follow_up


@follow_up(MEETING_KIND)
def application(business: MeetingBusiness, decision: Decision) -> Next:
    return _next("Record the decision", "application_outcome", business, decision)


@follow_up(CRITERIA)
def criteria(business: MeetingBusiness, decision: Decision) -> Next:
    return _next("Record what follows", "criteria_settle", business, decision)


def _next(word: str, name: str, business: MeetingBusiness, decision: Decision) -> Next:
    """The page with the decision's number filled in as the minute."""
    minute = urlencode({"minute": decision.reference})
    return Next(word, f"{reverse(name, args=[business.object_id])}?{minute}")
