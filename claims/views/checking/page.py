"""The check page: a claim beside its evidence, its outputs, its history, its versions (S32)."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.actions.overriding import can_override
from claims.actions.reviewing import can_assign, log_look
from claims.facts import approvers
from claims.facts.checking import outputs_of
from claims.facts.delivery import delivery_of
from claims.facts.timeline import timeline_of
from claims.facts.versions import differences_of
from claims.forms.checking import ConfirmForm, ReasonForm
from claims.models import Evidence
from claims.permissions import can_see_evidence
from claims.rules.payment_rule import verdict
from claims.states import ClaimState
from claims.views.checking.opening import checks, looks_into_claims, may_look, opened
from claims.workflow import CLAIM
from consortium.core import files
from consortium.core.access import allowed

SHOWN = {
    "lines": "Lines and evidence",
    "outputs": "Outputs and budget",
    "history": "History",
    "versions": "What changed",
}
OPEN = (ClaimState.SUBMITTED, ClaimState.CHECKED)


@require_safe
@allowed(looks_into_claims)
def claim_check(request, pk):
    """One claim to check or approve; `?show=` chooses which side of it."""
    show = request.GET.get("show", "lines")
    page = opened(request, pk, at=SHOWN.get(show, "claim").lower())
    context = common(request, page) | {"show": show if show in SHOWN else "lines"}
    context |= PARTS.get(show, lines_part)(page)
    return render(request, f"claims/check/{context['show']}.html", context)


def common(request, page) -> dict:
    """What every page about one claim shows around its own part."""
    claim, actor = page.claim, request.actor
    deciding = checks(actor, claim) and claim.state == ClaimState.SUBMITTED
    return {
        "page": page,
        "claim": claim,
        "moves": {move.name for move in CLAIM.possible(claim, actor)},
        "deciding": deciding,
        "settling": checks(actor, claim) and claim.state in OPEN,
        "may_assign": claim.state in OPEN and can_assign(actor, claim) is None,
        "shown": [
            (code, label)
            for code, label in SHOWN.items()
            if code != "versions" or claim.submissions_made > 1
        ],
        "confirm": ConfirmForm(record=claim),
    }


def lines_part(page) -> dict:
    """Beside the lines: the open question to the member, and who is named for an own claim."""
    claim = page.claim
    asked = claim.state == ClaimState.CHANGES_REQUESTED or claim.submissions_made > 1
    return {
        "asked": claim.changes.order_by("-asked_at").first() if asked else None,
        "assigned": _assigned(claim) if claim.own else None,
    }


def _assigned(claim):
    named = claim.assignments.filter(ended_at__isnull=True)
    return named.select_related("user", "organisation").first()


def outputs_part(page) -> dict:
    claim, grant = page.claim, page.claim.round.grant
    found = outputs_of(claim)
    return {
        "verdict": verdict(
            grant.payment_rule, grant.payment_rule_percent, found, reason=claim.hold_reason
        ),
        "reason_form": ReasonForm(record=claim),
        "projects": delivery_of(claim),
    }


def history_part(page) -> dict:
    return {"timeline": timeline_of(page.claim), "note_form": ReasonForm(label="Note")}


def versions_part(page) -> dict:
    return {"differences": differences_of(page.claim)}


PARTS = {
    "lines": lines_part,
    "outputs": outputs_part,
    "history": history_part,
    "versions": versions_part,
}


@require_safe
@allowed(looks_into_claims)
def claim_evidence_file(request, pk, number):
    """One file of a claim, to those who may see its evidence; an outsider's look is logged."""
    evidence = (
        Evidence.objects.select_related("claim__organisation", "file")
        .filter(claim=pk, number=number)
        .first()
    )
    if evidence is None:
        raise Http404
    claim, actor = evidence.claim, request.actor
    if not may_look(actor, claim) or not can_see_evidence(actor, claim):
        raise Http404
    log_look(claim, at=f"evidence {evidence.number}", by=actor)
    return files.serve(request, evidence.file)


def standing_of(page) -> dict:
    """Who approved so far, who may still, and whether the rules leave anybody (SD10)."""
    claim = page.claim
    amount = page.decided_total
    people = [approvers.in_their_words(one) for one in approvers.candidates(claim, amount)]
    return {
        "people": people,
        "too_few": approvers.too_few(claim, amount, people),
        "may_override": can_override(page.by, claim) is None,
    }
