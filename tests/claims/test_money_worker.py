"""A worker that is killed in the middle of a payment run loses nothing and pays nothing twice."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.models import F

from claims.actions import runs
from claims.models import Payment, PaymentRun
from claims.states import PaymentState, RunState
from consortium.core import jobs
from consortium.core.models import Job
from projects.funds.models import Balance, Journal, Position
from projects.funds.states import JournalKind
from tests.factories.checking import TODAY, ground, verified_account
from tests.factories.members import OrganisationFactory
from tests.factories.paying import approved
from tests.together import all_at_once

pytestmark = pytest.mark.worker
MANY = 12


@pytest.fixture
def on(transactional_db):
    with transaction.atomic():
        return ground(cash=100_000_00, budget=100_000_00)


@pytest.fixture
def second_fund(on):
    with transaction.atomic():
        return ground(beside=on, cash=100_000_00)


@pytest.fixture
def run(on, second_fund):
    """A run that pays twelve claims of one fund, then one of another."""
    with transaction.atomic():
        claims = []
        for _ in range(MANY):
            member = OrganisationFactory()
            verified_account(member)
            claims.append(approved(on, (10_00,), organisation=member, outputs=None))
        claims.append(approved(second_fund, (10_00,)))
        return runs.prepare_run(claims, pay_on=TODAY, by=on.second)


def begin(on, run) -> Job:
    return jobs.start("claims.release_run", label="Release", args={"run_id": run.pk}, by=on.checker)


def paid_journals() -> int:
    return Journal.objects.filter(kind=JournalKind.PAYMENT).count()


def is_done(job) -> bool:
    job.refresh_from_db()
    assert job.state != Job.State.FAILED, job.message
    return job.state == Job.State.DONE


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # kept within a transaction otherwise
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            "AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def assert_every_payment_has_one_journal(run):
    payments = list(Payment.objects.filter(run=run))
    assert {payment.state for payment in payments} == {PaymentState.RELEASED}
    journals = Counter(payment.journal_id for payment in payments)
    assert set(journals.values()) == {1}
    assert paid_journals() == len(payments) == MANY + 1


def test_a_worker_killed_in_the_middle_of_a_run_pays_all_or_nothing(
    celery_worker, on, second_fund, run
):
    """It has paid twelve and waits for the second fund's row, which we hold, when it is killed."""
    with transaction.atomic():
        second = Balance.objects.filter(fund=second_fund.grant.fund, account="cash", quarter="")
        list(second.select_for_update())
        job = begin_outside(on, run)
        celery_worker.wait(waits_for_a_lock)
        celery_worker.kill()
    assert paid_journals() == 0
    assert PaymentRun.objects.get(pk=run.pk).state == RunState.PREPARED
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.PREPARED}
    assert Position.objects.get(fund=on.grant.fund).cash == 100_000_00
    celery_worker.start()
    again(job)
    celery_worker.wait(lambda: is_done(job))
    assert_every_payment_has_one_journal(run)


def begin_outside(on, run) -> Job:
    """Start the job on another connection, so that it is there while ours holds the lock."""
    (job,) = all_at_once([lambda: begin(on, run)])
    assert isinstance(job, Job), job
    return job


def again(job: Job) -> None:
    """What the sweep does once a worker was silent for long enough, and the person who retries."""
    Job.objects.filter(pk=job.pk).update(beat_at=F("beat_at") - 2 * jobs.SILENT_FOR)
    assert jobs.interrupted() == 1
    assert jobs.retry(job)


def test_a_run_that_the_queue_delivers_twice_is_paid_once(celery_worker, on, run):
    job = begin(on, run)
    celery_worker.wait(lambda: is_done(job))
    jobs.queue(job.pk)
    second = begin(on, run)
    celery_worker.wait(lambda: is_done(second))
    assert_every_payment_has_one_journal(run)


def test_the_control_a_run_that_commits_each_payment_loses_its_middle(on, run):
    """Where every payment were a transaction of its own, a stop in the middle would show."""
    payments = list(run.payments.select_related("organisation", "run").order_by("pk"))
    for payment in payments[:5]:
        with transaction.atomic():
            runs._let_go(payment, by=on.checker)
    assert paid_journals() == 5
    assert PaymentRun.objects.get(pk=run.pk).state == RunState.PREPARED
