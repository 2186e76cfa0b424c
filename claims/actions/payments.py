"""After the release: the bank file, and what the bank did with each payment."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from claims.actions.runs import claim_leaves
from claims.duties import Duty
from claims.facts.paying import collisions_of, payment_collisions
from claims.locks_money import lock_payment, lock_payments
from claims.models import Payment, PaymentRun
from claims.notices import money as notices
from claims.rules.bank_file import BankLine, bank_csv
from claims.states import PaymentState, RunState
from claims.workflow import CLAIM
from claims.workflow_money import PAYMENT, RUN
from consortium.core import clock, files, jobs
from consortium.core.locks import retried
from consortium.core.workflow import fire
from projects.funds import ledger
from projects.funds.states import JournalKind


@transaction.atomic
def export(run: PaymentRun, *, by) -> PaymentRun:
    """Make the bank file, once: its bytes and SHA-256 are stored and served from the store (M21).

    The accountable body's transfers to itself are not in it, nor in its total.
    """
    payments = lock_payments(run)
    going = [each for each in payments if not each.internal]
    content = bank_csv(_bank_line(each) for each in going)
    run.exported_at, run.exported_by_id = clock.now(), by.user_id
    run.bank_file_sha256 = hashlib.sha256(content).hexdigest()
    fields = ("exported_at", "exported_by_id", "bank_file_sha256")
    facts = {"stops": _export_stops(payments, going, run, by)}
    run = fire(RUN, run, "export", facts=facts, fields=fields, by=by)
    run.bank_file = files.keep(content, f"payment-run-{run.number}.csv", owner=run, by=by)
    run.save(update_fields=["bank_file"])
    return run


@retried
@transaction.atomic
def confirm_payment(payment: Payment, *, paid_on: date, by) -> Payment:
    """The bank statement shows it: the claim is paid, and the member hears of it."""
    payment = lock_payment(payment)
    claim = payment.claim
    stops = [*payment_collisions(payment, by=by, duty=Duty.CONFIRM), *_not_sent(payment)]
    stops += _impossible_day(payment, paid_on)
    payment.paid_on, payment.confirmed_at = paid_on, clock.now()
    payment.confirmed_by_id = by.user_id
    fields = ("paid_on", "confirmed_at", "confirmed_by_id")
    fire(PAYMENT, payment, "confirm", facts={"stops": stops}, fields=fields, by=by)
    if payment.for_claim:
        claim.paid_on = paid_on
        fire(CLAIM, claim, "pay", fields=("paid_on",), by=by)
    notices.paid(payment, by=by)
    return payment


@transaction.atomic
def confirm_payments(payments: Iterable[Payment], *, paid_on: date, by) -> list[Payment]:
    """Several lines of one statement; the remittance advices are made in the background."""
    done = [confirm_payment(each, paid_on=paid_on, by=by) for each in payments]
    for run in {each.run_id: each.run for each in done}.values():
        jobs.start(
            "claims.remittances",
            label=f"Remittance advices of {str(run).lower()}",
            args={"run_id": run.pk},
            by=by,
        )
    return done


@retried
@transaction.atomic
def fail_payment(payment: Payment, *, reason: str, by) -> Payment:
    """The bank sent it back: what is owed stands again, and the claim can join another run."""
    payment = lock_payment(payment)
    claim = payment.claim
    payment.failed_reason = reason.strip()[:200]
    facts = {"stops": _not_sent(payment)}
    fire(PAYMENT, payment, "fail", reason=reason, facts=facts, fields=("failed_reason",), by=by)
    payment.return_journal = ledger.post(
        JournalKind.PAYMENT_RETURNED,
        ledger.returned_entries(claim.round.grant, payment.organisation, payment.amount),
        effective=clock.today(),
        description=f"Payment returned by the bank: {payment.about}"[:240],
        cause=payment.run,
        cause_url=payment.run.get_absolute_url(),
        by=by,
    )
    payment.save(update_fields=["return_journal"])
    claim_leaves(payment, reason=reason, by=by)
    notices.failed(payment, by=by)
    return payment


@transaction.atomic
def finish(run: PaymentRun, *, by) -> PaymentRun:
    """Every payment is confirmed or failed: nothing more is to be done in this run."""
    PaymentRun.objects.select_for_update().get(pk=run.pk)
    undecided = run.payments.filter(state=PaymentState.RELEASED).select_related("organisation")
    stops = [
        f"{each.organisation.short_name}, {each.reference}: mark it as paid or failed first."
        for each in undecided
    ]
    return fire(RUN, run, "finish", facts={"stops": stops}, by=by)


def _not_sent(payment: Payment) -> list[str]:
    if payment.run.state == RunState.SENT:
        return []
    return ["Mark the run as sent to the bank first."]


def _impossible_day(payment: Payment, paid_on: date) -> list[str]:
    if paid_on > clock.today():
        return ["The day it was paid cannot be after today."]
    if payment.journal and paid_on < payment.journal.effective:
        return ["The day it was paid cannot be before the day it was released."]
    return []


def _bank_line(payment: Payment) -> BankLine:
    account = payment.account
    return BankLine(
        payee=account.account_name,
        sort_code=account.sort_code,
        account_number=account.account_number,
        amount=payment.amount,
        reference=payment.reference,
    )


def _export_stops(payments, going, run, by) -> list[str]:
    found = collisions_of(payments, by=by, duty=Duty.EXPORT)
    stops = [words for payment in payments for words in found[payment.pk]]
    if not going:
        stops.append("Nothing in this run goes through the bank. Mark it as sent.")
    if sum(payment.amount for payment in going) != run.total:
        stops.append("The bank file would not add up to the run's total. Tell the office.")
    return list(dict.fromkeys(stops))
