"""Pages about bids."""

from .acts import (
    bid_answer,
    bid_finish,
    bid_link,
    bid_put,
    bid_put_route,
    bid_reopen,
    bid_send,
    bid_send_subject,
    bid_withdraw,
)
from .bids import bid, bid_guidance, bid_history, bid_pack, bids
from .drafting import bid_change, bid_figures, bid_new, bid_partner, bid_partner_leave

__all__ = [
    "bid",
    "bid_answer",
    "bid_change",
    "bid_figures",
    "bid_finish",
    "bid_guidance",
    "bid_history",
    "bid_link",
    "bid_new",
    "bid_pack",
    "bid_partner",
    "bid_partner_leave",
    "bid_put",
    "bid_put_route",
    "bid_reopen",
    "bid_send",
    "bid_send_subject",
    "bid_withdraw",
    "bids",
]
