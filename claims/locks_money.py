"""The locks of paying: funds, claims, then payments, each in the order of their numbers (C-i)."""

from claims.locks import lock_claims
from claims.models import Claim, Payment, PaymentRun
from claims.states import PaymentState
from projects.funds import ledger


def lock_claims_and_funds(claims) -> dict[int, Claim]:
    """By number, with their funds locked first."""
    ids = {claim.pk for claim in claims}
    rows = Claim.objects.filter(pk__in=ids).order_by()
    ledger.lock_funds(rows.values_list("round__grant__fund_id", flat=True))
    return {claim.pk: claim for claim in lock_claims(ids)}


def lock_payments(run: PaymentRun) -> list[Payment]:
    """The run's open payments under their locks, funds and claims first."""
    rows = run.payments.filter(state__in=[PaymentState.PREPARED, PaymentState.RELEASED])
    ledger.lock_funds(set(rows.values_list("fund_id", flat=True)))
    claims = {claim.pk: claim for claim in lock_claims(rows.values_list("claim_id", flat=True))}
    payments = list(
        rows.select_for_update(of=("self",))
        .select_related("run", "organisation", "account", "journal")
        .order_by("pk")
    )
    for payment in payments:
        payment.claim = claims[payment.claim_id]
    return payments


def lock_payment(payment: Payment) -> Payment:
    """One payment under its lock, with its claim, run and account."""
    ledger.lock_funds([payment.fund_id])
    (claim,) = lock_claims([payment.claim_id])
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("run", "organisation", "account", "journal")
        .get(pk=payment.pk)
    )
    payment.claim = claim
    return payment
