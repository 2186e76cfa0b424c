"""The awareness log: reading, writing down, putting right, striking out."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.periods import FinancialYear
from consortium.core.sheets import Column, csv_response
from consortium.core.versions import beside
from members.models import Organisation
from members.registers import facts
from members.registers.actions import logging
from members.registers.forms import FilterForm, LogForm, StrikeForm
from members.registers.models import Awareness
from members.registers.permissions import acts_for_all, can_log, can_log_for
from members.registers.states import AwarenessKind
from members.views.paging import numbered

from .access import logs
from .pages import form_page

MOST_ROWS = 5000


def _filter(request) -> FilterForm:
    names = ("q", "kind", "sector", "organisation")
    return FilterForm(request.GET or None, names=names, kinds=AwarenessKind.choices)


@require_safe
@signed_in
def awareness(request):
    """What was done, the newest first; this year's count by quarter and audience."""
    form, year = _filter(request), FinancialYear.containing(clock.today())
    page = numbered(facts.awareness(form.given()), request.GET.get("page"))
    for row in page.rows:
        row.mine = can_log_for(request.actor, row.organisation_id) is None
    context = {
        "form": form,
        "page": page,
        "year": year,
        "counts": facts.awareness_counts(year),
        "may_log": can_log(request.actor) is None,
        "query": request.GET.urlencode(),
    }
    return render(request, "registers/awareness.html", context)


@require_safe
@signed_in
def awareness_csv(request):
    columns = (
        Column("Day", lambda row: row.on_day, "day"),
        Column("What", lambda row: row.what),
        Column("Kind", lambda row: row.get_kind_display()),
        Column("Audience", lambda row: row.get_sector_display()),
        Column("By", lambda row: row.who),
        Column("Place", lambda row: row.place),
        Column("People reached", lambda row: row.reached, "whole"),
        Column("Note", lambda row: row.note),
    )
    rows = facts.awareness(_filter(request).given())[:MOST_ROWS]
    return csv_response("awareness", columns, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(logs)
def awareness_new(request):
    actor = request.actor
    form = LogForm(request.POST or None, for_all=acts_for_all(actor))

    def verb():
        organisation = form.cleaned_data.get("organisation")
        if not acts_for_all(actor):
            organisation = Organisation.objects.get(pk=actor.organisation_id)
        logging.log_awareness(organisation, values=form.cleaned_data, by=actor)
        return reverse("awareness"), "It is in the log."

    return form_page(
        request, form, name="awareness_new", verb=verb,
        title="Add to the awareness log", back=reverse("awareness"),
        lead="An event, a talk, a leaflet: what you did to make the consortium known.",
    )  # fmt: skip


def own(request, pk: int) -> Awareness:
    """One that this person may change; another member's is 404 (X1)."""
    found = get_object_or_404(Awareness.objects.standing().select_related("organisation"), pk=pk)
    if can_log_for(request.actor, found.organisation_id):
        raise Http404("It is another member's.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(logs)
def awareness_change(request, pk):
    found = own(request, pk)
    initial = {name: getattr(found, name) for name in logging.AWARENESS}
    form = LogForm(request.POST or None, for_all=False, record=found, initial=initial)

    def verb():
        with beside(form):
            logging.change_awareness(
                found, values=form.cleaned_data, version=form.cleaned_data["version"],
                by=request.actor,
            )  # fmt: skip
        return reverse("awareness"), "Saved."

    return form_page(
        request, form, name="awareness_change", verb=verb,
        title=found.what, back=reverse("awareness"), lead=found.who,
        further=reverse("awareness_strike", args=[pk]), further_word="Strike it out",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(logs)
def awareness_strike(request, pk):
    """It was written down by mistake."""
    found, form = own(request, pk), StrikeForm(request.POST or None)

    def verb():
        logging.strike_awareness(found, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("awareness"), "It is struck out."

    return form_page(
        request, form, name="awareness_strike", verb=verb,
        title=f"Strike out: {found.what}", back=reverse("awareness"),
        lead="It leaves the list and the counts. That it stood there stays on record.",
    )  # fmt: skip
