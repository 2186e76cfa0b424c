"""Loading the first budget, and the outputs, of a grant and year: pasted, checked, then kept."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from projects.actions import load_budget, set_outputs
from projects.forms import PasteForm
from projects.imports import Pasted, read_budget, read_outputs
from projects.permissions import can_edit_budgets

from .budgets import found

FORM = ("GET", "HEAD", "POST")
SHOWN = 20
BUDGET = {
    "title": "Load the budget",
    "columns": "Project, Partner, Heading, Strand (if there is one), Q1, Q2, Q3, Q4",
    "example": "Project\tPartner\tHeading\tQ1\tQ2\tQ3\tQ4\n1\tVAL\tTravel\t250\t250\t300\t200",
    "done": "The budget is loaded as version 1.",
}
OUTPUTS = {
    "title": "Set the outputs",
    "columns": "Project, Code, Output, Unit, Partner, Q1, Q2, Q3, Q4",
    "example": (
        "Project\tCode\tOutput\tUnit\tPartner\tQ1\tQ2\tQ3\tQ4\n"
        "1\t1.1\tForum meetings held\tmeetings\tVAL\t2\t2\t2\t2"
    ),
    "done": "The outputs are set.",
}


@require_http_methods(FORM)
@allowed(can_edit_budgets)
def budget_load(request, pk: int, year: FinancialYear):
    """Paste a year's budget, see what it adds up to, and load it."""
    grant = found(pk, year)
    return _page(
        request,
        grant,
        year,
        BUDGET,
        read=lambda text: read_budget(text, grant),
        keep=lambda rows: load_budget(grant, year, rows, by=request.actor),
        total=lambda rows: sum(sum(row.quarters) for row in rows),
    )


@require_http_methods(FORM)
@allowed(can_edit_budgets)
def outputs_load(request, pk: int, year: FinancialYear):
    """Paste a year's outputs with each partner's share, and set them."""
    grant = found(pk, year)
    return _page(
        request,
        grant,
        year,
        OUTPUTS,
        read=read_outputs,
        keep=lambda rows: set_outputs(grant, year, rows, by=request.actor),
        total=lambda rows: None,
    )


def _page(request, grant, year, words: dict, *, read, keep, total):
    form = PasteForm(request.POST or None)
    pasted = Pasted()
    if request.method == "POST" and form.is_valid():
        pasted = read(form.cleaned_data["text"])
        if not pasted.rows and not pasted.faults:
            pasted.faults.append("There is nothing to read. Paste the rows with their headings.")
        if not pasted.faults and "load" in request.POST:
            try:
                with once(request, name=words["title"]) as act:
                    if act.first:
                        keep(pasted.rows)
                        act.result = reverse("budget", args=[grant.pk, year])
                messages.success(request, words["done"])
                return redirect(act.result)
            except Refused as refused:
                pasted.faults += refused.reasons
    context = {
        "grant": grant,
        "year": year,
        "form": form,
        "words": words,
        "faults": pasted.faults[:SHOWN],
        "more": len(pasted.faults) - SHOWN,
        "rows": [] if pasted.faults else pasted.rows,
        "total": None if pasted.faults or not pasted.rows else total(pasted.rows),
    }
    return render(request, "projects/loading.html", context)
