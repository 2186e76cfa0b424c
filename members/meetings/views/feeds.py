"""Meetings in people's calendars: one as a file, all of them at a secret address."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import public, signed_in
from members.meetings import calendar
from members.meetings.actions import setting
from members.meetings.facts import feeds
from members.meetings.models import Meeting
from members.models import Consortium

CALENDAR = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def meetings_calendar(request):
    """One's own address: made here, shown this once, turned off here."""
    address = ""
    if request.method == "POST":
        token = setting.make_feed(by=request.actor)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    context = {"feed": feeds.own_feed(request.actor.user_id), "address": address}
    return render(request, "meetings/calendar.html", context)


@require_POST
@signed_in
def meetings_calendar_end(request):
    setting.end_feed(by=request.actor)
    messages.success(request, "The address is turned off.")
    return redirect("meetings_calendar")


@require_safe
@public
def calendar_feed(request, token):
    """What a calendar reads, without a sign-in: whoever holds the address. Names nobody."""
    if feeds.reader_of(token) is None:
        raise Http404
    content = calendar.feed(feeds.meetings_for_feed(), name=_name(), stamp=clock.now())
    answer = HttpResponse(content, content_type=CALENDAR)
    answer["Cache-Control"] = "private, max-age=900"
    answer["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return answer


@require_safe
@signed_in
def meeting_ics(request, pk):
    """One meeting, to open in a calendar."""
    found = get_object_or_404(Meeting, pk=pk)
    content = calendar.feed([found], name=_name(), stamp=clock.now())
    answer = HttpResponse(content, content_type=CALENDAR)
    answer["Content-Disposition"] = f'attachment; filename="meeting-{found.on}.ics"'
    return answer


def _name() -> str:
    everyday = Consortium.names().get("consortium_name", "")
    return f"Meetings: {everyday}" if everyday else "Meetings"
