"""The clock's door of bids: deadlines that come."""

from consortium.core.due import handles

from .actions.drafting import REMINDER
from .actions.sending import remind
from .models import Bid


@handles(REMINDER, coalesce=True)
def deadline_comes(item, late: bool) -> None:
    """14, 7 and 1 days before. A bid that is sent, or gone, needs none."""
    bid = Bid.objects.select_related("funder", "drafter").filter(pk=item.object_id).first()
    if bid is not None:
        remind(bid)
