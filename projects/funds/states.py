"""The words of the ledger: accounts and their sides, kinds of journal, states of a period."""

from django.db.models import TextChoices


class Account(TextChoices):
    CASH = "cash", "Cash at bank"
    GRANT_RECEIVABLE = "grant_receivable", "Grant receivable"
    INTER_FUND = "inter_fund", "Owed between funds"
    OWED_TO_MEMBERS = "owed_to_members", "Owed to members"
    RETENTION = "retention", "Kept back from members"
    GRANTS_IN_ADVANCE = "grants_in_advance", "Grants received in advance"
    GRANT_INCOME = "grant_income", "Grant income"
    PROJECT_EXPENDITURE = "project_expenditure", "Project expenditure"
    TRANSFERS = "transfers", "Transfers between funds"
    BROUGHT_FORWARD = "brought_forward", "Balance brought forward"


ASSETS = frozenset({Account.CASH, Account.GRANT_RECEIVABLE, Account.INTER_FUND})
LIABILITIES = frozenset({Account.OWED_TO_MEMBERS, Account.RETENTION, Account.GRANTS_IN_ADVANCE})
INCOME = frozenset({Account.GRANT_INCOME})
EXPENDITURE = frozenset({Account.PROJECT_EXPENDITURE})
TRANSFERS = frozenset({Account.TRANSFERS})
# The fund's balance moves with these, credit up and debit down.
RESULT_ACCOUNTS = INCOME | EXPENDITURE | TRANSFERS | {Account.BROUGHT_FORWARD}


class Side(TextChoices):
    DEBIT = "D", "Debit"
    CREDIT = "C", "Credit"


class JournalKind(TextChoices):
    CLAIM_APPROVED = "claim_approved", "Claim approved"
    PAYMENT = "payment", "Payment released"
    PAYMENT_RETURNED = "payment_returned", "Payment returned"
    MONEY_RECEIVED = "money_received", "Money received"
    FUNDER_ADJUSTMENT = "funder_adjustment", "Funder's adjustment"
    TRANSFER = "transfer", "Transfer between funds"
    FEE = "fee", "Management fee"
    RETENTION_RELEASED = "retention_released", "Retention released"
    CORRECTION = "correction", "Correction"
    REVERSAL = "reversal", "Reversal"
    OPENING = "opening", "Balance brought forward"


# Nothing above the ledger rests on these, so two people can take one back (SD7). The
# others are taken back by the verb of what caused them.
REVERSED_BY_HAND = frozenset({JournalKind.TRANSFER, JournalKind.CORRECTION, JournalKind.OPENING})


class JournalState(TextChoices):
    DRAFT = "draft", "Draft"
    POSTED = "posted", "Posted"


class PeriodState(TextChoices):
    OPEN = "open", "Open"
    CLOSING = "closing", "Closing"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"


TAKES_POSTINGS = frozenset({PeriodState.OPEN, PeriodState.CLOSING, PeriodState.REOPENED})


class Terms(TextChoices):
    ARREARS = "arrears", "Paid in arrears"
    ADVANCE = "advance", "Paid in advance"


class PaymentRule(TextChoices):
    WARN = "warn", "Warn and require a reason"
    HOLD = "hold", "Hold when outputs fall short"
    RETENTION = "retention", "Keep part back until the final report"


class TransferReason(TextChoices):
    """Why money may leave a restricted fund for another purpose (M6)."""

    FEE = "fee", "Management fee in the grant agreement"
    RELEASE = "release", "The funder released the restriction"
    REFUND = "refund", "Paid from the wrong fund, put right"
    SAME_PURPOSE = "same_purpose", "To another fund for the same purpose"


class OverdraftState(TextChoices):
    """Leave for a fund to fall below nothing: asked by one person, agreed by another (M5)."""

    ASKED = "asked", "Waiting for a second person"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"
    ENDED = "ended", "Ended early"


class ReversalState(TextChoices):
    ASKED = "asked", "Waiting for a second person"
    AGREED = "agreed", "Reversed"
    REFUSED = "refused", "Refused"
