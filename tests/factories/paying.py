"""Claims on their way to payment, through the verbs.

    on = ground(cash=1_000_00)
    claim = approved(on, (100_00,))          # checked by `on.checker`, approved by `on.second`
    run = runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    runs.release(run, by=on.checker)

With two officers only: who approved a claim may prepare its run and confirm its
payment, and does not release it.
"""

from claims.actions import payments, runs
from claims.actions.approving import approve
from claims.models import Claim, PaymentRun
from tests.factories.checking import TODAY, Ground, decided, sent


def approved(on: Ground, amounts=(100_00, 50_00), **fields) -> Claim:
    """A claim that is checked and approved, and paid as soon as cash and bank details allow."""
    claim = decided(sent(on, amounts, **fields), by=on.checker)
    approve(claim, by=on.second)
    return Claim.objects.select_related("round__grant", "organisation").get(pk=claim.pk)


def released(on: Ground, *claims: Claim) -> PaymentRun:
    run = runs.prepare_run(claims, pay_on=TODAY, by=on.second)
    return runs.release(run, by=on.checker)


def at_the_bank(on: Ground, *claims: Claim) -> PaymentRun:
    run = payments.export(released(on, *claims), by=on.checker)
    return runs.mark_sent(run, by=on.checker)


def paid(on: Ground, *claims: Claim) -> PaymentRun:
    run = at_the_bank(on, *claims)
    for payment in run.payments.all():
        payments.confirm_payment(payment, paid_on=TODAY, by=on.second)
    return payments.finish(run, by=on.second)
