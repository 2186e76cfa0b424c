"""Giving roles and ending them."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from consortium.core import audit
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.actions import end_seat, seat_person, start_term, take_back_seat
from members.models import Seat
from members.offices import chair_on
from members.states import Membership, Office, Role
from tests.factories.members import (
    ChairFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    actor_of,
)

from .conftest import TODAY

TOMORROW = TODAY + timedelta(days=1)


def test_a_role_is_given_on_record_and_everybody_concerned_is_told(secretariat, office, member):
    person = UserFactory()
    seat = seat_person(
        person, member.organisation, Role.CLAIMS_PERSON, starts=TODAY, by=secretariat
    )
    assert seat.granted_by_id == office.secretariat.pk
    (row,) = audit.history(seat)
    assert (row.action, row.actor_id) == ("seat.given", office.secretariat.pk)
    assert row.after["role"] == "claims_person"
    assert person.name not in str(row.after)
    told = set(Message.objects.values_list("recipient_user_id", flat=True))
    assert told == {person.pk, member.representative.pk}


def test_a_role_in_the_office_is_announced_to_the_whole_office(secretariat, office):
    person = UserFactory()
    seat_person(person, office.organisation, Role.FINANCE_OFFICER, starts=TODAY, by=secretariat)
    told = set(Message.objects.values_list("recipient_user_id", flat=True))
    assert told == {person.pk, office.finance.pk, office.second_finance.pk, office.approver.pk}


def test_nobody_gives_a_role_to_themselves(secretariat, office):
    with pytest.raises(Refused, match="themselves"):
        seat_person(
            office.secretariat,
            office.organisation,
            Role.FINANCE_OFFICER,
            starts=TODAY,
            by=secretariat,
        )
    assert Seat.objects.filter(user=office.secretariat).count() == 1


def test_only_the_secretariat_gives_roles(office, member):
    for person in (office.finance, office.approver, member.representative):
        with pytest.raises(Refused, match="Only the secretariat"):
            seat_person(
                UserFactory(),
                member.organisation,
                Role.CLAIMS_PERSON,
                starts=TODAY,
                by=actor_of(person),
            )


@pytest.mark.parametrize("role", [Role.FINANCE_OFFICER, Role.SECOND_APPROVER, Role.SECRETARIAT])
def test_officers_sit_in_the_accountable_bodys_office(secretariat, member, role):
    with pytest.raises(Refused, match="is not the accountable body"):
        seat_person(UserFactory(), member.organisation, role, starts=TODAY, by=secretariat)


@pytest.mark.parametrize("role", ["chair", "king", ""])
def test_only_roles_from_the_list_are_given(secretariat, member, role):
    with pytest.raises(Refused, match="from the list"):
        seat_person(UserFactory(), member.organisation, role, starts=TODAY, by=secretariat)


def test_all_reasons_are_said_at_once(secretariat):
    late = OrganisationFactory(joined=date(2026, 12, 1))
    closed = UserFactory(is_active=False)
    with pytest.raises(Refused) as refused:
        seat_person(
            closed,
            late,
            Role.FINANCE_OFFICER,
            starts=TODAY,
            ends=TODAY - timedelta(days=1),
            by=secretariat,
        )
    assert len(refused.value.reasons) == 4


def test_no_role_before_membership_or_after_it(secretariat):
    gone = OrganisationFactory(membership=Membership.FORMER, left=date(2026, 9, 30))
    for organisation in (gone, OrganisationFactory(joined=TOMORROW)):
        with pytest.raises(Refused):
            seat_person(UserFactory(), organisation, Role.AUDITOR, starts=TODAY, by=secretariat)


def test_a_second_representative_is_refused_and_the_first_named(secretariat, member):
    with pytest.raises(Refused, match="one representative at a time") as refused:
        seat_person(
            UserFactory(), member.organisation, Role.REPRESENTATIVE, starts=TODAY, by=secretariat
        )
    assert member.representative.name in str(refused.value)


def test_a_new_representative_follows_the_old_without_a_gap(secretariat, member):
    new = UserFactory()
    seat_person(
        new,
        member.organisation,
        Role.REPRESENTATIVE,
        starts=TOMORROW,
        replaces=True,
        by=secretariat,
    )
    seats = Seat.objects.filter(organisation=member.organisation, role=Role.REPRESENTATIVE)
    assert [(s.user, s.starts, s.ends) for s in seats.order_by("starts")] == [
        (member.representative, date(2026, 4, 1), TODAY),
        (new, TOMORROW, None),
    ]


def test_the_same_role_twice_is_refused(secretariat, member):
    with pytest.raises(Refused, match="already has this role"):
        seat_person(
            member.claims_person,
            member.organisation,
            Role.CLAIMS_PERSON,
            starts=TODAY,
            by=secretariat,
        )


def test_a_person_may_hold_several_roles(secretariat, member, office):
    for organisation, role in (
        (office.organisation, Role.FINANCE_OFFICER),
        (office.organisation, Role.CLAIMS_PERSON),
    ):
        seat_person(member.claims_person, organisation, role, starts=TODAY, by=secretariat)
    assert member.claims_person.seats.on(TODAY).count() == 3


def test_a_role_ends_on_its_last_day(secretariat, member):
    seat = member.claims_person.seats.get()
    end_seat(seat, ends=TODAY, reason="Left the organisation", by=secretariat)
    assert member.claims_person.seats.on(TODAY).exists()
    assert not member.claims_person.seats.on(TOMORROW).exists()
    row = audit.history(seat).last()
    assert (row.action, row.reason) == ("seat.ended", "Left the organisation")
    assert row.before == {"ends": None}


def test_a_role_cannot_end_before_it_began_nor_be_made_longer(secretariat, member):
    seat = member.claims_person.seats.get()
    with pytest.raises(Refused):
        end_seat(seat, ends=date(2026, 3, 31), by=secretariat)
    end_seat(seat, ends=TODAY, by=secretariat)
    with pytest.raises(Refused, match="give it anew"):
        end_seat(seat, ends=TOMORROW, by=secretariat)


def test_a_role_that_has_not_begun_is_taken_back_and_stays_on_record(secretariat, member):
    seat = SeatFactory(organisation=member.organisation, role=Role.CLAIMS_PERSON, starts=TOMORROW)
    take_back_seat(seat, reason="Wrong day", by=secretariat)
    assert not seat.user.seats.on(TOMORROW).exists()
    assert seat.user.seats.count() == 1
    with pytest.raises(Refused):
        take_back_seat(seat, by=secretariat)
    with pytest.raises(Refused, match="taken back"):
        end_seat(seat, ends=TOMORROW, by=secretariat)


def test_a_role_that_began_is_not_taken_back(secretariat, member):
    with pytest.raises(Refused, match="End it instead"):
        take_back_seat(member.claims_person.seats.get(), by=secretariat)


def test_the_chair_gets_no_seat_at_the_accountable_body(secretariat, office):
    chair = ChairFactory().holder
    with pytest.raises(Refused, match="nobody from the accountable body"):
        seat_person(chair, office.organisation, Role.CLAIMS_PERSON, starts=TODAY, by=secretariat)
    after_office = date(2027, 4, 1)
    start_term(
        Office.ACCOUNTABLE_BODY, organisation=OrganisationFactory(), starts=after_office, by=SYSTEM
    )
    seat_person(chair, office.organisation, Role.CLAIMS_PERSON, starts=after_office, by=secretariat)


def test_a_chair_who_stops_representing_falls_out_of_office(secretariat):
    term = ChairFactory()
    seat = term.holder.seats.get()
    end_seat(seat, ends=TODAY, by=secretariat)
    assert chair_on(TODAY) == term
    assert chair_on(TOMORROW) is None
    assert audit.history(term).last().action == "term.ended"


def test_a_chair_whose_role_is_given_anew_stays_in_office(secretariat):
    term = ChairFactory()
    old = term.holder.seats.get()
    Seat.objects.filter(pk=old.pk).update(ends=date(2026, 12, 31))
    SeatFactory(user=term.holder, organisation=term.organisation, starts=date(2027, 1, 1))
    end_seat(old, ends=date(2026, 12, 31), by=secretariat)
    assert chair_on(date(2027, 2, 1)) == term


def test_a_refused_role_leaves_no_row_and_no_mail(secretariat, member):
    rows = audit.head()
    with pytest.raises(Refused):
        seat_person(
            UserFactory(),
            member.organisation,
            Role.REPRESENTATIVE,
            starts=date(2026, 4, 1),
            replaces=True,
            by=secretariat,
        )
    assert audit.head() == rows
    assert not Message.objects.exists()


class RepresentativesOverTime(RuleBasedStateMachine):
    """Any order of naming, replacing, ending and taking back."""

    def __init__(self):
        super().__init__()
        self.organisation = OrganisationFactory()
        self.seats = []

    @rule(first=st.integers(-40, 40), last=st.none() | st.integers(0, 30), replaces=st.booleans())
    def name(self, first, last, replaces):
        starts = TODAY + timedelta(first)
        ends = None if last is None else starts + timedelta(last)
        try:
            seat = seat_person(
                UserFactory(),
                self.organisation,
                Role.REPRESENTATIVE,
                starts=starts,
                ends=ends,
                replaces=replaces,
                by=SYSTEM,
            )
        except Refused:
            return
        self.seats.append(seat)

    @rule(which=st.integers(0, 50), last=st.integers(-40, 40))
    def end(self, which, last):
        self._try(which, lambda seat: end_seat(seat, ends=TODAY + timedelta(last), by=SYSTEM))

    @rule(which=st.integers(0, 50))
    def take_back(self, which):
        self._try(which, lambda seat: take_back_seat(seat, by=SYSTEM))

    def _try(self, which, verb):
        if self.seats:
            with suppress(Refused):
                verb(self.seats[which % len(self.seats)])

    @invariant()
    def one_representative_a_day(self):
        standing = list(Seat.objects.standing().filter(organisation=self.organisation))
        standing.sort(key=lambda seat: seat.starts)
        for before, after in zip(standing, standing[1:], strict=False):
            assert (before.ends or date.max) < after.starts

    @invariant()
    def nothing_is_lost(self):
        assert Seat.objects.filter(organisation=self.organisation).count() == len(self.seats)


@pytest.mark.slow
def test_whatever_is_done_nobody_overlaps_and_nothing_is_lost(db):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        RepresentativesOverTime,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
