"""Two people at one run, two runs at one claim or fund; and the same with the lock taken out."""

import threading
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from claims import locks_money
from claims.actions import payments, receiving, runs
from claims.models import Claim, MoneyReceived, Payment, PaymentRun
from claims.rules.runs import Due
from claims.states import ClaimState, PaymentState, RunState
from consortium.core import clock, workflow
from consortium.core.workflow import Refused
from projects.funds.ledger import Short
from projects.funds.models import Journal, Position
from projects.funds.states import JournalKind
from tests.factories.checking import TODAY, ground
from tests.factories.paying import approved, at_the_bank
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def on():
    with transaction.atomic():
        return ground(cash=1_000_00)


@pytest.fixture
def claim(on):
    with transaction.atomic():
        return approved(on)


def said(results, kind):
    return [one for one in results if isinstance(one, kind)]


@contextmanager
def no_locks(monkeypatch, *, meet: str):
    """Nothing is locked, moves look at what they were given, and both look before either writes.

    `meet` is the function of `runs` after which they meet.
    """
    meeting = threading.Barrier(2)

    def claims_unlocked(claims):
        found = Claim.objects.filter(pk__in=[claim.pk for claim in claims])
        found = found.select_related("round__grant__fund", "organisation")
        return {claim.pk: claim for claim in found}

    def payments_unlocked(run):
        rows = run.payments.filter(state=PaymentState.PREPARED)
        found = list(rows.select_related("run", "organisation", "account", "journal"))
        for payment in found:
            payment.claim = Claim.objects.select_related("round__grant__fund").get(
                pk=payment.claim_id
            )
        return found

    look = getattr(runs, meet)

    def look_and_meet(*args, **kwargs):
        found = look(*args, **kwargs)
        meeting.wait(20)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(runs, "lock_claims_and_funds", claims_unlocked)
        patch.setattr(runs, "lock_payments", payments_unlocked)
        patch.setattr(runs, "fire", fire_unlocked)
        patch.setattr(runs, meet, look_and_meet)
        yield


def fire_unlocked(table, record, name, *, fields=(), **ignored):
    """What `fire` would be without its lock: it trusts the state it was given."""
    setattr(record, table.field, table.move(name).target)
    record.save(update_fields=[table.field, *fields])
    return record


def paying(on, claim):
    """The same claim put into two runs at once, by two people."""
    people = [on.second, on.third]
    return all_at_once(
        [lambda by=by: runs.prepare_run([claim], pay_on=TODAY, by=by) for by in people]
    )


def test_a_claim_that_two_people_pay_at_once_is_in_one_run(on, claim):
    results = paying(on, claim)
    assert len(said(results, PaymentRun)) == 1
    (refused,) = said(results, Refused)
    assert "in payment run" in str(refused)
    assert Payment.objects.count() == 1


def test_without_the_lock_only_the_database_keeps_it_in_one_run(on, claim, monkeypatch):
    """The control: nobody is told; a constraint stops the second."""
    with no_locks(monkeypatch, meet="plan_of"):
        results = paying(on, claim)
    assert not said(results, Refused)
    assert len(said(results, IntegrityError)) == 1


@pytest.fixture
def two_claims(on):
    """Either fits into the fund's cash, both do not."""
    with transaction.atomic():
        other = ground(beside=on, fund=on.grant.fund)
        claims = [approved(on, (700_00,)), approved(other, (600_00,))]
        Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(state="approved")
        return Claim.objects.filter(pk__in=[claim.pk for claim in claims]).order_by("pk")


MINE = threading.local()


def both_prepared(on, claims):
    def prepare(claim):
        MINE.claim = claim
        return runs.prepare_run([claim], pay_on=TODAY, by=on.second)

    return all_at_once([lambda claim=claim: prepare(claim) for claim in claims])


def promised() -> int:
    return sum(Payment.objects.values_list("amount", flat=True))


def test_two_runs_at_once_do_not_promise_more_than_the_fund_holds(on, two_claims):
    both_prepared(on, two_claims)
    assert promised() == 700_00
    assert Claim.objects.get(pk=two_claims[1].pk).state in (ClaimState.WAITING, ClaimState.APPROVED)


