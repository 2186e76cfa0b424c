"""Who belonged on any day, and what the roll keeps of the days before."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from consortium.core import audit
from consortium.core.workflow import Refused
from members.actions import change_organisation, seat_person
from members.actions.memberships import begin_membership, end_membership
from members.models import EarlierMembership, Organisation
from members.rules import quorum
from members.states import Membership, Role
from tests.factories.members import OrganisationFactory, UserFactory

from .conftest import TODAY

A_DAY = timedelta(days=1)
SPRING = date(2026, 4, 1)


def co_opted(**fields):
    return OrganisationFactory(membership=Membership.CO_OPTED, joined=SPRING, **fields)


def standing(organisation, day):
    return (
        Organisation.objects.on(day).filter(pk=organisation.pk).values_list("standing", flat=True)
    )


def test_an_adviser_that_becomes_a_member_was_an_adviser_on_the_days_before(secretariat):
    adviser = co_opted()
    begin_membership(adviser, Membership.MEMBER, joined=TODAY, by=secretariat)
    assert list(standing(adviser, TODAY)) == ["member"]
    assert list(standing(adviser, TODAY - A_DAY)) == ["co_opted"]
    assert not standing(adviser, SPRING - A_DAY)
    assert adviser in Organisation.objects.voting_on(TODAY)
    assert adviser not in Organisation.objects.voting_on(TODAY - A_DAY)
    assert audit.history(adviser).last().before["membership"] == "co_opted"


def test_a_member_that_left_still_counts_on_the_days_before(secretariat):
    member = OrganisationFactory()
    end_membership(member, last=TODAY, reason="Resigned", by=secretariat)
    assert member in Organisation.objects.voting_on(TODAY)
    assert member not in Organisation.objects.on(TODAY + A_DAY)
    row = EarlierMembership.objects.get()
    assert (row.kind, row.starts, row.ends, row.reason) == (
        "member", date(2008, 4, 1), TODAY, "Resigned",
    )  # fmt: skip


def test_who_comes_back_was_away_in_between(secretariat):
    member = OrganisationFactory()
    end_membership(member, last=SPRING, reason="Resigned", by=secretariat)
    begin_membership(member, Membership.MEMBER, joined=TODAY, by=secretariat)
    days = [SPRING, SPRING + A_DAY, TODAY - A_DAY, TODAY]
    assert [member in Organisation.objects.voting_on(day) for day in days] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("joined", [SPRING, SPRING - A_DAY])
def test_two_memberships_never_share_a_day(secretariat, joined):
    adviser = co_opted()
    with pytest.raises(Refused, match="begins after that day"):
        begin_membership(adviser, Membership.MEMBER, joined=joined, by=secretariat)
    adviser.refresh_from_db()
    assert adviser.membership == Membership.CO_OPTED


def test_the_database_keeps_memberships_apart_and_for_good(secretariat):
    member = OrganisationFactory()
    end_membership(member, last=TODAY, reason="Resigned", by=secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierMembership.objects.create(organisation=member, kind="co_opted", ends=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierMembership.objects.update(ends=SPRING)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierMembership.objects.create(
            organisation=OrganisationFactory(), kind="former", ends=TODAY
        )


def test_a_change_of_details_ends_a_membership_and_begins_none(secretariat):
    member = OrganisationFactory()
    with pytest.raises(Refused, match="last day"):
        change_organisation(member, changes={"membership": "former"}, by=secretariat)
    with pytest.raises(Refused, match="a day of its own"):
        change_organisation(member, changes={"membership": "co_opted"}, by=secretariat)
    changes = {"membership": "former", "left": SPRING}
    change_organisation(member, changes=changes, by=secretariat)
    assert list(standing(member, SPRING)) == ["member"]


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.REVIEWER])
def test_nobody_votes_for_who_is_co_opted(secretariat, role):
    with pytest.raises(Refused, match="has no vote"):
        seat_person(UserFactory(), co_opted(), role, starts=TODAY, by=secretariat)


def test_an_adviser_comes_from_an_organisation_that_is_co_opted(secretariat, member):
    seat_person(UserFactory(), co_opted(), Role.ADVISER, starts=TODAY, by=secretariat)
    with pytest.raises(Refused, match="is not co-opted"):
        seat_person(UserFactory(), member.organisation, Role.ADVISER, starts=TODAY, by=secretariat)


def test_a_role_ends_with_the_time_on_the_roll(secretariat):
    adviser = co_opted(left=date(2027, 3, 31))
    with pytest.raises(Refused, match="until 31 March 2027"):
        seat_person(UserFactory(), adviser, Role.ADVISER, starts=TODAY, by=secretariat)
    seat_person(
        UserFactory(), adviser, Role.ADVISER, starts=TODAY, ends=adviser.left, by=secretariat
    )


# The table of demo/bedfordshire_luton.json, read from 10.6 with A1.
QUORUMS = dict.fromkeys(range(1, 8), 2) | dict.fromkeys((8, 9, 10), 3) | {11: 4, 12: 4, 24: 8}


@pytest.mark.parametrize("members, wanted", QUORUMS.items())
def test_a_quorum_is_two_or_the_nearest_number_to_a_third(members, wanted):
    assert quorum(members) == wanted


@given(st.integers(1, 500))
def test_a_quorum_is_never_less_than_two_and_never_half_a_member_from_a_third(members):
    assert quorum(members) == 2 or abs(quorum(members) - members / 3) < 0.5
