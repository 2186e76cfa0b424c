"""Substitutes and information officers, named by the member itself, each with days."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from consortium.core import audit, clock
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.actions import end_seat, seat_person
from members.models import Seat, User
from members.roll.actions.naming import end_named, name_newcomer, name_person
from members.states import Role
from tests.factories import members as make

from .conftest import TODAY

TOMORROW = TODAY + timedelta(1)


def test_a_representative_names_one_of_their_people_and_the_secretariat_hears(
    organisation, member, representative, office
):
    seat = name_person(
        organisation, Role.SUBSTITUTE, user=member.claims_person, starts=TODAY, by=representative
    )
    assert (seat.role, seat.granted_by_id) == (Role.SUBSTITUTE, representative.user_id)
    assert audit.history(seat).get().action == "seat.given"
    told = set(Message.objects.values_list("recipient_user_id", flat=True))
    assert told == {member.claims_person.pk, office.secretariat.pk}


def test_somebody_new_gets_a_letter(organisation, representative):
    seat = name_newcomer(
        organisation, Role.INFORMATION_OFFICER, name="Ada Low", email="Ada@example.org",
        starts=TODAY, by=representative,
    )  # fmt: skip
    assert seat.user.email == "ada@example.org"
    assert seat.user.invitations.exists()


def test_nobody_names_themselves_a_stranger_or_for_another_member(
    organisation, member, representative
):
    days = {"starts": TODAY, "by": representative}
    with pytest.raises(Refused, match="themselves"):
        name_person(organisation, Role.SUBSTITUTE, user=member.representative, **days)
    with pytest.raises(Refused, match="has no role at"):
        name_person(organisation, Role.SUBSTITUTE, user=make.UserFactory(), **days)
    other = make.member()
    with pytest.raises(Refused, match="Only the secretariat"):
        name_person(other.organisation, Role.SUBSTITUTE, user=other.claims_person, **days)


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.CLAIMS_PERSON, Role.FINANCE_OFFICER])
def test_other_roles_come_from_the_secretariat(organisation, member, representative, role):
    with pytest.raises(Refused, match="secretariat gives this role"):
        name_person(organisation, role, user=member.claims_person, starts=TODAY, by=representative)


def test_a_substitute_names_nobody(organisation, member):
    substitute = make.SeatFactory(organisation=organisation, role=Role.SUBSTITUTE).user
    with pytest.raises(Refused):
        name_person(
            organisation, Role.SUBSTITUTE, user=member.claims_person, starts=TODAY,
            by=make.actor_of(substitute),
        )  # fmt: skip


def test_overlapping_days_and_days_before_the_membership_are_refused(
    organisation, member, representative
):
    name_person(
        organisation, Role.SUBSTITUTE, user=member.claims_person, starts=TODAY, by=representative
    )
    with pytest.raises(Refused, match="already has this role"):
        name_person(
            organisation, Role.SUBSTITUTE, user=member.claims_person, starts=TOMORROW,
            by=representative,
        )  # fmt: skip
    with pytest.raises(Refused, match="cannot start before"):
        name_person(
            organisation, Role.INFORMATION_OFFICER, user=member.claims_person,
            starts=date(2000, 1, 1), by=representative,
        )  # fmt: skip
    assert Seat.objects.filter(user=member.claims_person).count() == 2


def test_the_member_ends_what_it_gave_and_nothing_else(organisation, member, representative):
    seat = name_person(
        organisation, Role.SUBSTITUTE, user=member.claims_person, starts=TODAY, by=representative
    )
    end_named(seat, last=TOMORROW, by=representative)
    seat.refresh_from_db()
    assert seat.ends == TOMORROW
    own = member.representative.seats.get()
    with pytest.raises(Refused):
        end_named(own, last=TODAY, by=representative)


def test_a_substitute_has_a_hat_with_a_second_step(organisation):
    person = make.SeatFactory(organisation=organisation, role=Role.SUBSTITUTE).user
    actor = make.actor_of(person)
    assert actor.hat == f"member:{organisation.pk}"
    assert actor.has(Role.SUBSTITUTE)


def test_the_page_names_ends_and_says_what_is_wrong(organisation, member, as_user, send):
    client = as_user(member.representative)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert reverse("person_name", args=[organisation.pk]) in page
    wrong = send("person_name", organisation.pk, role="substitute", starts="21 October 2026")
    assert "enter a full name" in wrong.content.decode()
    fields = {"role": "substitute", "name": "Ada Low", "email": "ada@example.org"}
    assert send("person_name", organisation.pk, **fields, starts="1/1/2000").status_code == 200
    assert not User.objects.filter(email="ada@example.org").exists()
    assert send("person_name", organisation.pk, **fields, starts="21/10/2026").status_code == 302
    seat = Seat.objects.get(role=Role.SUBSTITUTE)
    assert send("named_end", seat.pk, last="22/10/2026", reason="Moves").status_code == 302
    other = make.member()
    assert client.get(reverse("person_name", args=[other.organisation.pk])).status_code == 404
    theirs = make.SeatFactory(organisation=other.organisation, role=Role.SUBSTITUTE)
    assert client.get(reverse("named_end", args=[theirs.pk])).status_code == 404


# --- Never two, never a gap ---------------------------------------------------------------


class PeopleOfAMember(RuleBasedStateMachine):
    """Representatives who follow each other, substitutes beside them, in any order."""

    def __init__(self):
        super().__init__()
        clock.set_today(TODAY, by=SYSTEM)
        self.organisation = make.OrganisationFactory()
        self.day = date(2026, 1, 1)
        self.seats = [self._seat(Role.REPRESENTATIVE, self.day, replaces=False)]

    def _seat(self, role, starts, *, replaces):
        user = make.UserFactory()
        return seat_person(
            user, self.organisation, role, starts=starts, replaces=replaces, by=SYSTEM
        )

    @rule(later=st.integers(-5, 60))
    def follow(self, later):
        """The next representative takes over; the day before is the last of the one before."""
        with suppress(Refused):
            starts = self.day + timedelta(later)
            self.seats.append(self._seat(Role.REPRESENTATIVE, starts, replaces=True))
            self.day = max(self.day, starts)

    @rule(later=st.integers(0, 60), lasts=st.integers(0, 60))
    def stand_in(self, later, lasts):
        with suppress(Refused):
            starts = self.day + timedelta(later)
            seat = self._seat(Role.SUBSTITUTE, starts, replaces=False)
            end_seat(seat, ends=starts + timedelta(lasts), by=SYSTEM)
            self.seats.append(seat)

    def _representatives(self):
        rows = Seat.objects.standing().filter(organisation=self.organisation)
        return list(rows.filter(role=Role.REPRESENTATIVE).order_by("starts"))

    @invariant()
    def there_is_one_on_every_day_and_never_two(self):
        rows = self._representatives()
        for before, after in zip(rows, rows[1:], strict=False):
            assert before.ends + timedelta(1) == after.starts
        assert rows[-1].ends is None

    @invariant()
    def whoever_was_seated_is_still_on_record(self):
        stored = set(
            Seat.objects.filter(organisation=self.organisation).values_list("pk", "starts")
        )
        assert {(seat.pk, seat.starts) for seat in self.seats} <= stored


@pytest.mark.slow
def test_representatives_follow_each_other_without_a_gap_and_nobody_is_forgotten(db):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        PeopleOfAMember,
        settings=settings(
            max_examples=15,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
