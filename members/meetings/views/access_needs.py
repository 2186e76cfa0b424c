"""What people need to take part: theirs, and the secretariat's check list (R92)."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members.meetings.actions import access
from members.meetings.facts.access import needs_for, own_needs, points_of
from members.meetings.forms.papers import AccessCheckForm, NeedsForm
from members.meetings.models import Meeting
from members.models import User
from members.views.acting import acted

from .access import secretariat


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def access_needs(request):
    """One's own, for every meeting."""
    return needs_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def meeting_access(request, pk):
    """One's own for one meeting; for the secretariat what all said, and the check list."""
    return needs_page(request, get_object_or_404(Meeting, pk=pk))


def needs_page(request, meeting: Meeting | None, *, check_form=None):
    if request.method == "POST" and request.actor is None:
        return redirect("home")
    user = get_object_or_404(User, pk=request.user.pk)
    posted = request.POST if check_form is None and request.method == "POST" else None
    open_now = meeting is not None and meeting.is_live
    form = NeedsForm(posted, with_meeting=open_now, initial=own_needs(user, meeting))

    def verb():
        given = form.cleaned_data
        access.write_need(user, text=given["lasting"], by=request.actor)
        if open_now:
            access.write_need(user, text=given["here"], meeting=meeting, by=request.actor)
        return request.path, "Saved. Only you and the secretariat see it."

    done = acted(request, form, name="access_needs", verb=verb) if posted is not None else None
    office = meeting is not None and request.actor is not None and secretariat(request.actor)
    context = {
        "meeting": meeting,
        "form": form if form.is_bound else check_form,
        "needs_form": form,
        "office": office,
        "needs": needs_for(meeting) if office else [],
        "points": points_of(meeting) if office else [],
        "may_check": office and meeting.is_live,
        "check_form": check_form or (_check_form(meeting) if office else None),
        "today": clock.today(),
        "current": "replies",
    }
    return done or render(request, "meetings/access.html", context)


def _check_form(meeting: Meeting, data=None) -> AccessCheckForm:
    initial = {}
    for each in meeting.access_checks.all():
        initial |= {f"{each.point}_done": each.done, f"{each.point}_note": each.note}
    return AccessCheckForm(data, initial=initial, auto_id="check_%s")


@require_POST
@allowed(secretariat)
def access_check(request, pk):
    meeting = get_object_or_404(Meeting, pk=pk)
    form = _check_form(meeting, request.POST)

    def verb():
        access.check_access(meeting, form.points(), by=request.actor)
        return f"{meeting.get_absolute_url()}access/", "The list is saved."

    return acted(request, form, name="access_check", verb=verb) or needs_page(
        request, meeting, check_form=form
    )
