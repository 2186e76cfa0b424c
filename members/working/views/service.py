"""The secretariat: who serves the consortium, what they promise, and what was met."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.periods import FinancialYear
from members.views.paging import numbered
from members.working import facts, reports
from members.working.actions import service as verbs
from members.working.group_forms import EndForm
from members.working.models import Arrangement, Delivery, Standard
from members.working.permissions import can_keep_service
from members.working.service_forms import (
    ArrangeForm,
    DeliveryForm,
    DoneForm,
    ServiceReviewForm,
    StandardForm,
    WordsForm,
)
from members.working.states import Measured

from .access import secretariat
from .groups import form_page


@require_safe
@signed_in
def service(request):
    """Who provides what today, and this year's table."""
    return _service(request, FinancialYear.containing(clock.today()))


@require_safe
@signed_in
def service_year(request, year):
    return _service(request, year)


def _service(request, year: FinancialYear):
    today = clock.today()
    found = Arrangement.objects.select_related("organisation").prefetch_related("standards")
    context = {
        "now": found.exclude(ends__lt=today),
        "before": found.filter(ends__lt=today)[:200],
        "lines": facts.service_table(starts=year.start, ends=year.end),
        "year": year,
        "current": year == FinancialYear.containing(today),
        "may_keep": can_keep_service(request.actor) is None,
        "today": today,
    }
    return render(request, "working/service.html", context)


@require_safe
@signed_in
def service_copy(request, year):
    """The table of one year as PDF."""
    content = reports.render_service(starts=year.start, ends=year.end, label=year.label)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="service-{year.year}.pdf"'
    return response


@require_safe
@signed_in
def arrangement(request, pk):
    found = get_object_or_404(Arrangement.objects.select_related("organisation"), pk=pk)
    context = {
        "arrangement": found,
        "standards": found.standards.all(),
        "reviews": found.reviews.all()[:20],
        "today": clock.today(),
        "over": bool(found.ends),
        "may_keep": can_keep_service(request.actor) is None and not found.ends,
    }
    return render(request, "working/arrangement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def arrangement_new(request):
    form = ArrangeForm(request.POST or None)

    def verb():
        names = ("title", "organisation", "minute", "starts", "review_by", *verbs.WORDS)
        found = verbs.arrange(**{n: form.cleaned_data[n] for n in names}, by=request.actor)
        return found.get_absolute_url(), "Recorded. Add what is promised."

    return form_page(
        request, form, name="arrangement_new", verb=verb, title="Record an arrangement",
        back=reverse("service"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def arrangement_change(request, pk):
    found = get_object_or_404(Arrangement, pk=pk)
    initial = {name: getattr(found, name) for name in verbs.WORDS}
    form = WordsForm(request.POST or None, record=found, initial=initial)

    def verb():
        given = form.cleaned_data
        words = {n: given[n] for n in verbs.WORDS}
        verbs.change_arrangement(found, version=given["version"], by=request.actor, **words)
        return found.get_absolute_url(), "Saved."

    return form_page(
        request, form, name="arrangement_change", verb=verb, title=f"Change {found}",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def arrangement_end(request, pk):
    found, form = get_object_or_404(Arrangement, pk=pk), EndForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        verbs.end_arrangement(found, on=given["on"], reason=given["why"], by=request.actor)
        return found.get_absolute_url(), "Recorded. What was measured stays."

    return form_page(
        request, form, name="arrangement_end", verb=verb, title=f"End {found}",
        back=found.get_absolute_url(), lead="What it promises ends with it.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def arrangement_review(request, pk):
    found, form = get_object_or_404(Arrangement, pk=pk), ServiceReviewForm(request.POST or None)

    def verb():
        values = {n: form.cleaned_data[n] for n in ("note", "review_by")}
        verbs.review_arrangement(found, **values, by=request.actor)
        return found.get_absolute_url(), "The review is recorded, with what was met."

    return form_page(
        request, form, name="arrangement_review", verb=verb, title=f"Review {found}",
        back=found.get_absolute_url(), lead="What was met since the last review is kept with it.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def standard_new(request, pk):
    found, form = get_object_or_404(Arrangement, pk=pk), StandardForm(request.POST or None)

    def verb():
        names = ("title", "days", "basis", "event", "measured", "starts")
        verbs.promise(found, **{n: form.cleaned_data[n] for n in names}, by=request.actor)
        return found.get_absolute_url(), "Added."

    return form_page(
        request, form, name="standard_new", verb=verb, title=f"A standard for {found}",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_safe
@signed_in
def standard(request, pk):
    """Every time it counted: all by hand, or those of this year where the site measures."""
    found = get_object_or_404(Standard.objects.select_related("arrangement"), pk=pk)
    by_hand, today = found.measured == Measured.HAND, clock.today()
    year = FinancialYear.containing(today)
    cases = [] if by_hand else facts.cases_of(found, starts=year.start, ends=year.end)
    context = {
        "standard": found,
        "by_hand": by_hand,
        "page": numbered(found.deliveries.all(), request.GET.get("page")) if by_hand else None,
        "cases": [(case, case.met(today)) for case in cases],
        "year": year,
        "today": today,
        "over": bool(found.ends and found.ends < today),
        "may_keep": can_keep_service(request.actor) is None,
    }
    return render(request, "working/standard.html", context)


@require_POST
@allowed(secretariat)
def standard_end(request, pk):
    found = verbs.end_standard(get_object_or_404(Standard, pk=pk), by=request.actor)
    return redirect("arrangement", pk=found.arrangement_id)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def delivery_new(request, pk):
    found, form = get_object_or_404(Standard, pk=pk), DeliveryForm(request.POST or None)
    back = reverse("standard", args=[found.pk])

    def verb():
        values = {n: form.cleaned_data[n] for n in ("what", "base_on", "done_on")}
        verbs.record_delivery(found, **values, by=request.actor)
        return back, "Recorded."

    return form_page(
        request, form, name="delivery_new", verb=verb, title=f"Record: {found}", back=back,
        lead=found.promise[0].upper() + found.promise[1:] + ".",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def delivery_done(request, pk):
    found = get_object_or_404(Delivery.objects.select_related("standard"), pk=pk)
    form, back = DoneForm(request.POST or None), reverse("standard", args=[found.standard_id])

    def verb():
        verbs.done(found, on=form.cleaned_data["on"], by=request.actor)
        return back, "Recorded."

    return form_page(
        request, form, name="delivery_done", verb=verb, title=f"Done: {found.item}", back=back
    )
