"""The only writer of journals and of what is kept about them.

    journal = ledger.post(kind, entries, effective=day, description="…", cause=claim, by=by)

Reads: `cash_of(fund)`, `balance_of(fund)`, `standing(fund)`.
"""

from .entries import (
    Entry,
    adjustment_entries,
    claim_entries,
    earned,
    fee_entries,
    opening_entries,
    payment_entries,
    receipt_entries,
    retention_release_entries,
    returned_entries,
    transfer_entries,
)
from .positions import (
    Short,
    Standing,
    balance_of,
    cash_of,
    keep_leave,
    leave_on,
    leaves_of,
    lock_funds,
    open_position,
    standing,
)
from .posting import DIGESTED, digest_of, digest_of_rows, post, reverse

__all__ = [
    "DIGESTED",
    "Entry",
    "Short",
    "Standing",
    "adjustment_entries",
    "balance_of",
    "cash_of",
    "claim_entries",
    "digest_of",
    "digest_of_rows",
    "earned",
    "fee_entries",
    "keep_leave",
    "leave_on",
    "leaves_of",
    "lock_funds",
    "open_position",
    "opening_entries",
    "payment_entries",
    "post",
    "receipt_entries",
    "retention_release_entries",
    "returned_entries",
    "reverse",
    "standing",
    "transfer_entries",
]
