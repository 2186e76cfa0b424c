"""How every page about checking opens its claim: the right people, others 404, looks logged."""

from django.http import Http404

from claims.actions.reviewing import is_outsider, log_look
from claims.facts.check_page import CheckPage, claim_to_check
from claims.models import Claim
from claims.permissions import OVERSIGHT, can_check, is_assigned
from members.states import Role


def looks_into_claims(actor) -> bool:
    """the accountable body's office, the auditor, the chair and reviewers named for a claim"""
    return actor.has(*OVERSIGHT, Role.CHAIR, Role.REVIEWER, Role.REPRESENTATIVE, Role.CLAIMS_PERSON)


def may_look(actor, claim: Claim) -> bool:
    """Oversight sees every claim here; of the body's own, whoever may approve it, too."""
    if actor.has(*OVERSIGHT):
        return True
    if not claim.own or actor.organisation_id == claim.organisation_id:
        return False
    return actor.has(Role.CHAIR) or is_assigned(actor, claim)


def opened(request, pk: int, *, at: str = "") -> CheckPage:
    """The claim for this reader, 404 for anybody else's. `at` names the page in the log."""
    claim = claim_to_check(pk)
    if claim is None or not may_look(request.actor, claim):
        raise Http404
    if at and request.method == "GET" and is_outsider(request.actor, claim):
        log_look(claim, at=at, by=request.actor)
    return CheckPage(claim, request.actor)


def checks(actor, claim: Claim) -> bool:
    """May this person decide lines and settle flags of the claim at all?"""
    return can_check(actor, claim) is None
