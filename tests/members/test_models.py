"""What the database says no to, whoever asks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consortium.core.appendonly import missing_triggers
from members.models import Seat, Term
from members.states import Office, Role
from tests.factories.members import OrganisationFactory, SeatFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db
START = date(2026, 4, 1)


def days(first, last):
    return START + timedelta(first), None if last is None else START + timedelta(first + last)


spans = st.lists(
    st.tuples(st.integers(0, 60), st.none() | st.integers(1, 30)), min_size=2, max_size=12
)
several = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def accepted(make):
    """Try to write a row: was it taken?"""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return False
    return True


def free_of_overlap(rows):
    far = date.max
    rows = sorted(rows, key=lambda row: row.starts)
    return all((a.ends or far) < b.starts for a, b in zip(rows, rows[1:], strict=False))


def clashes(taken, starts, ends):
    far = date.max
    return any(a <= (ends or far) and starts <= (b or far) for a, b in taken)


def test_every_trigger_is_there():
    assert not [name for name in missing_triggers() if name.startswith("members_")]


@several
@given(spans)
def test_an_organisation_never_has_two_representatives_on_a_day(wanted):
    organisation, people = OrganisationFactory(), [UserFactory() for _ in wanted]
    taken = []
    for person, (first, last) in zip(people, wanted, strict=True):
        starts, ends = days(first, last)
        made = accepted(
            lambda p=person, s=starts, e=ends: SeatFactory(
                user=p, organisation=organisation, starts=s, ends=e
            )
        )
        assert made is not clashes(taken, starts, ends)
        taken += [(starts, ends)] if made else []
    assert free_of_overlap(organisation.seats.all())


@several
@given(spans)
def test_terms_of_an_office_never_overlap(wanted):
    taken, organisation = [], OrganisationFactory()
    with transaction.atomic():
        for first, last in wanted:
            starts, ends = days(first, last or 40)
            made = accepted(
                lambda s=starts, e=ends: TermFactory(organisation=organisation, starts=s, ends=e)
            )
            assert made is not clashes(taken, starts, ends)
            taken += [(starts, ends)] if made else []
        assert free_of_overlap(Term.objects.filter(office=Office.ACCOUNTABLE_BODY))
        transaction.set_rollback(True)


def test_a_seat_cannot_be_moved_onto_another_representatives_days():
    first = SeatFactory(ends=date(2026, 6, 30))
    SeatFactory(organisation=first.organisation, starts=date(2026, 7, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=first.pk).update(ends=date(2026, 7, 1))


def test_a_seat_that_was_taken_back_makes_room():
    first = SeatFactory(starts=date(2026, 12, 1))
    Seat.objects.filter(pk=first.pk).update(withdrawn_at=first.granted_at)
    SeatFactory(organisation=first.organisation, starts=date(2026, 11, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=first.pk).update(withdrawn_at=None)


def test_other_roles_and_organisations_do_not_meet():
    first = SeatFactory()
    SeatFactory()
    SeatFactory(organisation=first.organisation, role=Role.CLAIMS_PERSON)
    SeatFactory(organisation=first.organisation, role=Role.CLAIMS_PERSON)
    assert Seat.objects.on(START).count() == 4


@pytest.mark.parametrize(
    "change",
    [
        {"starts": date(2020, 1, 1)},
        {"role": Role.FINANCE_OFFICER},
        {"granted_by_id": 7},
    ],
)
def test_history_of_a_seat_is_never_overwritten(change):
    seat = SeatFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(**change)


@pytest.mark.parametrize("make", [SeatFactory, TermFactory])
def test_seats_and_terms_are_never_deleted(make):
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def test_nobody_grants_a_seat_to_themselves():
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatFactory(user=user, granted_by_id=user.pk)
