"""What `verify_ledger` asks of claims, one file for each kind of question."""

from . import alike, audited, duties, money, sums

__all__ = ["alike", "audited", "duties", "money", "sums"]
