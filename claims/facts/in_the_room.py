"""The accountable body's own claims beside the room of a meeting, for who approves them (SD4)."""

from django.db.models import Count, Q, Sum
from django.urls import reverse

from claims.models import Claim
from claims.permissions import can_approve
from claims.states import ClaimState
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from members.meetings.facts.cards import Card, room_cards
from members.states import Role


@room_cards
def own_claims(actor: Actor, meeting) -> list[Card]:
    """For the chair, and for a reviewer who was named: what they vouch for, and the page for it."""
    if actor.impersonator_id or not actor.has(Role.CHAIR, Role.REVIEWER):
        return []
    found = Claim.objects.filter(own=True, state=ClaimState.CHECKED)
    found = found.select_related("organisation", "round__grant").prefetch_related("assignments")
    found = found.annotate(
        count=Count("lines", distinct=True),
        proved=Count("lines", filter=Q(lines__evidence_links__isnull=False), distinct=True),
    )
    rows = found.order_by("round__pay_due", "pk")[:5]
    return [_card(each) for each in rows if can_approve(actor, each) is None]


def _card(claim: Claim) -> Card:
    total = claim.lines.aggregate(total=Sum("approved"))["total"] or 0
    unproved = claim.count - claim.proved
    proof = f"{unproved} without evidence" if unproved else "each with evidence"
    lines = (
        f"{claim.round.grant.name}, {claim.round.period.label}",
        f"{format_pence(claim.claimed or 0)} claimed, {format_pence(total)} to approve",
        f"{claim.count} line{'' if claim.count == 1 else 's'}, {proof}",
        "Checked by the office, line by line, and signed for the accountable body by another "
        "person",
    )
    return Card(
        title="The accountable body’s own claim waits for you",
        url=reverse("claim_approve", args=[claim.pk]),
        link="See what you vouch for",
        lead=f"{claim.organisation.short_name}, {claim.reference}",
        lines=lines,
    )
