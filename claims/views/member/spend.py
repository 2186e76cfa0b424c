"""The spend page of one project (S30): lines as forms, one by one, saved by plain posts."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions import drafting
from claims.actions.drafting import LineRefused
from claims.facts.draft import Whole
from claims.facts.lines import state_of
from claims.facts.open import opening_of
from claims.facts.twins import same_as
from claims.forms.member_lines import LineForm, ReasonForm, entry_of
from claims.models import Claim, ClaimLine
from claims.rules.completeness import COMPLETED
from claims.rules.totals import total_of
from claims.views.member.access import member_side, own_claim, own_line, section_of
from claims.views.member.corrections import correctable_lines
from claims.views.member.stale import stale_line
from claims.views.member.tasks import spend_state
from consortium.core.idempotency import once
from consortium.core.versions import Stale
from consortium.core.workflow import Refused


@require_safe
@member_side
def spend(request, pk: int, project: int):
    """All lines of one project, its totals, and what can be done with them."""
    return _page(request, own_claim(request, pk), project)


def _page(request, claim: Claim, project: int, *, bound: LineForm | None = None, reason=None):
    """The whole page again; `bound` and `reason` are forms with something to put right."""
    whole = Whole(claim)
    section = section_of(whole, project)
    opening = opening_of(claim)
    budgets = [budget for budget in whole.budgets if budget.project_id == project]
    lines = [line for line in whole.lines if line.budget_line.project_id == project]
    lines.sort(key=lambda line: (line.budget_line.strand, line.number))
    context = {
        "claim": claim,
        "project": section.project,
        "whole": whole,
        "sections": whole.sections,
        "opening": opening,
        "may_add": opening.part("spend", project) and not claim.nil,
        "rows": [_row(whole, line, budgets, opening, bound) for line in lines],
        "add_form": _add_form(budgets, bound),
        "bound": bound,
        "reason_forms": _reason_forms(whole, budgets, opening, reason),
        "form": bound or reason,
        "switch": _switch(whole),
        "has_paid": opening.everything and correctable_lines(claim).exists(),
        **_following(whole, project),
        "copies": 0 if claim.nil else len(drafting.copies_for(claim, project_id=project)),
        **totals_of(whole, budgets),
    }
    return render(request, "claims/member/spend.html", context)


def _switch(whole: Whole) -> list[dict]:
    """The claim's projects, with how far the spending of each is."""
    return [
        {
            "project": section.project,
            "state": spend_state(whole, section.project_id),
            "url": reverse("claim_spend", args=[whole.claim.pk, section.project_id]),
        }
        for section in whole.sections
    ]


def _following(whole: Whole, project: int) -> dict:
    """Where to go on: the next project whose spending is not finished, then the evidence."""
    for each in _switch(whole):
        if each["project"].pk != project and each["state"] != COMPLETED:
            return {"next_url": each["url"], "next_label": f"Go on: {each['project'].name}"}
    url = reverse("claim_evidence", args=[whole.claim.pk])
    return {"next_url": url, "next_label": "Go on to evidence"}


def _row(whole: Whole, line: ClaimLine, budgets, opening, bound) -> dict:
    is_bound = bound is not None and bound.line is not None and bound.line.pk == line.pk
    form = bound if is_bound else LineForm(budgets=budgets, line=line)
    return {
        "line": line,
        "strand": line.budget_line.strand,
        "open": opening.line(line),
        "form": form,
        "state": state_of(line, whole.terms, twins=whole.twins.get(line.item_id, ())),
    }


def _add_form(budgets, bound) -> LineForm:
    return bound if bound is not None and bound.line is None else LineForm(budgets=budgets)


def _reason_forms(whole: Whole, budgets, opening, bound) -> list[ReasonForm]:
    if whole.claim.nil or not opening.touches("spend"):
        return []
    asked = [budget for budget in budgets if budget.pk in whole.asks_reason]
    return [
        bound
        if bound is not None and bound.budget.pk == budget.pk
        else ReasonForm(
            budget=budget,
            words=whole.standings[budget.pk].words,
            reason=whole.reasons.get(budget.pk),
        )
        for budget in asked
    ]


def totals_of(whole: Whole, budgets) -> dict:
    """The table of headings under the lines, and the figures above them."""
    standings = [(budget, whole.standings[budget.pk]) for budget in budgets]
    return {
        "standings": standings,
        "total": total_of([standing for _, standing in standings]),
        "claim_total": whole.draft.total,
    }


@require_http_methods(["POST"])
@member_side
def add(request, pk: int, project: int):
    """Add one line; a look-alike of one that is there is asked about first."""
    claim = own_claim(request, pk)
    whole = Whole(claim)
    section_of(whole, project)
    budgets = [budget for budget in whole.budgets if budget.project_id == project]
    form = LineForm(request.POST, budgets=budgets)
    if not form.is_valid():
        return _page(request, claim, project, bound=form)
    try:
        with once(request, name="line-add") as act:
            if act.first:
                entry = form.entry(item_id=_which_item(request, claim, form))
                act.result = drafting.save_line(claim, entry, by=request.actor).pk
    except AskWhich:
        return _page(request, claim, project, bound=form)
    except LineRefused as refused:
        form.add_faults(refused.faults)
        return _page(request, claim, project, bound=form)
    messages.success(request, "The line is added.")
    return redirect(f"{reverse('claim_spend', args=[pk, project])}#line-{act.result}")


class AskWhich(Exception):
    """The line looks like one that is there; the form now asks what it is."""


