"""What would go out to whom, sending it, and the proof of what went (J5; R71, R93)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core.access import allowed
from members.meetings.actions import circulation
from members.meetings.actions.packs import ask_packs
from members.meetings.facts.circulating import outline
from members.meetings.forms.papers import CirculateForm
from members.meetings.models import Meeting
from members.views.acting import acted

from .access import secretariat, secretariat_or_chair
from .papers import words_of


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def circulate(request, pk):
    """The preview: who gets what, in time or late. "Circulate" sends it, once."""
    meeting = get_object_or_404(Meeting, pk=pk)
    found = outline(meeting)
    form = CirculateForm(
        request.POST or None, late=found.timing.late, initial={"number": found.number}
    )

    def verb():
        given = form.cleaned_data
        sent = circulation.circulate(
            meeting, number=given["number"], reason=given.get("reason", ""),
            words=given["words"], by=request.actor,
        )  # fmt: skip
        ask_packs(meeting, by=request.actor)
        people = sent.receipts.count()
        return f"{meeting.get_absolute_url()}papers/", f"Sent to {people} people. {words_of(sent)}."

    context = {"meeting": meeting, "outline": found, "form": form, "current": "papers"}
    return acted(request, form, name="circulate", verb=verb) or render(
        request, "meetings/circulate.html", context
    )


@require_safe
@allowed(secretariat_or_chair)
def circulation_proof(request, pk, circulation_pk):
    """Who got which version at which moment, and who has opened it."""
    meeting = get_object_or_404(Meeting, pk=pk)
    sent = get_object_or_404(meeting.circulations, pk=circulation_pk)
    receipts = list(
        sent.receipts.select_related("user").prefetch_related("received__version__paper")
    )
    context = {
        "meeting": meeting,
        "sent": sent,
        "timing": words_of(sent),
        "versions": sent.versions.select_related("version__paper", "version__file"),
        "receipts": receipts,
        "opened": sum(each.opened_at is not None for each in receipts),
        "current": "papers",
    }
    return render(request, "meetings/circulation.html", context)