def test_without_the_lock_they_do_and_the_ledger_stops_the_release(on, two_claims, monkeypatch):
    """The control: both are promised the same cash; releasing both, the second is short."""
    every, numbers = list(two_claims), iter((1, 2))
    with no_locks(monkeypatch, meet="cash_to_plan"), monkeypatch.context() as patch:
        patch.setattr(runs, "queue_of", only_its_own)
        patch.setattr(runs, "_new_run", lambda pay_on, plan, by: numbered(next(numbers), by))
        both_prepared(on, every)
    assert promised() == 1_300_00 > Position.objects.get(fund=on.grant.fund).cash
    released = all_at_once(
        [lambda run=run: runs.release(run, by=on.checker) for run in PaymentRun.objects.all()]
    )
    assert len(said(released, Short)) == 1
    assert Position.objects.get(fund=on.grant.fund).cash >= 0


def numbered(number, by):
    return PaymentRun.objects.create(
        number=number, pay_on=TODAY, prepared_at=clock.now(), prepared_by_id=by.user_id
    )


def only_its_own(funds, **ignored):
    """Each thinks that it is alone in the queue, as it would where the other is not yet seen."""
    claim = MINE.claim
    return [Due(claim.pk, claim.round.grant.fund_id, claim.payable, claim.submitted_at)]


@pytest.fixture
def run(on, claim):
    with transaction.atomic():
        return runs.prepare_run([claim], pay_on=TODAY, by=on.second)


def both_release(on, run):
    people = [on.checker, on.third]
    return all_at_once(
        [lambda by=by: runs.release(PaymentRun.objects.get(pk=run.pk), by=by) for by in people]
    )


def test_two_releasers_at_once_release_once_and_the_second_is_told(on, run):
    results = both_release(on, run)
    (refused,) = said(results, Refused)
    assert "already released" in str(refused)
    assert Journal.objects.filter(kind=JournalKind.PAYMENT).count() == 1
    assert Position.objects.get(fund=on.grant.fund).cash == 850_00


def test_without_the_lock_the_money_would_leave_twice(on, run, monkeypatch):
    """The control: both look, both post, and the fund is short by the same payment twice."""
    with no_locks(monkeypatch, meet="stops_of"):
        results = both_release(on, run)
    assert not said(results, Refused)
    assert Journal.objects.filter(kind=JournalKind.PAYMENT).count() == 2
    assert Position.objects.get(fund=on.grant.fund).cash == 700_00


def test_confirming_and_failing_one_payment_at_once_does_one_of_them(on, claim):
    with transaction.atomic():
        payment = at_the_bank(on, claim).payments.get()
    results = all_at_once(
        [
            lambda: payments.confirm_payment(payment, paid_on=TODAY, by=on.second),
            lambda: payments.fail_payment(payment, reason="Closed", by=on.third),
        ]
    )
    assert len(said(results, Payment)) == len(said(results, Refused)) == 1
    state = Payment.objects.get(pk=payment.pk).state
    expected = {PaymentState.CONFIRMED: ClaimState.PAID, PaymentState.FAILED: ClaimState.APPROVED}
    assert Claim.objects.get(pk=claim.pk).state == expected[state]


def test_releasing_and_voiding_at_once_leaves_no_penny_out(on, run):
    """Whoever comes first decides; cash and states agree."""
    results = all_at_once(
        [
            lambda: runs.release(PaymentRun.objects.get(pk=run.pk), by=on.checker),
            lambda: runs.ask_void(PaymentRun.objects.get(pk=run.pk), reason="No", by=on.third),
        ]
    )
    state = PaymentRun.objects.get(pk=run.pk).state
    assert state == RunState.VOID_ASKED
    cash = 850_00 if len(said(results, Refused)) == 0 else 1_000_00
    assert Position.objects.get(fund=on.grant.fund).cash == cash


def test_the_same_receipt_recorded_by_two_people_at_once_counts_once(on):
    results = all_at_once(
        [
            lambda by=by: receiving.record_money(
                on.grant, amount=10_00, received_on=TODAY, bank_reference="BACS 9", by=by
            )
            for by in (on.checker, on.second)
        ]
    )
    assert len(said(results, MoneyReceived)) == len(said(results, Refused)) == 1
    assert Position.objects.get(fund=on.grant.fund).cash == 1_010_00


def test_the_locks_that_the_controls_take_out_are_those_that_the_verbs_take():
    assert runs.lock_claims_and_funds is locks_money.lock_claims_and_funds
    assert runs.lock_payments is locks_money.lock_payments
    assert runs.fire is workflow.fire
