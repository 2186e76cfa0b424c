"""Moving a project's money between its own quarters."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from projects.actions import reprofile
from projects.actions.budgets import closed_quarters
from projects.forms import ReprofileForm
from projects.models import BudgetLine, Project
from projects.permissions import can_edit_budgets

from .budgets import found


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_edit_budgets)
def reprofile_new(request, pk: int, year: FinancialYear, project_pk: int):
    """The quarters of one project's lines as boxes; closed quarters as text."""
    grant, project = found(pk, year), get_object_or_404(Project, pk=project_pk)
    lines = (
        BudgetLine.objects.of(grant, year)
        .filter(project=project)
        .select_related("organisation", "heading")
        .prefetch_related("profile")
        .order_by("organisation__short_name", "heading__position")
    )
    if not lines:
        raise Http404
    form = ReprofileForm(
        request.POST or None, lines=lines, quarters=year.quarters, closed=closed_quarters(year)
    )
    here = f"{reverse('budget', args=[grant.pk, year])}?project={project.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            changes = form.changes()
            if not changes:
                raise Refused("Nothing is changed yet.")
            with once(request, name="reprofile") as act:
                if act.first:
                    reason = form.cleaned_data["reason"]
                    reprofile(grant, year, changes, reason=reason, by=request.actor)
                    act.result = here
            messages.success(request, "The quarters are changed; the year's budget is not.")
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    context = {"grant": grant, "year": year, "project": project, "form": form, "here": here}
    return render(request, "projects/reprofile.html", context | {"quarters": year.quarters})
