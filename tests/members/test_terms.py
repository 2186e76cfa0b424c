"""Who holds the offices, and who may not."""

from datetime import date

import pytest

from consortium.core import audit
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.actions import end_term, start_term, take_back_term
from members.models import Term
from members.offices import accountable_body_on, chair_on
from members.states import Membership, Office, Role
from tests.factories.members import (
    ChairFactory,
    OrganisationFactory,
    SeatFactory,
    TermFactory,
    UserFactory,
    actor_of,
    member,
    office,
)

from .conftest import TODAY

NEXT = date(2027, 4, 1)


def test_the_office_moves_on_1_april(secretariat, office):
    new = OrganisationFactory()
    term = start_term(
        Office.ACCOUNTABLE_BODY, organisation=new, starts=NEXT, decided="Item 7", by=secretariat
    )
    assert (term.starts, term.ends) == (NEXT, date(2028, 3, 31))
    assert accountable_body_on(date(2027, 3, 31)) == office.organisation
    assert accountable_body_on(NEXT) == new
    assert audit.history(term).last().after["decided"] == "Item 7"


def test_every_representative_is_told_who_takes_office(secretariat, member):
    start_term(
        Office.ACCOUNTABLE_BODY, organisation=OrganisationFactory(), starts=NEXT, by=secretariat
    )
    told = Message.objects.filter(kind="members.term_started")
    assert member.representative.pk in told.values_list("recipient_user_id", flat=True)


def test_an_office_has_one_holder_at_a_time(secretariat):
    with pytest.raises(Refused, match="one holder at a time"):
        start_term(
            Office.ACCOUNTABLE_BODY,
            organisation=OrganisationFactory(),
            starts=TODAY,
            by=secretariat,
        )


def test_the_chair_is_a_members_representative(secretariat, member):
    term = start_term(
        Office.CHAIR,
        organisation=member.organisation,
        holder=member.representative,
        starts=TODAY,
        by=secretariat,
    )
    assert chair_on(TODAY) == term
    assert term.ends == date(2027, 3, 31)
    assert actor_of(member.representative, f"chair:{member.organisation.pk}").has(Role.CHAIR)


def test_a_claims_person_or_nobody_cannot_be_chair(secretariat, member):
    for holder in (member.claims_person, None, UserFactory()):
        with pytest.raises(Refused):
            start_term(
                Office.CHAIR,
                organisation=member.organisation,
                holder=holder,
                starts=TODAY,
                by=secretariat,
            )


def test_nobody_from_the_accountable_body_is_chair(secretariat, office, member):
    own = SeatFactory(organisation=office.organisation, role=Role.REPRESENTATIVE).user
    SeatFactory(
        user=member.representative, organisation=office.organisation, role=Role.STRATEGIC_OFFICER
    )
    for holder, organisation in (
        (own, office.organisation),
        (member.representative, member.organisation),
    ):
        with pytest.raises(Refused, match="not from the accountable body"):
            start_term(
                Office.CHAIR, organisation=organisation, holder=holder, starts=TODAY, by=secretariat
            )


def test_the_chairs_organisation_does_not_become_accountable_body_meanwhile(secretariat):
    chair = ChairFactory(starts=NEXT, ends=date(2028, 3, 31))
    with pytest.raises(Refused, match="End that term first"):
        start_term(
            Office.ACCOUNTABLE_BODY, organisation=chair.organisation, starts=NEXT, by=secretariat
        )
    take_back_term(chair, by=secretariat)
    start_term(
        Office.ACCOUNTABLE_BODY, organisation=chair.organisation, starts=NEXT, by=secretariat
    )


def test_the_accountable_body_is_an_organisation_and_a_full_member(secretariat, member):
    adviser = OrganisationFactory(membership=Membership.CO_OPTED)
    for organisation, holder in ((adviser, None), (member.organisation, member.representative)):
        with pytest.raises(Refused):
            start_term(
                Office.ACCOUNTABLE_BODY,
                organisation=organisation,
                holder=holder,
                starts=NEXT,
                by=secretariat,
            )


def test_a_term_may_end_early_and_then_the_office_is_vacant(secretariat):
    term = ChairFactory()
    end_term(term, ends=TODAY, reason="Resigned", by=secretariat)
    assert chair_on(TODAY) == term
    assert chair_on(date(2026, 10, 22)) is None
    with pytest.raises(Refused):
        end_term(term, ends=date(2026, 12, 1), by=secretariat)


def test_a_term_that_began_is_not_taken_back_and_one_to_come_is_once(secretariat):
    with pytest.raises(Refused, match="End it instead"):
        take_back_term(ChairFactory(), by=secretariat)
    later = TermFactory(starts=NEXT, ends=date(2028, 3, 31))
    take_back_term(later, by=secretariat)
    with pytest.raises(Refused):
        take_back_term(later, by=secretariat)
    assert Term.objects.filter(pk=later.pk).exists()


def test_only_the_secretariat_records_terms():
    people, other = office(), member()
    for person in (people.finance, other.representative):
        with pytest.raises(Refused, match="Only the secretariat"):
            start_term(
                Office.ACCOUNTABLE_BODY,
                organisation=other.organisation,
                starts=NEXT,
                by=actor_of(person),
            )
