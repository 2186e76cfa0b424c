"""Outputs, progress and forecast: one page each, per project or for the whole claim."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from claims.actions import drafting
from claims.facts import marks
from claims.facts.draft import Whole
from claims.facts.open import opening_of
from claims.facts.standing import quarters_to_come
from claims.forms.member_parts import ForecastForm, OutputsForm, ProgressForm
from claims.models import Claim, ClaimSection
from claims.rules.completeness import COMPLETED
from claims.rules.totals import suggested_forecast
from claims.states import HAS_BEEN_SENT, ClaimState, Part
from claims.views.member.access import member_side, own_claim, section_of
from consortium.core.idempotency import once
from consortium.core.versions import Line, Stale
from consortium.core.workflow import Refused
from projects.models import BudgetProfile

POSTS = ["GET", "HEAD", "POST"]


@require_http_methods(POSTS)
@member_side
def outputs(request, pk: int, project: int):
    """What was delivered in one project, beside its profile."""
    claim = own_claim(request, pk)
    whole = Whole(claim)
    section = _section(whole, project)
    shares = [share for share in whole.outputs if share.output.project_id == project]
    seen = marks.outputs(section)
    form = OutputsForm(request.POST or None, shares=shares, section=section, seen=seen)
    if request.method == "POST" and form.is_valid():

        def write():
            drafting.save_outputs(
                claim,
                project,
                form.figures(),
                done=form.is_done,
                seen=form.cleaned_data["seen"],
                by=request.actor,
            )

        answer = _saved(request, form, write, name="outputs-save", next_url=_next(whole, section))
        if answer:
            return answer
    context = _context(whole, section, Part.OUTPUTS, form)
    return render(request, "claims/member/outputs.html", context | {"shares": shares})


@require_http_methods(POSTS)
@member_side
def progress(request, pk: int, project: int):
    """The short narrative of one project, last quarter's beside it."""
    claim = own_claim(request, pk)
    whole = Whole(claim)
    section = _section(whole, project)
    seen = marks.progress(section)
    form = ProgressForm(request.POST or None, section=section, seen=seen)
    if request.method == "POST" and form.is_valid():

        def write():
            drafting.save_progress(
                claim,
                project,
                form.texts(),
                done=form.is_done,
                seen=form.cleaned_data["seen"],
                by=request.actor,
            )

        following = _next(whole, section, Part.PROGRESS)
        answer = _saved(request, form, write, name="progress-save", next_url=following)
        if answer:
            return answer
    context = _context(whole, section, Part.PROGRESS, form)
    return render(
        request, "claims/member/progress.html", context | {"last": _last_section(claim, project)}
    )


def _section(whole: Whole, project: int) -> ClaimSection:
    section = section_of(whole, project)
    section.claim = whole.claim
    return section


def _last_section(claim: Claim, project: int) -> ClaimSection | None:
    """What was written about the project in the last claim that was sent."""
    earlier = ClaimSection.objects.filter(
        project=project,
        claim__organisation=claim.organisation_id,
        claim__round__grant=claim.round.grant_id,
        claim__round__quarter__lt=claim.round.quarter,
        claim__state__in=sorted(HAS_BEEN_SENT - {ClaimState.REJECTED}),
    )
    return earlier.select_related("claim__round").order_by("-claim__round__quarter").first()


def _context(whole: Whole, section: ClaimSection, part: Part, form) -> dict:
    opening = opening_of(whole.claim)
    return {
        "claim": whole.claim,
        "project": section.project,
        "section": section,
        "sections": _with_states(whole, part),
        "form": form,
        "open": opening.part(part, section.project_id),
        "opening": opening,
    }


def _with_states(whole: Whole, part: Part) -> list[dict]:
    """The other projects, with how far each is, for the row of links above."""
    name = "outputs_state" if part == Part.OUTPUTS else "progress_state"
    return [
        {
            "project": section.project,
            "state": getattr(state, name),
            "url": reverse(f"claim_{part}", args=[whole.claim.pk, section.project_id]),
        }
        for section, state in zip(whole.sections, whole.draft.sections, strict=True)
    ]


