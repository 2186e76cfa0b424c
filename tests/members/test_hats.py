"""Which hats somebody has on a day, and who acts in them."""

from datetime import date

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members import hats
from members.models import User
from members.offices import NobodyInOffice, accountable_body_on, chair_on, holders
from members.states import Capacity, Role
from tests.factories.members import (
    ChairFactory,
    OrganisationFactory,
    SeatFactory,
    TermFactory,
    UserFactory,
    actor_of,
    member,
    office,
    seated,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 21)


@pytest.fixture(autouse=True)
def day():
    clock.set_today(TODAY, by=SYSTEM)


def keys(user, on=TODAY):
    return [hat.key for hat in hats.hats_of(user, on)]


def test_seats_of_one_member_are_one_hat():
    seat = SeatFactory()
    SeatFactory(user=seat.user, organisation=seat.organisation, role=Role.CLAIMS_PERSON)
    (hat,) = hats.hats_of(seat.user, TODAY)
    assert hat.key == f"member:{seat.organisation_id}"
    assert hat.roles == {Role.REPRESENTATIVE, Role.CLAIMS_PERSON}
    assert len(hat.seat_ids) == 2


def test_an_officer_who_also_speaks_for_the_body_as_member_has_two_hats():
    people = office()
    SeatFactory(user=people.finance, organisation=people.organisation, role=Role.CLAIMS_PERSON)
    pk = people.organisation.pk
    assert keys(people.finance) == [f"member:{pk}", f"office:{pk}"]


def test_a_role_in_the_office_counts_only_at_the_accountable_body_of_that_day():
    old, new = office().organisation, OrganisationFactory()
    TermFactory(organisation=new, starts=date(2027, 4, 1), ends=date(2028, 3, 31))
    officer = SeatFactory(role=Role.FINANCE_OFFICER, organisation=old).user
    assert keys(officer, date(2027, 3, 31)) == [f"office:{old.pk}"]
    assert keys(officer, date(2027, 4, 1)) == []
    assert officer in holders(Role.FINANCE_OFFICER, day=date(2027, 3, 31))
    assert officer not in holders(Role.FINANCE_OFFICER, day=date(2027, 4, 1))


def test_the_chair_has_a_hat_beside_their_members():
    term = ChairFactory()
    assert keys(term.holder) == [
        f"member:{term.organisation_id}",
        f"chair:{term.organisation_id}",
    ]
    assert chair_on(TODAY) == term
    assert list(holders(Role.CHAIR, day=TODAY)) == [term.holder]
    assert chair_on(date(2027, 4, 1)) is None


def test_auditors_and_officers_stand_for_no_organisation():
    seat = SeatFactory(role=Role.AUDITOR)
    SeatFactory(user=seat.user, role=Role.STRATEGIC_OFFICER)
    assert keys(seat.user) == ["auditor:-", "officer:-"]
    assert actor_of(seat.user).organisation_id is None


def test_every_role_belongs_to_one_capacity():
    office()
    body = accountable_body_on(TODAY)
    for role in Role:
        if role != Role.CHAIR:
            SeatFactory(
                user=(person := UserFactory()),
                organisation=OrganisationFactory() if role == Role.REPRESENTATIVE else body,
                role=role,
            )
            assert actor_of(person).roles == {role}
    assert {capacity.value for capacity in Capacity} == {
        "member", "office", "chair", "auditor", "officer",
    }  # fmt: skip


@pytest.mark.parametrize(
    "starts,ends",
    [
        (date(2026, 10, 22), None),
        (date(2026, 4, 1), date(2026, 10, 20)),
    ],
)
def test_a_seat_counts_only_on_its_days(starts, ends):
    assert keys(SeatFactory(starts=starts, ends=ends).user) == []


def test_a_seat_taken_back_gives_no_hat():
    seat = SeatFactory(withdrawn_at=clock.now())
    assert keys(seat.user) == []


def test_without_a_term_nobody_is_accountable_body():
    with pytest.raises(NobodyInOffice):
        accountable_body_on(TODAY)


def test_a_task_gets_the_actor_who_began_it():
    person = member().claims_person
    hat = keys(person)[0]
    actor = hats.actor_for(person.pk, hat, task="make_pdf")
    assert (actor.user_id, actor.hat, actor.task) == (person.pk, hat, "make_pdf")
    assert actor.has(Role.CLAIMS_PERSON)
    assert actor == hats.actor_for(person.pk, hat, task="make_pdf")


def test_rights_that_were_lost_are_lost_in_queued_tasks():
    seat = SeatFactory()
    hat = keys(seat.user)[0]
    seat.ends = date(2026, 10, 20)
    seat.save(update_fields=["ends"])
    with pytest.raises(hats.NoLongerAllowed):
        hats.actor_for(seat.user_id, hat)


def test_a_closed_account_acts_no_more():
    seat = SeatFactory()
    hat = keys(seat.user)[0]
    User.objects.filter(pk=seat.user_id).update(is_active=False)
    assert keys(seat.user) == []
    with pytest.raises(hats.NoLongerAllowed):
        hats.actor_for(seat.user_id, hat)


def test_the_system_acts_as_itself():
    assert hats.actor_for(None, "system", task="sweep").is_system


def test_hats_take_one_query_however_many_there_are(django_assert_num_queries):
    one, many = SeatFactory().user, UserFactory()
    for _ in range(3):
        SeatFactory(user=many)
    ChairFactory(holder=many)
    for person, count in ((one, 1), (many, 4)):
        with django_assert_num_queries(1):
            assert len(hats.hats_of(person, TODAY)) == count


def test_holders_can_be_asked_for_one_member():
    first, second = member(), member()
    claims_people = holders(Role.CLAIMS_PERSON, day=TODAY, organisation=first.organisation)
    assert list(claims_people) == [first.claims_person]
    both = holders(Role.CLAIMS_PERSON, Role.REPRESENTATIVE, day=TODAY)
    assert set(both) >= {second.representative, second.claims_person}


def test_seated_gives_the_person():
    assert isinstance(seated(Role.AUDITOR, OrganisationFactory()), User)
