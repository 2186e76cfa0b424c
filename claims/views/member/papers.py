"""What a member keeps of a claim: the PDF of each submission, and the dates as a calendar file."""

from datetime import UTC, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Claim, Submission
from claims.permissions import can_see
from claims.states import HAS_BEEN_SENT
from claims.views.member.access import member_side, own_claim
from claims.views.member.home import has_to_do_with_claims
from consortium.core import files
from consortium.core.access import allowed
from consortium.core.periods import instant_of


@require_safe
@allowed(has_to_do_with_claims)
def claim_pdf(request, pk: int, number: int):
    """One submission's PDF, from the store; a page that waits while it is being made."""
    claim = get_object_or_404(Claim.objects.prefetch_related("assignments"), pk=pk)
    if not can_see(request.actor, claim):
        raise Http404("No such claim.")
    submission = get_object_or_404(
        Submission.objects.defer("snapshot").select_related("pdf"), claim=claim, number=number
    )
    if submission.pdf is None:
        return render(request, "claims/member/pdf_waits.html", {"claim": claim}, status=202)
    return files.serve(request, submission.pdf)


@require_safe
@member_side
def claim_dates(request, pk: int):
    """The dates of a claim as a calendar file, on London's clocks, published in UTC."""
    claim = own_claim(request, pk)
    response = HttpResponse(_calendar(claim, request), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="claim-{claim.round.quarter}.ics"'
    return response


def _calendar(claim: Claim, request) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//consortium//claims//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    url = request.build_absolute_uri(reverse("claim", args=[claim.pk]))
    for code, title, day in dates_of(claim):
        calendar.add_component(_event(claim, code, title, day, url))
    return calendar.to_ical()


def dates_of(claim: Claim) -> list[tuple[str, str, object]]:
    """(code, words, local day) of what is still to come of this claim."""
    period = claim.round.period.label
    if claim.state not in HAS_BEEN_SENT:
        return [("due", f"Claim for {period} due", claim.round.member_due)]
    return [
        ("check", f"Claim for {period}: you will have heard", claim.round.check_due),
        ("pay", f"Claim for {period}: payment expected", claim.expected_on or claim.round.pay_due),
    ]


def _event(claim: Claim, code: str, title: str, day, url: str):
    from icalendar import Event

    event = Event()
    event.add("uid", f"claim-{claim.pk}-{code}@consortium")
    event.add("summary", title)
    event.add("description", f"{claim.reference}\n{url}")
    event.add("url", url)
    event.add("dtstart", instant_of(day, time(9, 0)))
    event.add("dtend", instant_of(day, time(9, 0)) + timedelta(minutes=30))
    event.add("dtstamp", claim.updated_at.astimezone(UTC))
    event.add("transp", "TRANSPARENT")
    return event
