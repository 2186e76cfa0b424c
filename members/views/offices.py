"""Terms of office: the accountable body and the chair, past, present and to come."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.days import long_day
from members.actions import end_term, start_term, take_back_term
from members.forms import EndForm, ReasonForm, TermForm
from members.models import Term
from members.offices import chair_on
from members.permissions import may
from members.states import Office

from .acting import acted

SHOWN = 50


@require_safe
@signed_in
def offices(request):
    terms = Term.objects.standing().select_related("organisation", "holder").order_by("-starts")
    context = {
        "today": clock.today(),
        "offices": [
            (label, list(terms.filter(office=code)[:SHOWN])) for code, label in Office.choices
        ],
        "vacant": chair_on(clock.today()) is None,
        "may_start": may("start_term")(request.actor),
        "may_end": may("end_term")(request.actor),
    }
    return render(request, "members/offices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("start_term"))
def term_start(request):
    form = TermForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        holder = given["holder"] if given["office"] == Office.CHAIR else None
        values = {name: given[name] for name in ("organisation", "starts", "decided")}
        term = start_term(given["office"], holder=holder, **values, by=request.actor)
        days = f"from {long_day(term.starts)} to {long_day(term.ends)}"
        return reverse("offices"), f"{term.get_office_display()} {days}: recorded."

    return acted(request, form, name="term_start", verb=verb) or render(
        request, "members/term_form.html", {"form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("end_term"))
def term_end(request, pk):
    """Ends a term before its time, or takes back one that has not begun."""
    terms = Term.objects.standing().select_related("organisation", "holder")
    term = get_object_or_404(terms, pk=pk)
    begun = term.starts <= clock.today()
    form = EndForm(request.POST or None, initial={"ends": clock.today()}) if begun else None
    form = form or ReasonForm(request.POST or None)

    def verb():
        reason = form.cleaned_data["reason"]
        if begun:
            end_term(term, ends=form.cleaned_data["ends"], reason=reason, by=request.actor)
        else:
            take_back_term(term, reason=reason, by=request.actor)
        return reverse("offices"), "Recorded. Every representative is told."

    return acted(request, form, name="term_end", verb=verb) or render(
        request, "members/term_end.html", {"form": form, "term": term, "begun": begun}
    )
