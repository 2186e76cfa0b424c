"""Grants: what the contract says, what it asks for and when, and how far its money went."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from projects.funding import funding
from projects.funds.actions import add_condition, award, create_grant, update_grant
from projects.funds.forms import AwardForm, ConditionForm, GrantForm
from projects.funds.history import events_of
from projects.funds.models import Grant
from projects.funds.permissions import can_edit_grants, can_see_money
from projects.funds.reports import grant_rows
from projects.funds.rules import claim_dates
from projects.permissions import can_see_budget
from projects.reports import grant_ledger, grant_years

FORM = ("GET", "HEAD", "POST")


@require_safe
@allowed(can_see_budget)
def grants(request):
    """Every grant, the running ones first."""
    today = clock.today()
    year = FinancialYear.containing(today)
    rows = grant_rows(year)
    shown = [row.grant.pk for row in rows]
    others = Grant.objects.exclude(pk__in=shown).select_related("funder").order_by("-ends")[:50]
    return render(
        request,
        "projects/grants.html",
        {
            "year": year,
            "rows": rows,
            "others": others,
            "funding": funding(),
            "can_edit": can_edit_grants(request.actor),
        },
    )


@require_safe
@allowed(can_see_budget)
def grant(request, pk: int):
    """One grant: terms, conditions, claim calendar, and each year's money."""
    record = get_object_or_404(Grant.objects.select_related("funder", "fund"), pk=pk)
    today = clock.today()
    year = min(
        max(FinancialYear.containing(today), record.financial_years[0]),
        record.financial_years[-1],
    )
    quarters = [quarter for quarter in year.quarters if quarter in record.quarters]
    return render(
        request,
        "projects/grant.html",
        {
            "grant": record,
            "year": year,
            "today": today,
            "years": grant_years(record),
            "ledger": grant_ledger(record),
            "headings": record.headings.all(),
            "conditions": record.conditions.all(),
            "calendar": [claim_dates(quarter, record) for quarter in quarters],
            "events": events_of(record, most=20, skip=("budget.spent",)),
            "can_edit": can_edit_grants(request.actor),
            "sees_money": can_see_money(request.actor),
        },
    )


@require_http_methods(FORM)
@allowed(can_edit_grants)
def grant_new(request):
    """Set up a grant."""
    form = GrantForm(
        request.POST or None,
        initial={
            "member_days": 10,
            "check_days": 15,
            "pay_days": 20,
            "funder_days": 25,
            "second_approval_limit": 25_000_00,
            "variance_percent": 10,
            "variance_amount": 250_00,
            "payment_rule": "warn",
            "payment_rule_percent": 100,
            "retention_percent": 0,
            "terms": "arrears",
            "late_items_allowed": True,
            "keep_records_years": 7,
        },
    )
    if request.method == "POST" and form.is_valid():
        made = _acted(request, form, "grant-new", _create)
        if made:
            messages.success(request, "The grant is set up. Now enter its awards and conditions.")
            return redirect(made)
    return render(request, "projects/grant_form.html", {"form": form})


def _create(form: GrantForm, by) -> str:
    fields = {name: value for name, value in form.cleaned_data.items() if name != "token"}
    return create_grant(**fields, awards={}, by=by).get_absolute_url()


@require_http_methods(FORM)
@allowed(can_edit_grants)
def grant_edit(request, pk: int):
    """Change the terms of a grant."""
    record = get_object_or_404(Grant, pk=pk)
    names = [f.name for f in Grant._meta.fields]
    initial = {name: getattr(record, name) for name in names}
    initial["headings"] = record.headings.all()
    initial["variance_percent"] = record.variance_basis_points // 100
    initial["retention_percent"] = record.retention_basis_points // 100
    form = GrantForm(request.POST or None, record=record, initial=initial)
    if request.method == "POST" and form.is_valid():

        def change(form, by):
            form.check_version(Grant.objects.select_for_update().get(pk=record.pk))
            return update_grant(record, form.cleaned_data, by=by).get_absolute_url()

        if made := _acted(request, form, "grant-edit", change):
            messages.success(request, "The terms are changed.")
            return redirect(made)
    return render(request, "projects/grant_form.html", {"form": form, "grant": record})


@require_http_methods(FORM)
@allowed(can_edit_grants)
def grant_award(request, pk: int):
    """Say what the funder awards for a year."""
    record = get_object_or_404(Grant, pk=pk)
    form = AwardForm(
        request.POST or None,
        years=record.financial_years,
        initial={"year": request.GET.get("year", "")},
    )
    if request.method == "POST" and form.is_valid():

        def say(form, by):
            year = FinancialYear.parse(form.cleaned_data["year"])
            award(record, year, form.cleaned_data["amount"], by=by)
            return record.get_absolute_url()

        if made := _acted(request, form, "grant-award", say):
            messages.success(request, "The award is saved.")
            return redirect(made)
    return render(request, "projects/grant_award.html", {"form": form, "grant": record})


@require_http_methods(FORM)
@allowed(can_edit_grants)
def grant_condition(request, pk: int):
    """Add a condition of the contract."""
    record = get_object_or_404(Grant, pk=pk)
    form = ConditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def add(form, by):
            fields = form.cleaned_data
            add_condition(record, clause=fields["clause"], text=fields["text"], by=by)
            return f"{record.get_absolute_url()}#conditions"

        if made := _acted(request, form, "grant-condition", add):
            messages.success(request, "The condition is added.")
            return redirect(made)
    return render(request, "projects/grant_condition.html", {"form": form, "grant": record})


def _acted(request, form, name: str, verb) -> str:
    """Do the work of a form once; its address, or "" with the refusal on the form."""
    try:
        with once(request, name=name) as act:
            if act.first:
                act.result = verb(form, request.actor)
        return act.result
    except Refused as refused:
        form.add_refusal(refused)
        return ""
