"""Who opens the member's pages, and how a page finds its claim: another member's is 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from claims.models import Claim, ClaimLine
from consortium.core.access import allowed
from consortium.core.prepared import prepared
from members.states import Role


def is_member_side(actor) -> bool:
    """a member's claims people and representative"""
    return actor.has(Role.CLAIMS_PERSON, Role.REPRESENTATIVE)


member_side = allowed(is_member_side)


@prepared
def _claim_of(*, organisation: int, pk: int):
    """With what every page says of a claim."""
    return Claim.objects.filter(organisation=organisation, pk=pk).select_related(
        "round__grant__funder", "round__grant__fund", "organisation"
    )


def own_claim_or_none(actor, pk: int) -> Claim | None:
    """The claim, where it is one of the actor's own member."""
    return next(iter(_claim_of(organisation=actor.organisation_id, pk=pk)), None)


def own_claim(request, pk: int) -> Claim:
    found = own_claim_or_none(request.actor, pk)
    if found is None:
        raise Http404("No such claim.")
    return found


def own_line(claim: Claim, pk: int) -> ClaimLine:
    return get_object_or_404(claim.lines.select_related("item", "budget_line"), pk=pk)


def section_of(whole, project_id: int):
    """The claim's section of one project; 404 where the claim has none."""
    for section in whole.sections:
        if section.project_id == project_id:
            return section
    raise Http404("No such project in this claim.")
