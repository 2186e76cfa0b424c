"""Small stories for tests of the books: money comes, claims are approved, members are paid."""

from datetime import date

from projects.funds import ledger
from projects.funds.models import Journal
from projects.funds.states import JournalKind
from tests.factories.funds import Ground

DAY = date(2026, 7, 20)


def receive(ground: Ground, amount: int, *, day: date = DAY) -> Journal:
    """Pence from the funder."""
    return ledger.post(
        JournalKind.MONEY_RECEIVED,
        ledger.receipt_entries(ground.grant, amount),
        effective=day,
        description="From the funder",
        by=ground.first,
    )


def approve(
    ground: Ground, member, spend: int, *, day: date = DAY, retained: int = 0, project: int = 1
) -> Journal:
    """A claim of one line is approved."""
    entries = ledger.claim_entries(
        ground.grant, member, [(ground.headings[0], project, spend)], retained=retained
    )
    return ledger.post(
        JournalKind.CLAIM_APPROVED, entries, effective=day, description="Claim", by=ground.first
    )


def pay(ground: Ground, member, amount: int, *, day: date = DAY) -> Journal:
    """A payment is released."""
    return ledger.post(
        JournalKind.PAYMENT,
        ledger.payment_entries(ground.grant, member, amount),
        effective=day,
        description="Payment",
        by=ground.first,
    )