def _next(whole: Whole, section: ClaimSection, part: Part = Part.OUTPUTS) -> str:
    """The next project that is not finished, else the claim."""
    for each in _with_states(whole, part):
        if each["project"].pk != section.project_id and each["state"] != COMPLETED:
            return each["url"]
    return whole.claim.get_absolute_url()


def _saved(request, form, write, *, name: str, next_url: str):
    """Where to go after the verb; None when it refused, with the words on the form."""
    try:
        with once(request, name=name) as act:
            if act.first:
                write()
                act.result = True
    except Refused as refused:
        form.add_refusal(refused)
        return None
    except Stale as stale:
        raise Stale(stale.record, _both(form, stale.record)) from stale
    messages.success(request, "Saved.")
    return redirect(next_url if form.cleaned_data.get("done") == "yes" else request.path)


def _both(form, record) -> list[Line]:
    """What was typed beside what is saved now, field by field."""
    now = form.initial
    if isinstance(record, ClaimSection):
        record.refresh_from_db()
    lines = []
    for bound in form.visible_fields():
        if bound.name == "done":
            continue
        saved = getattr(record, bound.name, now.get(bound.name))
        shown = bound.field.prepare_value(saved)
        typed = bound.value()
        lines.append(
            Line(
                str(bound.label),
                "" if typed is None else str(typed),
                "" if shown is None else str(shown),
            )
        )
    return lines


@require_http_methods(POSTS)
@member_side
def forecast(request, pk: int):
    """What the year's later quarters will spend, suggested from the profile."""
    claim = own_claim(request, pk)
    whole = Whole(claim)
    form = _forecast_form(request, whole)
    if request.method == "POST" and form.is_valid():

        def write():
            drafting.save_forecast(
                claim, form.amounts(), seen=form.cleaned_data["seen"], by=request.actor
            )

        form.cleaned_data["done"] = "yes"
        address = claim.get_absolute_url()
        answer = _saved(request, form, write, name="forecast-save", next_url=address)
        if answer:
            return answer
    context = {
        "claim": claim,
        "form": form,
        "open": opening_of(claim).part(Part.FORECAST),
        "quarters": form.quarters,
        "groups": _by_project(whole, form),
        "saved": all(budget.forecast is not None for budget in whole.budgets),
    }
    return render(request, "claims/member/forecast.html", context)


def _forecast_form(request, whole: Whole) -> ForecastForm:
    claim, quarters = whole.claim, quarters_to_come(whole.claim)
    saved = {(f.budget_line_id, f.quarter): f.amount for f in claim.forecasts.all()}
    return ForecastForm(
        request.POST or None,
        budgets=whole.budgets,
        quarters=quarters,
        saved=saved,
        suggested=_suggested(whole, quarters),
        seen=marks.forecast(claim),
    )


def _suggested(whole: Whole, quarters: list[str]) -> dict[int, dict[str, int]]:
    profile: dict[int, dict[str, int]] = {budget.pk: {} for budget in whole.budgets}
    rows = BudgetProfile.objects.filter(line__in=list(profile), quarter__in=quarters)
    for row in rows:
        profile[row.line_id][row.quarter] = row.amount
    return {
        pk: suggested_forecast(planned, quarters, left=whole.standings[pk].left)
        for pk, planned in profile.items()
    }


def _by_project(whole: Whole, form: ForecastForm) -> list[dict]:
    groups: dict[int, dict] = {}
    for budget in whole.budgets:
        group = groups.setdefault(budget.project_id, {"project": budget.project, "rows": []})
        standing = whole.standings[budget.pk]
        group["rows"].append({"budget": budget, "standing": standing, "cells": form.cells(budget)})
    return list(groups.values())
