"""The register of decisions, and one decision (S20; R36, R73, R96, R97)."""

import csv

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed, signed_in
from consortium.core.filetypes import FileRefused
from consortium.core.periods import FinancialYear
from consortium.core.plainforms import TokenForm
from consortium.core.sheets import plain_text
from consortium.core.workflow import Refused
from members.meetings.actions import looking_after, opting_out, overriding
from members.meetings.facts import decisions as facts
from members.meetings.facts import results
from members.meetings.facts.duties import duties_of
from members.meetings.forms.decisions import (
    OTHER,
    LookAfterForm,
    OptOutForm,
    OverrideForm,
    register_filter,
)
from members.meetings.models import Decision, OptOut, Override
from members.meetings.permissions import can_override, can_plan, can_speak_for
from members.meetings.reports import overrides as reports
from members.models import Organisation
from members.offices import accountable_body_id_on
from members.views.acting import acted
from members.views.paging import numbered

from .access import overrides, secretariat, votes


def _one(request, pk: int) -> Decision:
    return get_object_or_404(facts.register(request.actor), pk=pk)


# What each choice of the filter means.
STATES = {
    "overridden": {"override__isnull": False},
    "unreported": {"override__isnull": False, "override__reported_at__isnull": True},
    "out": {"out__gt": 0},
}


def _filtered(request):
    form = register_filter(request.GET)
    found, given = facts.register(request.actor), form.given()
    if given.get("q"):
        found = found.filter(wording__icontains=given["q"])
    if given.get("kind"):
        found = found.filter(kind=given["kind"])
    return form, found.filter(**STATES.get(given.get("state", ""), {}))


@require_safe
@signed_in
def decisions(request):
    """Every decision that this person may read, newest first."""
    form, found = _filtered(request)
    context = {
        "form": form,
        "page": numbered(found, request.GET.get("page")),
        "year": FinancialYear.containing(clock.today()),
        "filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "meetings/decisions.html", context)


@require_safe
@signed_in
def decisions_csv(request):
    """The same list as a sheet, in the filter of the address."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    sheet.writerow(
        ["Number", "Decided", "Wording", "Kind", "How", "In force from", "Owner",
         "Look again", "Members that take no part", "Overridden", "Reported"]
    )  # fmt: skip
    for each in _filtered(request)[1].iterator(chunk_size=500):
        made = each.override if each.is_overridden else None
        sheet.writerow(
            [each.reference, each.decided_on, plain_text(each.wording), each.get_kind_display(),
             each.get_how_display(), each.effective_on, plain_text(each.owner),
             each.review_on or "", each.out, made.on if made else "",
             (made.reported_on or "") if made else ""]
        )  # fmt: skip
    return response


@require_safe
@signed_in
def decision(request, pk):
    """One decision: its words, how it was reached, who is bound, what became of it."""
    found = _one(request, pk)
    bound, out = facts.bound_and_out(found)
    mine = next((each for each in out if each.organisation_id == request.actor.organisation_id), 0)
    speaks = can_speak_for(request.actor, request.actor.organisation_id or 0) is None
    member = any(each.pk == request.actor.organisation_id for each in bound)
    body = accountable_body_id_on(clock.today())
    planning = can_plan(request.actor) is None
    context = {
        "decision": found,
        "override": found.override if found.is_overridden else None,
        "result": results.sentence(found.motion),
        "bound": bound,
        "out": out,
        "mine": mine,
        "may_opt_out": speaks and member,
        "may_opt_in": bool(mine) and speaks,
        "may_override": not found.is_overridden and can_override(request.actor, body) is None,
        "may_look_after": planning,
        "elected": facts.elected_by(found),
        "about": facts.about(found, request.actor),
        "next": facts.next_step(found) if planning else None,
        "back_form": TokenForm(),
    }
    return render(request, "meetings/decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(votes)
def decision_opt_out(request, pk):
    found, form = _one(request, pk), OptOutForm(request.POST or None)
    own = get_object_or_404(Organisation, pk=request.actor.organisation_id)

    def verb():
        reason = form.cleaned_data["reason"]
        opting_out.opt_out(found, organisation=own, reason=reason, by=request.actor)
        return found.get_absolute_url(), f"{own.name} takes no part. The others see it."

    context = {"form": form, "decision": found, "own": own, "duties": duties_of(own)}
    return acted(request, form, name="decision_opt_out", verb=verb) or render(
        request, "meetings/opt_out.html", context
    )


@require_POST
@allowed(votes)
def decision_opt_in(request, pk):
    own = OptOut.objects.filter(organisation_id=request.actor.organisation_id)
    found, form = get_object_or_404(own, pk=pk), TokenForm(request.POST)

    def verb():
        opting_out.take_part(found, by=request.actor)
        return found.decision.get_absolute_url(), "You take part from today."

    done = acted(request, form, name="decision_opt_in", verb=verb)
    if done is None:
        for words in form.non_field_errors():
            messages.error(request, words)
    return done or redirect(found.decision)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(overrides)
def decision_override(request, pk):
    found = _one(request, pk)
    if can_override(request.actor, accountable_body_id_on(clock.today())):
        raise Http404("This is for the accountable body.")
    form = OverrideForm(request.POST or None, request.FILES or None)

    def verb():
        given = form.cleaned_data
        key, words = given["term_key"], {n: given[n] for n in ("clause", "reason", "effect")}
        term = given["term"] if key == OTHER else ""
        try:
            overriding.override(
                found, **words, term=term, term_key=key, upload=given["file"], by=request.actor
            )
        except FileRefused as refused:
            raise Refused(str(refused)) from refused
        return found.get_absolute_url(), "It is overridden. Every member is told."

    return acted(request, form, name="decision_override", verb=verb) or render(
        request, "meetings/override.html", {"form": form, "decision": found}
    )


@require_safe
@signed_in
def overrides_pdf(request, year):
    """The overrides of a financial year, as this person may read them (R74)."""
    content = reports.render_overrides(year, request.actor)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="overrides-{year.year}.pdf"'
    return response


@require_safe
@signed_in
def override_file(request, pk):
    """The page of the grant that an override cites."""
    seen = Override.objects.filter(decision__in=Decision.objects.visible_to(request.actor))
    found = get_object_or_404(seen.select_related("file"), pk=pk)
    if not found.file.may_be_served:
        raise Http404("This file is still being looked at.")
    return files.serve(request, found.file)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def decision_look_after(request, pk):
    found = _one(request, pk)
    values = {name: getattr(found, name) for name in ("owner", "owner_person", "review_on")}
    form = LookAfterForm(request.POST or None, initial=values)

    def verb():
        looking_after.look_after(found, **{n: form.cleaned_data[n] for n in values},
                                 by=request.actor)  # fmt: skip
        return found.get_absolute_url(), "Saved."

    context = {
        "form": form,
        "title": f"Who looks after {found.reference}",
        "lead": found.wording,
        "back": found.get_absolute_url(),
    }
    return acted(request, form, name="decision_look_after", verb=verb) or render(
        request, "meetings/form.html", context
    )
