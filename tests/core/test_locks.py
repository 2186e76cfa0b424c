"""Two people at one lock: the one whom the database gives up is tried again."""

import threading
from contextlib import suppress

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from consortium.core.locks import retried
from consortium.core.models import Job


class Deadlock(Exception):
    sqlstate = "40P01"


def given_up():
    error = OperationalError("deadlock detected")
    error.__cause__ = Deadlock()
    return error


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failures,runs", [(0, 1), (2, 3)])
def test_a_verb_that_was_given_up_is_tried_up_to_three_times(failures, runs):
    tried = []

    @retried
    def verb():
        tried.append(connection.in_atomic_block)
        if len(tried) <= failures:
            raise given_up()
        return "done"

    assert verb() == "done"
    assert tried == [True] * runs


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error,runs", [(given_up(), 3), (OperationalError("disk full"), 1)])
def test_in_the_end_the_failure_is_shown_and_other_failures_at_once(error, runs):
    tried = []

    @retried
    def verb():
        tried.append(1)
        raise error

    with pytest.raises(OperationalError):
        verb()
    assert len(tried) == runs


@pytest.mark.django_db
def test_inside_another_transaction_the_outer_one_decides():
    tried = []

    @retried
    def verb():
        tried.append(1)
        raise given_up()

    with pytest.raises(OperationalError):
        verb()
    assert len(tried) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_real_deadlock_ends_with_both_done():
    now = timezone.now()
    pks = [Job.objects.create(kind="x", label="x", created_at=now).pk for _ in range(2)]
    meet, done = threading.Barrier(2), []

    @retried
    def lock_both(first, second, name):
        Job.objects.select_for_update().get(pk=first)
        with suppress(threading.BrokenBarrierError):  # only the first round meets
            meet.wait(timeout=1)
        Job.objects.select_for_update().get(pk=second)
        done.append(name)

    def run(*args):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET deadlock_timeout = '50ms'")
            lock_both(*args)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(*order, name))
        for order, name in ((pks, "a"), (pks[::-1], "b"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["a", "b"]
    assert not transaction.get_connection().in_atomic_block
