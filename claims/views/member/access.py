"""Who opens the member's pages, and how a page finds its claim: another member's is 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from claims.models import Claim, ClaimLine
from consortium.core.access import allowed
from members.states import Role


def is_member_side(actor) -> bool:
    """a member's claims people and representative"""
    return actor.has(Role.CLAIMS_PERSON, Role.REPRESENTATIVE)


member_side = allowed(is_member_side)


def claims_of(actor):
    """The claims of the actor's own member, with what every page says of them."""
    return Claim.objects.filter(organisation=actor.organisation_id).select_related(
        "round__grant__funder", "round__grant__fund", "organisation"
    )


def own_claim(request, pk: int) -> Claim:
    return get_object_or_404(claims_of(request.actor), pk=pk)


def own_line(claim: Claim, pk: int) -> ClaimLine:
    return get_object_or_404(claim.lines.select_related("item", "budget_line"), pk=pk)


def section_of(whole, project_id: int):
    """The claim's section of one project; 404 where the claim has none."""
    for section in whole.sections:
        if section.project_id == project_id:
            return section
    raise Http404("No such project in this claim.")
