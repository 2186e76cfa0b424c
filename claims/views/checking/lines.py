"""Deciding one line, or all the rest at once."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claims.actions.checking import Ruling, accept_the_rest, decide_line
from claims.forms.checking import ConfirmForm, LessForm
from claims.models import ClaimLine
from claims.permissions import OFFICERS
from claims.states import ClaimState, Decision
from claims.views.checking.opening import checks, opened
from consortium.core.access import roles
from consortium.core.money import format_pence
from consortium.core.versions import Stale
from members.views.acting import acted


def back_to(line: ClaimLine, *, after: ClaimLine | None = None) -> str:
    """The check page, at the line that comes next."""
    return f"{reverse('claim_check', args=[line.claim_id])}#line-{(after or line).number}"


def _line(page, number: int) -> ClaimLine:
    line = next((line for line in page.lines if line.number == number), None)
    if line is None:
        raise Http404
    return line


@require_POST
@roles(*OFFICERS)
def claim_line_accept(request, pk, number):
    """Accept one line in full. Clicked twice it is accepted once: the version tells."""
    page = opened(request, pk)
    line = _line(page, number)
    version = request.POST.get("version", "")
    try:
        decide_line(line, Ruling(Decision.ACCEPTED), version=version, by=request.actor)
    except Stale as stale:
        mine = stale.record.decided_by_id == request.actor.user_id
        if not (mine and stale.record.decision == Decision.ACCEPTED):
            raise
    return redirect(back_to(line, after=_next(page, line)))


def _next(page, line: ClaimLine) -> ClaimLine | None:
    """The first undecided line after this one, in the order of the page."""
    later = page.lines[page.lines.index(line) + 1 :]
    return next((one for one in later if one.decision == Decision.PENDING), None)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*OFFICERS)
def claim_line(request, pk, number):
    """One line beside its evidence: accept less, disallow, park."""
    page = opened(request, pk)
    line = _line(page, number)
    form = LessForm(request.POST or None, record=line, initial=_as_decided(line))

    def verb():
        version = form.cleaned_data["version"]
        made = decide_line(line, form.ruling, version=version, by=request.actor)
        words = f"Line {line.number}: {made.get_decision_display().lower()}"
        if made.decision == Decision.REDUCED:
            words += f", {format_pence(made.approved)} accepted"
        return back_to(line), f"{words}."

    context = {
        "page": page,
        "claim": page.claim,
        "line": line,
        "form": form,
        "open": checks(request.actor, page.claim) and page.claim.state == ClaimState.SUBMITTED,
    }
    return acted(request, form, name="claim_line", verb=verb) or render(
        request, "claims/check/line.html", context
    )


def _as_decided(line: ClaimLine) -> dict:
    if line.decision in (Decision.PENDING, Decision.ACCEPTED):
        return {"decision": Decision.REDUCED}
    reduced = line.decision == Decision.REDUCED
    return {
        "decision": line.decision,
        "approved": line.approved if reduced else None,
        "reason": line.reason,
    }


@require_POST
@roles(*OFFICERS)
def claim_accept_rest(request, pk):
    """Accept in full every line that is not decided yet."""
    page = opened(request, pk)
    form = ConfirmForm(request.POST, record=page.claim)
    there = reverse("claim_check", args=[pk])

    def verb():
        version = form.cleaned_data["version"]
        count = accept_the_rest(page.claim, version=version, by=request.actor)
        return there, "One line accepted." if count == 1 else f"{count} lines accepted."

    if response := acted(request, form, name="claim_accept_rest", verb=verb):
        return response
    return refused(request, form, there)


def refused(request, form, there: str):
    """Back to where the button stood, with every reason."""
    for words in form.non_field_errors():
        messages.error(request, words)
    return redirect(there)
