"""The words of bids: how far one is, and who is in it as what."""

from django.db.models import TextChoices


class BidState(TextChoices):
    DRAFTING = "drafting", "Being drafted"
    READY = "ready", "Ready to send"
    SUBJECT = "subject", "Sent subject to agreement"
    SUBMITTED = "submitted", "Sent"
    AWARDED = "awarded", "Awarded"
    REFUSED = "refused", "Refused by the funder"
    WITHDRAWN = "withdrawn", "Withdrawn"


class BidRole(TextChoices):
    LEAD = "lead", "Lead partner"
    DELIVERY = "delivery", "Delivery partner"


# Before the funder has it: deadlines are reminded of, details can change.
UNSENT = frozenset({BidState.DRAFTING, BidState.READY})
SENT = frozenset({BidState.SUBJECT, BidState.SUBMITTED, BidState.AWARDED, BidState.REFUSED})
GOING_ON = UNSENT | {BidState.SUBJECT, BidState.SUBMITTED}
REMINDED = (14, 7, 1)  # days before the deadline
