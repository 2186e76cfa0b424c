"""The states of claims and payments, in the words people see (model.md's table in code)."""

from django.db.models import TextChoices


class ClaimState(TextChoices):
    IN_PROGRESS = "in_progress", "In progress"
    AWAITING_SIGN_OFF = "awaiting_sign_off", "Awaiting sign-off"
    SUBMITTED = "submitted", "Submitted"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    CHECKED = "checked", "Checked"
    APPROVED = "approved", "Approved"
    WAITING = "waiting", "Waiting for the funder's money"
    IN_RUN = "in_run", "In payment run"
    PAID = "paid", "Paid"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REJECTED = "rejected", "Rejected"


EDITABLE = frozenset({ClaimState.IN_PROGRESS, ClaimState.CHANGES_REQUESTED})
WITH_MEMBER = frozenset(
    {ClaimState.IN_PROGRESS, ClaimState.AWAITING_SIGN_OFF, ClaimState.WITHDRAWN}
)
WITH_CHECKER = frozenset({ClaimState.SUBMITTED, ClaimState.CHECKED})
HAS_BEEN_SENT = frozenset(
    {
        ClaimState.SUBMITTED,
        ClaimState.CHANGES_REQUESTED,
        ClaimState.CHECKED,
        ClaimState.APPROVED,
        ClaimState.WAITING,
        ClaimState.IN_RUN,
        ClaimState.PAID,
        ClaimState.REJECTED,
    }
)
HAS_BEEN_APPROVED = frozenset(
    {ClaimState.APPROVED, ClaimState.WAITING, ClaimState.IN_RUN, ClaimState.PAID}
)
PAYABLE = frozenset({ClaimState.APPROVED, ClaimState.WAITING})


class Decision(TextChoices):
    PENDING = "pending", "Not decided"
    ACCEPTED = "accepted", "Accepted"
    REDUCED = "reduced", "Reduced"
    DISALLOWED = "disallowed", "Disallowed"
    PARKED = "parked", "Parked"


NEEDS_REASON = frozenset({Decision.REDUCED, Decision.DISALLOWED, Decision.PARKED})


class WaivedRule(TextChoices):
    """The rules of approval that the chair may override where nobody is left (SD10).

    That nobody approves what they prepared or signed, and that the accountable
    body's own claim is approved by another member, has no override.
    """

    SEAT_AT_MEMBER = (
        "seat_at_member",
        "Nobody approves a claim of a member where they had a seat or an interest (SD3)",
    )
    CHECKER_ABOVE = "checker_above", "Above the limit, the checker does not approve (SD9)"
    ONE_APPROVER = "one_approver", "Above the limit, two people approve (SD9)"
    APPROVER_RELEASES = (
        "approver_releases",
        "Nobody releases the payment of what they approved (SD1)",
    )


RULES_OF_APPROVAL = frozenset(set(WaivedRule) - {WaivedRule.APPROVER_RELEASES})


class Part(TextChoices):
    """The parts of a claim that are filled in, and can be opened again by themselves."""

    SPEND = "spend", "Spend"
    OUTPUTS = "outputs", "Outputs"
    PROGRESS = "progress", "Progress"
    FORECAST = "forecast", "Forecast"
    EVIDENCE = "evidence", "Evidence"


class VarianceKind(TextChoices):
    TIMING = "timing", "Timing: it will even out"
    PRICE = "price", "Price: it cost more or less"
    MORE = "more", "More activity than planned"
    LESS = "less", "Less activity than planned"
    OTHER = "other", "Something else"


class AccountState(TextChoices):
    WAITING = "waiting", "Waiting for a second person"
    VERIFIED = "verified", "Verified"
    REFUSED = "refused", "Refused"
    REPLACED = "replaced", "Replaced"


class RunState(TextChoices):
    PREPARED = "prepared", "Prepared"
    RELEASED = "released", "Released"
    EXPORTED = "exported", "Exported"
    SENT = "sent", "Sent to the bank"
    FINISHED = "finished", "Finished"
    VOID_ASKED = "void_asked", "Waiting to be voided"
    VOID = "void", "Voided"


class PaymentState(TextChoices):
    PREPARED = "prepared", "Prepared"
    RELEASED = "released", "Released"
    CONFIRMED = "confirmed", "Paid"
    FAILED = "failed", "Payment failed"
    VOID = "void", "Voided"


class PaymentKind(TextChoices):
    """A claim is paid once, and what was kept back of it once more when it is released."""

    CLAIM = "claim", "Claim"
    RETENTION = "retention", "Kept back until the final report"


class RetentionState(TextChoices):
    ASKED = "asked", "Waiting for a second person"
    AGREED = "agreed", "Released"
    REFUSED = "refused", "Refused"


LIVE_PAYMENT = frozenset({PaymentState.PREPARED, PaymentState.RELEASED, PaymentState.CONFIRMED})


class FunderClaimState(TextChoices):
    ASSEMBLED = "assembled", "Assembled"
    SIGNED = "signed", "Signed"
    SENT = "sent", "Sent"
    QUERIED = "queried", "Queried"
    AGREED = "agreed", "Agreed"
    PART_RECEIVED = "part_received", "Received in part"
    RECEIVED = "received", "Received"
    REPLACED = "replaced", "Replaced by a new version"
    ABANDONED = "abandoned", "Abandoned"


LIVE_FUNDER_CLAIM = frozenset(
    set(FunderClaimState) - {FunderClaimState.REPLACED, FunderClaimState.ABANDONED}
)
FROZEN_FUNDER_CLAIM = frozenset(
    set(FunderClaimState) - {FunderClaimState.ASSEMBLED, FunderClaimState.ABANDONED}
)
SENT_FUNDER_CLAIM = frozenset(FROZEN_FUNDER_CLAIM - {FunderClaimState.SIGNED})


class RowKind(TextChoices):
    """A row of a funder claim that is the accountable body's own (M23)."""

    CORRECTION = "correction", "Correction of an earlier quarter"
    FEE = "fee", "Management fee"
