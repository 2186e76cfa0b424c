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
from projects.actions import (
    create_project,
    end_partnership,
    join_project,
    set_status,
    tag_aims,
)
from projects.forms import (
    AimsForm,
    EndPartnerForm,
    PartnerForm,
    ProjectFilter,
    ProjectForm,
    StatusForm,
)
from projects.funds.history import events_of
from projects.models import BudgetLine, OutputProfile, Partnership, Project
from projects.permissions import (
    can_edit_projects,
    can_see_all_budgets,
    can_see_budget,
    can_tag_aims,
)
from projects.reports import output_rows, project_budget
from projects.states import PartnerRole, ProjectStatus

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
            "can_edit": can_edit_projects(request.actor),
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
    record = get_object_or_404(Project.objects.prefetch_related("aliases", "aims"), pk=pk)
    today = clock.today()
    year, quarter = FinancialYear.containing(today), Quarter.containing(today).previous()
    sees_all = can_see_all_budgets(request.actor)
    only = None if sees_all else request.actor.organisation_id or 0
    partners = list(record.partnerships.select_related("organisation").order_by("-role", "starts"))
    lines = BudgetLine.objects.filter(project=record, financial_year=year.label)
    profiles = OutputProfile.objects.filter(
        share__output__project=record, share__output__financial_year=year.label
    )
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
            "budget": project_budget(lines, only_partner=only),
            "sees_all": sees_all,
            "outputs": output_rows(profiles, quarter.code, only_partner=only),
            "can_edit": can_edit_projects(request.actor),
            "can_tag": can_tag_aims(request.actor),
        },
    )


@require_safe
@allowed(can_see_budget)
def project_history(request, pk: int):
    """What happened to a project, newest first."""
    record = get_object_or_404(Project, pk=pk)
    context = {"project": record, "events": events_of(record)}
    return render(request, "projects/project_history.html", context)


@require_http_methods(FORM)
@allowed(can_edit_projects)
def project_new(request):
    """Add a project with its other names."""
    form = ProjectForm(request.POST or None, initial={"status": ProjectStatus.IDEA})
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="project-new") as act:
                if act.first:
                    fields = form.cleaned_data
                    names = [line.strip() for line in fields["aliases"].splitlines()]
                    made = create_project(
                        number=fields["number"],
                        name=fields["name"],
                        summary=fields["summary"],
                        aliases=[name for name in names if name],
                        status=fields["status"],
                        by=request.actor,
                    )
                    act.result = made.get_absolute_url()
            messages.success(request, "The project is added. Now add its lead partner.")
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    return render(request, "projects/project_new.html", {"form": form})


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
@allowed(can_tag_aims)
def project_aims(request, pk: int):
    """Say which aims of the agreement a project serves."""
    record = get_object_or_404(Project, pk=pk)
    form = AimsForm(request.POST or None, initial={"aims": record.aims.all()})

    def act(fields):
        tag_aims(record, fields["aims"], by=request.actor)

    return _form_page(request, record, form, act, "project-aims", "The aims are saved.")


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
    "project-aims": "Aims that it serves",
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
