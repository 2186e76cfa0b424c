"""The sections of a claim, with what the member is in each project (R126, R127, R128)."""

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.models import Claim, ClaimSection
from consortium.core.prepared import prepared
from projects.models import Partnership
from projects.states import PartnerRole


def with_roles(claim: Claim) -> list[ClaimSection]:
    """Adds `role`, `strand` (None where the member is no partner) and `partners`, on the
    quarter's last day."""
    found = _with_roles(
        claim=claim.pk, organisation=claim.organisation_id, day=claim.round.period.end
    )
    for section in found:
        section.claim = claim
    return found


@prepared
def _with_roles(*, claim: int, organisation: int, day: date) -> QuerySet:
    partners = Partnership.objects.on(day).filter(project=OuterRef("project"))
    mine = partners.filter(organisation=organisation)
    counted = partners.order_by().values("project").annotate(n=Count("pk")).values("n")
    return (
        ClaimSection.objects.filter(claim=claim)
        .select_related("project")
        .annotate(
            role=Subquery(mine.values("role")[:1]),
            strand=Subquery(mine.values("strand")[:1]),
            partners=Coalesce(Subquery(counted), 0),
        )
        .order_by("project__number")
    )


def role_words(section) -> str:
    """As in "Lead partner only", "Delivery partner, leads E&D Audits"; "" for no partner."""
    if section.role is None:
        return ""
    if section.role == PartnerRole.LEAD:
        return "Lead partner only" if section.partners == 1 else "Lead partner"
    strand = f", leads {section.strand}" if section.strand else ""
    return f"Delivery partner{strand}"
