"""What the verbs of a bid ask and lock first."""

from typing import Any

from consortium.core import clock
from consortium.core.workflow import Refused
from projects.bids import facts
from projects.bids.models import Bid
from projects.bids.states import UNSENT, BidState

SENT_ALREADY = "This bid is sent or withdrawn, so it stays as it is."
READY = "This bid is ready to send. Choose “Change the figures” first."


def locked(bid: Bid) -> Bid:
    """Read anew under its lock."""
    return Bid.objects.select_for_update().get(pk=bid.pk)


def refuse_if(*reasons: str | None) -> None:
    if found := [reason for reason in reasons if reason]:
        raise Refused(found)


def not_unsent(bid: Bid) -> str:
    return "" if bid.state in UNSENT else SENT_ALREADY


def not_drafting(bid: Bid) -> str:
    if bid.state == BidState.READY:
        return READY
    return not_unsent(bid)


def facts_of(bid: Bid, **more: Any) -> dict[str, Any]:
    """What the guards of the workflow ask, as it stands now; `more` is the caller's own."""
    now = facts.figures(bid)
    standing = facts.standing(bid, now)
    return {
        "today": clock.today(),
        "figures": now,
        "shares": list(bid.partners.values_list("share", flat=True)),
        "route": standing.route_word,
        "agreed_on": standing.agreed_on,
        **more,
    }
