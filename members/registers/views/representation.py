"""The register of representation: seats on other bodies, and what is brought back."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.sheets import Column, csv_response
from consortium.core.versions import beside
from members.registers import facts, reports
from members.registers.actions import seating
from members.registers.forms import EndForm, FilterForm, ReportForm, SeatForm
from members.registers.models import Representation
from members.registers.permissions import can_report, can_seat
from members.views.acting import acted
from members.views.paging import numbered

from .access import may_report, seats
from .pages import form_page

MOST_ROWS = 5000
STATES = (("now", "Held now"), ("due", "Report due"), ("ended", "Ended"), ("all", "All"))


def _filter(request) -> FilterForm:
    form = FilterForm(request.GET or None, names=("q", "state", "organisation"), states=STATES)
    form.fields["state"].choices = STATES
    return form


@require_safe
@signed_in
def representations(request):
    form = _filter(request)
    context = {
        "form": form,
        "page": numbered(facts.representation(form.given()), request.GET.get("page")),
        "today": clock.today(),
        "protocol": facts.protocol_of_representation(),
        "may_seat": can_seat(request.actor) is None,
        "query": request.GET.urlencode(),
    }
    return render(request, "registers/representations.html", context)


@require_safe
@signed_in
def representations_csv(request):
    columns = (
        Column("Body", lambda row: row.body),
        Column("Seat", lambda row: row.seat),
        Column("Who", lambda row: row.who),
        Column("Member", lambda row: row.organisation.name),
        Column("Mandate", lambda row: row.mandate),
        Column("From", lambda row: row.starts, "day"),
        Column("To", lambda row: row.ends, "day"),
        Column("Report by", lambda row: row.report_by, "day"),
        Column("Reports", lambda row: row.reported, "whole"),
    )
    rows = facts.representation(_filter(request).given())[:MOST_ROWS]
    return csv_response("representation", columns, rows)


@require_safe
@signed_in
def representations_pdf(request):
    content = reports.representation_pdf(_filter(request).given())
    answer = HttpResponse(content, content_type="application/pdf")
    return reports.as_download(answer, "representation")


def the(pk: int) -> Representation:
    return get_object_or_404(Representation.objects.select_related("organisation", "person"), pk=pk)


@require_safe
@signed_in
def representation(request, pk):
    """One seat with its mandate and every report."""
    return seat_page(request, the(pk))


def seat_page(request, found: Representation, form: ReportForm | None = None):
    context = {
        "found": found,
        "reports": found.reports.all()[:100],
        "today": clock.today(),
        "ended": bool(found.ends and found.ends < clock.today()),
        "may_seat": can_seat(request.actor) is None,
        "may_report": can_report(request.actor, found) is None,
        "report_form": form or ReportForm(),
        "form": form,
        "protocol": facts.protocol_of_representation(),
    }
    return render(request, "registers/representation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(seats)
def representation_new(request):
    form = SeatForm(request.POST or None)

    def verb():
        found = seating.give_seat(values=form.cleaned_data, by=request.actor)
        return found.get_absolute_url(), "It is in the register."

    return form_page(
        request, form, name="representation_new", verb=verb,
        title="Add a seat on another body", back=reverse("representations"),
        lead="Who sits there for the consortium, and what for.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(seats)
def representation_change(request, pk):
    found = the(pk)
    initial = {name: getattr(found, name) for name in seating.FIELDS}
    form = SeatForm(request.POST or None, record=found, initial=initial)

    def verb():
        with beside(form):
            seating.change_seat(
                found, values=form.cleaned_data, version=form.cleaned_data["version"],
                by=request.actor,
            )  # fmt: skip
        return found.get_absolute_url(), "Saved."

    return form_page(
        request, form, name="representation_change", verb=verb,
        title=str(found), back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(seats)
def representation_end(request, pk):
    found, form = the(pk), EndForm(request.POST or None)

    def verb():
        seating.end_seat(found, on=form.cleaned_data["on"], by=request.actor)
        return found.get_absolute_url(), "The last day is recorded."

    return form_page(
        request, form, name="representation_end", verb=verb,
        title=f"End: {found}", back=found.get_absolute_url(),
        lead="Who follows is added as a new seat, so that it stays clear who sat when.",
    )  # fmt: skip


@require_POST
@allowed(may_report)
def representation_report(request, pk):
    """What was brought back from one meeting."""
    found, form = the(pk), ReportForm(request.POST)
    if can_report(request.actor, found):
        raise Http404("Somebody else sits there.")

    def verb():
        given = {name: form.cleaned_data[name] for name in form.base_fields}
        seating.report(found, **given, by=request.actor)
        return found.get_absolute_url(), "The report is saved."

    return acted(request, form, name="representation_report", verb=verb) or seat_page(
        request, found, form
    )