def _which_item(request, claim: Claim, form: LineForm) -> int | None:
    """The item it is another share of, None for something new; `AskWhich` until it was said.

    Asked inside the token's transaction, so that a double click finds its own result
    and not a look-alike.
    """
    alike = same_as(form.entry(), organisation_id=claim.organisation_id)
    if not alike:
        return None
    form.ask_which(alike)
    chosen = request.POST.get("same_as", "")
    if chosen == "other":
        return None
    if chosen in {str(line.item_id) for line in alike}:
        return int(chosen)
    form.add_error("same_as", "Select what this invoice is")
    raise AskWhich


@require_http_methods(["GET", "HEAD", "POST"])
@member_side
def line(request, pk: int, line_pk: int):
    """Save one line: by its button, or as somebody types (htmx)."""
    claim = own_claim(request, pk)
    found = own_line(claim, line_pk)
    project = found.budget_line.project_id
    if request.method != "POST":
        return redirect(f"{reverse('claim_spend', args=[pk, project])}#line-{line_pk}")
    whole = Whole(claim)
    budgets = [budget for budget in whole.budgets if budget.project_id == project]
    live = bool(request.htmx)
    form = LineForm(request.POST, budgets=budgets, line=found, autosave=live)
    try:
        saved = form.is_valid() and _save(request, claim, found, form, live=live)
    except Stale as stale:
        if not _is_there_already(found, form):
            if live:
                words = "Somebody else changed this line. Press Save to see both versions."
                return _live(request, claim, form, words=words, stop=True)
            raise stale_line(claim, found, form) from stale
        saved = True
    if live:
        return _live(request, claim, form, words="" if saved else "Not saved")
    if not saved:
        return _page(request, claim, project, bound=form)
    messages.success(request, f"Line {found.number} is saved.")
    return redirect(f"{reverse('claim_spend', args=[pk, project])}#line-{line_pk}")


def _is_there_already(found: ClaimLine, form: LineForm) -> bool:
    """Did the line save itself just before its button was pressed? Then nothing is stale."""
    now = ClaimLine.objects.select_related("item").filter(pk=found.pk).first()
    return now is not None and not now.correction_of_id and entry_of(now) == form.entry()


def _save(request, claim: Claim, found: ClaimLine, form: LineForm, *, live: bool) -> bool:
    """Save; False with the faults at their fields. Typing is guarded by the version alone."""

    def write():
        drafting.save_line(
            claim,
            form.entry(),
            line_id=found.pk,
            version=form.cleaned_data["version"],
            by=request.actor,
        )

    try:
        if live:
            write()
            return True
        with once(request, name="line-save") as act:
            if act.first:
                write()
                act.result = found.pk
        return True
    except LineRefused as refused:
        form.add_faults(refused.faults)
    except Refused as refused:
        form.add_refusal(refused)
    return False


def _live(request, claim: Claim, form: LineForm, *, words: str, stop: bool = False):
    """What changes on the page after a line saved itself: its state, version, and the totals."""
    whole = Whole(Claim.objects.select_related("round__grant", "organisation").get(pk=claim.pk))
    found = next((each for each in whole.lines if each.pk == form.line.pk), None)
    if found is None:
        raise Http404("The line is gone.")
    project = found.budget_line.project_id
    budgets = [budget for budget in whole.budgets if budget.project_id == project]
    context = {
        "claim": whole.claim,
        "line": found,
        "form": form,
        "state": state_of(found, whole.terms, twins=whole.twins.get(found.item_id, ())),
        "words": words or f"Saved {timezone.localtime():%H:%M}",
        "failed": bool(words),
        "version": form.data.get("version") if words else found.version,
        "stop": stop,
        **totals_of(whole, budgets),
    }
    return render(request, "claims/member/_line_saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_side
def remove(request, pk: int, line_pk: int):
    """Ask once more, then take the line out."""
    from claims.forms.member_parts import ClaimMoveForm

    claim = own_claim(request, pk)
    found = own_line(claim, line_pk)
    project = found.budget_line.project_id
    form = ClaimMoveForm(request.POST or None, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="line-remove") as act:
                if act.first:
                    version = form.cleaned_data["version"]
                    drafting.remove_line(claim, line_pk, version=version, by=request.actor)
                    act.result = reverse("claim_spend", args=[pk, project])
            messages.success(request, f"Line {found.number} is removed.")
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    context = {"claim": claim, "line": found, "form": form, "project": project}
    return render(request, "claims/member/line_remove.html", context)


@require_POST
@member_side
def copy(request, pk: int, project: int):
    """Bring last quarter's lines of this project in."""
    claim = own_claim(request, pk)
    with once(request, name="lines-copy") as act:
        if act.first:
            count = drafting.copy_last_quarter(claim, project_id=project, by=request.actor)
            act.result = count
    words = {0: "There was nothing more to copy.", 1: "1 line was copied. Enter its amounts."}
    messages.success(
        request, words.get(act.result, f"{act.result} lines were copied. Enter their amounts.")
    )
    return redirect("claim_spend", pk, project)


@require_POST
@member_side
def reason(request, pk: int, budget_line: int):
    """Why one heading differs from its profile."""
    claim = own_claim(request, pk)
    whole = Whole(claim)
    budget = next((each for each in whole.budgets if each.pk == budget_line), None)
    if budget is None:
        raise Http404("Not a heading of this claim.")
    form = ReasonForm(request.POST, budget=budget, words=whole.standings[budget.pk].words)
    if not form.is_valid():
        return _page(request, claim, budget.project_id, reason=form)
    with once(request, name="variance-reason") as act:
        if act.first:
            drafting.save_variance_reason(
                claim,
                budget.pk,
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"],
                by=request.actor,
            )
            act.result = True
    messages.success(request, "The reason is saved.")
    return redirect(f"{reverse('claim_spend', args=[pk, budget.project_id])}#why")
