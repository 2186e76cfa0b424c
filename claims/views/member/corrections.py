"""Corrections: a paid line taken back in a later claim, as a negative line of its own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions import drafting
from claims.actions.drafting import LineRefused
from claims.facts.lines import with_sums
from claims.facts.open import opening_of
from claims.forms.member_lines import CorrectionForm
from claims.models import Claim, ClaimLine
from claims.states import ClaimState
from claims.views.member.access import member_side, own_claim
from consortium.core.idempotency import once
from consortium.core.workflow import Refused

PAGE = 60


def correctable_lines(claim: Claim):
    """Paid lines of the member's earlier claims under the same grant, newest quarter first."""
    paid = ClaimLine.objects.filter(
        claim__organisation=claim.organisation_id,
        claim__round__grant=claim.round.grant_id,
        claim__round__quarter__lt=claim.round.quarter,
        claim__state=ClaimState.PAID,
        correction_of__isnull=True,
        approved__gt=0,
    )
    return (
        with_sums(paid)
        .select_related("item", "claim__round", "budget_line__heading", "budget_line__project")
        .order_by("-claim__round__quarter", "number")
    )


@require_safe
@member_side
def choose(request, pk: int):
    """Which paid line is to be corrected."""
    claim = own_claim(request, pk)
    query = request.GET.get("q", "").strip()[:60]
    found = correctable_lines(claim)
    if query:
        found = found.filter(item__supplier__icontains=query)
    lines = list(found[: PAGE + 1])
    context = {
        "claim": claim,
        "lines": lines[:PAGE],
        "more": len(lines) > PAGE,
        "query": query,
        "open": opening_of(claim).touches("spend"),
    }
    return render(request, "claims/member/correct_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_side
def correct(request, pk: int, line_pk: int):
    """How much of it is taken back."""
    claim = own_claim(request, pk)
    paid = get_object_or_404(correctable_lines(claim), pk=line_pk)
    left = left_of(paid)
    form = CorrectionForm(request.POST or None, line=paid, left=left)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="line-correct") as act:
                if act.first:
                    amount = -form.cleaned_data["amount"]
                    line = drafting.correct_line(claim, paid.pk, amount, by=request.actor)
                    address = reverse("claim_spend", args=[pk, line.budget_line.project_id])
                    act.result = f"{address}#line-{line.pk}"
            messages.success(request, "The correction is added.")
            return redirect(act.result)
        except LineRefused as refused:
            form.add_error("amount", refused.reasons[0])
        except Refused as refused:
            form.add_refusal(refused)
    context = {"claim": claim, "paid": paid, "left": left, "form": form}
    return render(request, "claims/member/correct.html", context)


def left_of(paid: ClaimLine) -> int:
    """Pence of a paid line that no live correction has taken back yet."""
    taken = sum(line.claimed or 0 for line in paid.corrections.filter(live=True))
    return max(0, paid.approved + taken)
