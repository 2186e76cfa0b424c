"""What meetings are told of bids, which stand above them: where a decision leads (R56, R99)."""

from consortium.core.actor import Actor
from members.meetings.facts.decisions import Next, leads_to
from members.meetings.models import Decision

from .models import BidDecision
from .permissions import reads_bids


@leads_to
def bids(decision: Decision, actor: Actor) -> list[Next]:
    """The bids that a decision is about, for who may read them. One query, or none."""
    if not reads_bids(actor):
        return []
    rows = BidDecision.objects.filter(decision=decision).select_related("bid").order_by("bid")
    return [Next(f"Bid: {row.bid}", row.bid.get_absolute_url()) for row in rows]
