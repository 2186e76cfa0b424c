"""The budget grid of a grant and year, its sheets and its versions."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consortium.core.access import allowed
from consortium.core.periods import FinancialYear
from consortium.core.sheets import Column, csv_response, xlsx_response
from members.models import Organisation
from projects.funds.history import people_named
from projects.funds.models import CostHeading, Grant, GrantAward
from projects.models import BudgetLine, BudgetVersion, Project
from projects.permissions import can_edit_budgets, can_see_all_budgets, can_see_budget
from projects.reports import budget_by, budget_detail, total_of
from projects.reports import export_rows as rows_of

VIEWS = (("project", "By project"), ("partner", "By partner"), ("heading", "By heading"))


def found(pk: int, year: FinancialYear) -> Grant:
    """The grant, if it runs in that year; 404 otherwise."""
    grant = get_object_or_404(Grant.objects.select_related("funder", "fund"), pk=pk)
    if year not in grant.financial_years:
        raise Http404
    return grant


@require_safe
@allowed(can_see_budget)
def budget(request, pk: int, year: FinancialYear):
    """The budget added up by project, partner or heading; one of them opened shows its lines."""
    grant = found(pk, year)
    lines = BudgetLine.objects.of(grant, year)
    context = {
        "grant": grant,
        "year": year,
        "quarters": year.quarters,
        "years": grant.financial_years,
        "can_edit": can_edit_budgets(request.actor),
        "sees_all": can_see_all_budgets(request.actor),
        "waiting": grant.virements.filter(financial_year=year.label, state="proposed").count(),
    }
    if opened := _opened(request):
        context |= _part(request, lines, year, *opened)
        return render(request, "projects/budget_part.html", context)
    return render(request, "projects/budget.html", context | _whole(request, grant, lines, year))


def _whole(request, grant: Grant, lines, year: FinancialYear) -> dict:
    """All lines added up one way; totals are everybody's, a member opens only its own."""
    sees_all = can_see_all_budgets(request.actor)
    views = [(name, label) for name, label in VIEWS if sees_all or name != "partner"]
    by = request.GET.get("by", "project")
    by = by if by in dict(views) else "project"
    rows = budget_by(by, lines, year)
    total = total_of(rows)
    award = GrantAward.objects.filter(grant=grant, financial_year=year.label).first()
    awarded = award.amount if award else 0
    return {
        "by": by,
        "views": views,
        "rows": rows,
        "total": total,
        "award": awarded,
        "unallocated": awarded - total.amount,
    }


KINDS = {"project": Project, "partner": Organisation, "heading": CostHeading}


def _opened(request) -> tuple[str, object] | None:
    """What the address opens: ("project", the project), or None."""
    for name, model in KINDS.items():
        if text := request.GET.get(name, ""):
            if not text.isdecimal() or len(text) > 18:
                raise Http404
            return name, get_object_or_404(model, pk=int(text))
    return None


def _part(request, lines, year: FinancialYear, name: str, record) -> dict:
    """The lines of one project, partner or heading that this person may see."""
    actor, sees_all = request.actor, can_see_all_budgets(request.actor)
    if name == "partner" and not sees_all and record.pk != actor.organisation_id:
        raise Http404
    field = "organisation" if name == "partner" else name
    whole = lines.filter(**{field: record})
    group = "project" if name == "partner" else "partner"
    return {
        "part": name,
        "record": record,
        "groups": budget_detail(whole.visible_to(actor), year, group=group),
        "total": total_of(budget_by(name, whole, year)),
    }


@require_safe
@allowed(can_see_budget)
def budget_versions(request, pk: int, year: FinancialYear):
    """Every version of the budget with what changed, and the virements behind them."""
    grant = found(pk, year)
    versions = list(
        BudgetVersion.objects.filter(grant=grant, financial_year=year.label).order_by("number")
    )
    virements = list(grant.virements.filter(financial_year=year.label)[:50])
    ids = {version.made_by_id for version in versions} | {v.proposed_by_id for v in virements}
    return render(
        request,
        "projects/budget_versions.html",
        {
            "grant": grant,
            "year": year,
            "versions": list(reversed(version_rows(versions))),
            "virements": virements,
            "names": people_named(ids),
            "can_edit": can_edit_budgets(request.actor),
        },
    )


def version_rows(versions: list[BudgetVersion]) -> list[dict]:
    """Each version with its total and how many lines differ from the one before."""
    rows, before = [], {}
    for version in versions:
        lines = {row["line"]: (row["amount"], row["quarters"]) for row in version.snapshot}
        changed = [key for key in lines if lines[key] != before.get(key)]
        rows.append(
            {
                "version": version,
                "total": sum(amount for amount, _ in lines.values()),
                "lines": len(lines),
                "changed": len(changed) if before else 0,
            }
        )
        before = lines
    return rows


def _columns(year: FinancialYear) -> tuple[Column, ...]:
    return (
        Column("Project", lambda row: row.project_number, "whole", 8),
        Column("Project name", lambda row: row.project_name, width=40),
        Column("Partner", lambda row: row.partner, width=40),
        Column("Heading", lambda row: row.heading_name, width=28),
        Column("Strand", lambda row: row.strand),
        Column(year.quarters[0].short, lambda row: row.q1 or 0, "money"),
        Column(year.quarters[1].short, lambda row: row.q2 or 0, "money"),
        Column(year.quarters[2].short, lambda row: row.q3 or 0, "money"),
        Column(year.quarters[3].short, lambda row: row.q4 or 0, "money"),
        Column(f"Budget {year.label}", lambda row: row.amount, "money"),
        Column("Approved", lambda row: row.approved, "money"),
        Column("Left", lambda row: row.left, "money"),
    )


def _exported(request, pk: int, year: FinancialYear):
    grant = found(pk, year)
    lines = BudgetLine.objects.of(grant, year).visible_to(request.actor)
    return f"{grant.reference} budget {year.year}", _columns(year), rows_of(lines, year)


@require_safe
@allowed(can_see_budget)
def budget_csv(request, pk: int, year: FinancialYear):
    """The lines this person may see, as CSV."""
    return csv_response(*_exported(request, pk, year))


@require_safe
@allowed(can_see_budget)
def budget_xlsx(request, pk: int, year: FinancialYear):
    """The lines this person may see, as a spreadsheet."""
    return xlsx_response(*_exported(request, pk, year), sheet="Budget")
