"""Virements: budget moved between lines, proposed and decided by two people."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.money import format_pence
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from projects.actions import agree_virement, propose_virement, refuse_virement
from projects.actions.budgets import closed_quarters
from projects.actions.virements import Move
from projects.forms import MOST_LINES, RefuseForm, VirementForm, move_rows
from projects.funds.history import events_of, people_named
from projects.models import BudgetLine, Project, Virement
from projects.permissions import can_edit_budgets, can_see_all_budgets

from .budgets import found

FORM = ("GET", "HEAD", "POST")


@require_http_methods(FORM)
@allowed(can_edit_budgets)
def virement_new(request, pk: int, year: FinancialYear):
    """Propose a virement: each row takes from one line and gives to another."""
    grant = found(pk, year)
    lines = _choices(request, grant, year)
    if lines is None:
        projects = Project.objects.filter(budget_lines__grant=grant).distinct()
        context = {"grant": grant, "year": year, "projects": projects}
        return render(request, "projects/virement_project.html", context)
    form = VirementForm(request.POST or None)
    closed = closed_quarters(year)
    quarters = [quarter for quarter in year.quarters if quarter.code not in closed]
    count = _count(request)
    rows = move_rows(count)(
        request.POST or None,
        prefix="moves",
        form_kwargs={"lines": lines, "quarters": quarters},
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            with once(request, name="virement") as act:
                if act.first:
                    act.result = propose_virement(
                        grant,
                        year,
                        moves_of(rows),
                        reason=form.cleaned_data["reason"],
                        funder_agreed=form.cleaned_data["funder_agreed"],
                        by=request.actor,
                    ).get_absolute_url()
            messages.success(request, "The virement is proposed. Another person now decides.")
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    context = {"grant": grant, "year": year, "form": form, "rows": rows}
    context |= {"more": count + 4, "project": request.GET.get("project", "")}
    return render(request, "projects/virement_form.html", context)


def _count(request) -> int:
    """How many rows the address asks for: two, unless it says more."""
    text = request.GET.get("rows", "")
    return int(text) if text.isdecimal() and len(text) < 3 else 2


def _choices(request, grant, year: FinancialYear):
    """The lines to choose from; None where there are so many that a project comes first."""
    lines = BudgetLine.objects.of(grant, year).select_related("project", "organisation", "heading")
    lines = lines.order_by("project__number", "organisation__short_name", "heading__position")
    project = request.GET.get("project", "")
    if project.isdecimal() and len(project) <= 18:
        return lines.filter(project_id=int(project))
    return None if len(lines[: MOST_LINES + 1]) > MOST_LINES else lines


def moves_of(rows) -> list[Move]:
    """The rows of the form as changes of lines: one loses, another gains; like ones added up."""
    sums: dict[tuple, int] = {}
    lines = {}
    for row in rows.cleaned_data:
        if not row:
            continue
        for name, sign in (("source", -1), ("target", 1)):
            key = (row[name].pk, row[f"{name}_quarter"])
            lines[row[name].pk] = row[name]
            sums[key] = sums.get(key, 0) + sign * row["amount"]
    return [Move(lines[pk], quarter, amount) for (pk, quarter), amount in sums.items() if amount]


@require_safe
@allowed(can_see_all_budgets)
def virement(request, pk: int):
    """One virement: what each line loses and gains, and who decided."""
    record = get_object_or_404(Virement.objects.select_related("grant"), pk=pk)
    changes = record.changes.select_related("line__project", "line__organisation", "line__heading")
    undecided = record.state == "proposed"
    mine = record.proposed_by_id == request.actor.user_id
    return render(
        request,
        "projects/virement.html",
        {
            "virement": record,
            "grant": record.grant,
            "year": FinancialYear.parse(record.financial_year),
            "changes": changes,
            "moved": sum(change.amount for change in changes if change.amount > 0),
            "names": people_named([record.proposed_by_id, record.decided_by_id]),
            "can_decide": undecided and not mine and can_edit_budgets(request.actor),
            "mine": undecided and mine,
            "form": RefuseForm(),
            "events": events_of(record),
        },
    )


@require_POST
@allowed(can_edit_budgets)
def virement_agree(request, pk: int):
    """Agree to a virement."""
    record = get_object_or_404(Virement, pk=pk)
    try:
        version = agree_virement(record, by=request.actor)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect(record)
    total = format_pence(sum(row["amount"] for row in version.snapshot))
    messages.success(request, f"Agreed. The budget is version {version.number}, {total} in all.")
    return redirect(
        reverse("budget", args=[record.grant_id, FinancialYear.parse(record.financial_year)])
    )


@require_POST
@allowed(can_edit_budgets)
def virement_refuse(request, pk: int):
    """Refuse a virement, with the reason."""
    record = get_object_or_404(Virement, pk=pk)
    form = RefuseForm(request.POST)
    try:
        if form.is_valid():
            with once(request, name="virement-refuse") as act:
                if act.first:
                    refuse_virement(record, reason=form.cleaned_data["reason"], by=request.actor)
                    act.result = "refused"
            messages.success(request, "The virement is refused.")
        else:
            messages.error(request, "Say why it is refused.")
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
    return redirect(record)
