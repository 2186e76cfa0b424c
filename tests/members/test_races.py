"""Two at once, on a database that lets them."""

import threading
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from consortium.core.appendonly import registered
from members.models import Seat
from tests.factories.members import OrganisationFactory, SeatFactory, UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TRIGGER = "members_seat_one_representative_on_insert"


def two_at_once(organisation):
    """Both are named while the other's naming is not yet committed; gives who was refused."""
    refused, first_is_in, second_tries = [], threading.Event(), threading.Event()

    def name(person, *, wait_for, tell):
        try:
            if wait_for:
                wait_for.wait(5)
                second_tries.set()
            with transaction.atomic():
                SeatFactory(organisation=organisation, user=person)
                if tell:
                    tell.set()
                    second_tries.wait(5)
                    threading.Event().wait(0.5)  # the second is now at the door, or through it
        except IntegrityError:
            refused.append(person)
        finally:
            connection.close()

    people = UserFactory(), UserFactory()
    threads = [
        threading.Thread(
            target=name, args=[people[0]], kwargs={"wait_for": None, "tell": first_is_in}
        ),
        threading.Thread(
            target=name, args=[people[1]], kwargs={"wait_for": first_is_in, "tell": None}
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return [people.index(person) for person in refused]


@contextmanager
def without_the_lock():
    """The trigger as it would be if it only looked, and did not wait."""
    (trigger,) = [t for t in registered(vendor="postgresql") if t.name == TRIGGER]
    function = trigger.postgres_sql[0]
    lock = function[function.index("PERFORM") : function.index("IF EXISTS")]
    with connection.cursor() as cursor:
        cursor.execute(function.replace(lock, ""))
        try:
            yield
        finally:
            cursor.execute(function)


def test_of_two_representatives_named_at_once_one_is_refused():
    organisation = OrganisationFactory()
    assert two_at_once(organisation) == [1]
    assert Seat.objects.filter(organisation=organisation).count() == 1


def test_without_the_lock_both_would_get_in():
    organisation = OrganisationFactory()
    with without_the_lock():
        assert two_at_once(organisation) == []
    assert Seat.objects.filter(organisation=organisation).count() == 2
