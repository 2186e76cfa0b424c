"""Projects: the list, who does what, and one project with its money and outputs."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.paging import by_key
from consortium.core.periods import FinancialYear, Quarter
from consortium.core.workflow import Refused
from members.models import Organisation
from projects.actions import end_partnership, join_project, set_status
from projects.forms import EndPartnerForm, PartnerForm, ProjectFilter, StatusForm
from projects.funds.history import events_of
from projects.models import BudgetLine, Output, Partnership, Project
from projects.permissions import can_edit_projects, can_see_all_budgets, can_see_budget
from projects.reports import budget_by, output_rows, total_of
from projects.states import PartnerRole

FORM = ("GET", "HEAD", "POST")
MOST_COLUMNS = 12  # of the matrix; a larger consortium reads the list


@require_safe
@allowed(can_see_budget)
def projects(request):
    """Every project with its lead, its delivery partners and its status."""
    form = ProjectFilter(request.GET or None, auto_id="filter_%s")
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = Project.objects.all()
    if status := chosen.get("status"):
        found = found.filter(status=status)
    if partner := chosen.get("partner"):
        here = Partnership.objects.on(clock.today()).filter(organisation=partner)
        found = found.filter(pk__in=here.values("project"))
    page = by_key(_with_partners(found), request.GET, fields=("number",))
    return render(
        request,
        "projects/projects.html",
        {
            "page": page,
            "pager": page.links(request.GET),
            "rows": [_row(project) for project in page.rows],
            "form": form,
            "filtered": any(chosen.values()),
        },
    )


def _with_partners(found):
    """Projects with the partnerships of today and their other names."""
    today = Partnership.objects.on(clock.today()).select_related("organisation")
    return found.prefetch_related(
        Prefetch("partnerships", today.order_by("organisation__short_name"), to_attr="now"),
        "aliases",
    )


def _row(project: Project) -> dict:
    lead = [p for p in project.now if p.role == PartnerRole.LEAD]
    return {
        "project": project,
        "lead": lead[0] if lead else None,
        "delivery": [p for p in project.now if p.role != PartnerRole.LEAD],
    }


@require_safe
@allowed(can_see_budget)
def roles_matrix(request):
    """Who leads and who delivers: projects down, members across (R126)."""
    page = by_key(_with_partners(Project.objects.all()), request.GET, fields=("number",))
    organisations = list(Organisation.objects.members().order_by("short_name")[: MOST_COLUMNS + 1])
    rows = [
        (project, [_cell(project, organisation) for organisation in organisations])
        for project in page.rows
    ]
    return render(
        request,
        "projects/roles.html",
        {
            "page": page,
            "pager": page.links(request.GET),
            "organisations": organisations,
            "rows": rows,
            "too_many": len(organisations) > MOST_COLUMNS,
            "list_rows": [_row(project) for project in page.rows],
            "today": clock.today(),
        },
    )


def _cell(project: Project, organisation: Organisation) -> Partnership | None:
    return next((p for p in project.now if p.organisation_id == organisation.pk), None)


@require_safe
@allowed(can_see_budget)
def project(request, pk: int):
    """One project: partners with dates, status, budget, outputs against profile."""
    record = get_object_or_404(Project.objects.prefetch_related("aliases"), pk=pk)
    today = clock.today()
    year, quarter = FinancialYear.containing(today), Quarter.containing(today).previous()
    actor = request.actor
    lines = BudgetLine.objects.filter(project=record, financial_year=year.label)
    sees_all = can_see_all_budgets(actor)
    partners = record.partnerships.select_related("organisation").order_by("-role", "starts")
    outputs = Output.objects.filter(project=record, financial_year=year.label)
    by_heading = budget_by("heading", lines, year)
    return render(
        request,
        "projects/project.html",
        {
            "project": record,
            "today": today,
            "year": year,
            "quarter": quarter,
            "partners": [p for p in partners if p.ends is None or p.ends >= today],
            "past": [p for p in partners if p.ends is not None and p.ends < today],
            "grants": _grants(lines),
            "headings": by_heading,
            "total": total_of(by_heading),
            "by_partner": budget_by("partner", lines.visible_to(actor), year),
            "sees_all": sees_all,
            "outputs": output_rows(
                outputs, quarter.code, only_partner=None if sees_all else actor.organisation_id
            ),
            "events": events_of(record, most=10),
            "can_edit": can_edit_projects(actor),
        },
    )


def _grants(lines) -> list:
    from projects.funds.models import Grant

    return list(Grant.objects.filter(pk__in=lines.values("grant")).select_related("funder"))


@require_http_methods(FORM)
@allowed(can_edit_projects)
def project_status(request, pk: int):
    """Say how far a project is."""
    record = get_object_or_404(Project, pk=pk)
    initial = {"status": record.status, "funds_sought": record.funds_sought}
    form = StatusForm(request.POST or None, initial=initial)

    def act(fields):
        fields["funds_sought"] = fields.get("funds_sought") or 0
        set_status(record, fields.pop("status"), **fields, by=request.actor)

    return _form_page(request, record, form, act, "project-status", "The status is saved.")


@require_http_methods(FORM)
@allowed(can_edit_projects)
def partner_add(request, pk: int):
    """Bring a partner into a project."""
    record = get_object_or_404(Project, pk=pk)
    form = PartnerForm(
        request.POST or None, initial={"starts": clock.today(), "role": PartnerRole.DELIVERY}
    )

    def act(fields):
        join_project(record, fields.pop("organisation"), **fields, by=request.actor)

    return _form_page(request, record, form, act, "partner-add", "The partner is added.")


@require_http_methods(FORM)
@allowed(can_edit_projects)
def partner_end(request, pk: int, partnership_pk: int):
    """Say that a partner leaves, and when."""
    record = get_object_or_404(Project, pk=pk)
    partnership = get_object_or_404(Partnership, pk=partnership_pk, project=record)
    form = EndPartnerForm(request.POST or None, initial={"ends": clock.today()})

    def act(fields):
        end_partnership(partnership, **fields, by=request.actor)

    words = f"{partnership.organisation.short_name} has left the project."
    return _form_page(request, record, form, act, "partner-end", words, partnership=partnership)


TITLES = {
    "project-status": "Change the status",
    "partner-add": "Add a partner",
    "partner-end": "End a partnership",
}


def _form_page(request, record: Project, form, act, name: str, words: str, **context):
    """A form about a project that does one thing once."""
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name=name) as attempt:
                if attempt.first:
                    act({k: v for k, v in form.cleaned_data.items() if k != "token"})
                    attempt.result = record.get_absolute_url()
            messages.success(request, words)
            return redirect(attempt.result)
        except Refused as refused:
            form.add_refusal(refused)
    context |= {"project": record, "form": form, "heading": TITLES[name]}
    return render(request, "projects/project_form.html", context)
