"""The decision: the chair's, or a meeting's as the secretariat records it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consortium.core.access import allowed
from members.actions.business import waiting_for
from members.applications import facts, rules
from members.applications.actions import deciding, sending
from members.applications.forms import MaybeReasonForm, MeetingForm, OutcomeForm, ReasonForm
from members.applications.states import OVER
from members.applications.states import ApplicationState as S
from members.views.acting import acted

from .access import chairs, may_put_to_meeting, own, secretariat


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(chairs)
def application_admit(request, pk):
    return _decide(request, pk, "admit")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(chairs)
def application_refuse(request, pk):
    return _decide(request, pk, "refuse")


def _decide(request, pk: int, which: str):
    """Asks first: what it means, and the reason."""
    found = own(request, pk)
    if found.state != S.DECIDING and request.method != "POST":
        return redirect(found)
    form = (MaybeReasonForm if which == "admit" else ReasonForm)(request.POST or None)

    def verb():
        act = deciding.admit if which == "admit" else deciding.refuse
        act(found, reason=form.cleaned_data["reason"], by=request.actor)
        words = "is a member from today" if which == "admit" else "is not admitted"
        return found.get_absolute_url(), f"{found.name} {words}. The letter is being made."

    context = {
        "application": found,
        "form": form,
        "which": which,
        "against": rules.against_admission(facts.shown(found)) if which == "admit" else [],
        "grounds": facts.grounds(found),
        "replies": found.replies.select_related("organisation"),
    }
    return acted(request, form, name=f"application_{which}", verb=verb) or render(
        request, "applications/decide.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_put_to_meeting)
def application_to_meeting(request, pk):
    found = own(request, pk)
    if found.state != S.DECIDING and request.method != "POST":
        return redirect(found)
    form = MaybeReasonForm(request.POST or None)

    def verb():
        deciding.put_to_meeting(found, reason=form.cleaned_data["reason"], by=request.actor)
        return found.get_absolute_url(), "It is on the next meeting, and the applicant is invited."

    context = {"application": found, "form": form, "grounds": facts.grounds(found)}
    return acted(request, form, name="application_to_meeting", verb=verb) or render(
        request, "applications/to_meeting.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_meeting(request, pk):
    """When and where the meeting is; the applicant is told."""
    found = own(request, pk)
    waiting = waiting_for(found, kind=sending.MEETING_KIND)
    if waiting is None:
        raise Http404("It does not wait for a meeting.")
    form = MeetingForm(request.POST or None, business=waiting)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("day", "at", "place")}
        deciding.name_the_meeting(found, **values, by=request.actor)
        return found.get_absolute_url(), "Saved. The applicant is told."

    return acted(request, form, name="application_meeting", verb=verb) or render(
        request, "applications/meeting.html", {"application": found, "form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_outcome(request, pk):
    """What the meeting decided, with its day and minute."""
    found = own(request, pk)
    waiting = waiting_for(found, kind=sending.MEETING_KIND)
    if waiting is None:
        raise Http404("It does not wait for a meeting.")
    minute = request.GET.get("minute", "")[:120]
    initial = {"on": waiting.meeting_on, "minute": minute}
    form = OutcomeForm(request.POST or None, initial=initial)

    def verb():
        given = form.cleaned_data
        admitted = given["outcome"] == "admit"
        act = deciding.admit_at_meeting if admitted else deciding.refuse_at_meeting
        values = {name: given[name] for name in ("on", "minute", "reason")}
        act(found, **values, by=request.actor)
        return found.get_absolute_url(), "The decision is recorded, and the letter is being made."

    context = {
        "application": found,
        "form": form,
        "against": rules.against_admission(facts.shown(found)),
    }
    return acted(request, form, name="application_outcome", verb=verb) or render(
        request, "applications/outcome.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_withdraw(request, pk):
    """The applicant has said that they take it back."""
    found = own(request, pk)
    if found.state in OVER:
        raise Http404("There is nothing to withdraw.")
    form = ReasonForm(request.POST or None)

    def verb():
        sending.withdraw(found, reason=form.cleaned_data["reason"], by=request.actor)
        return found.get_absolute_url(), "The application is withdrawn."

    context = {"form": form, "application": found}
    return acted(request, form, name="application_withdraw", verb=verb) or render(
        request, "applications/withdraw.html", context
    )
