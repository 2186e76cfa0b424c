"""Organisations, people, seats and offices for tests.

`office()` builds an accountable body with its officers, `member()` a member with
its people, `actor_of(user)` the actor in the only (or the named) hat.
"""

from dataclasses import dataclass
from datetime import date

import factory
from factory.django import DjangoModelFactory

from consortium.core import clock
from consortium.core.actor import Actor
from members.hats import actor_in, hats_of
from members.models import Consortium, Organisation, Seat, Term, User
from members.states import Office, Role

PASSWORD = "correct horse battery"
YEAR_STARTS, YEAR_ENDS = date(2026, 4, 1), date(2027, 3, 31)


class ConsortiumFactory(DjangoModelFactory):
    class Meta:
        model = Consortium
        django_get_or_create = ["id"]

    id = 1
    formal_name = "The Consortium of Test Charities"
    profile_name = "Test Consortium"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"org-{n}")
    name = factory.Sequence(lambda n: f"Voluntary Action Town {n}")
    short_name = factory.Sequence(lambda n: f"VAT{n}")
    joined = date(2008, 4, 1)
    office_email = factory.LazyAttribute(lambda o: f"office@{o.slug}.example.org")


class UserFactory(DjangoModelFactory):
    """Somebody with a password (`PASSWORD`) and no seat."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class SeatFactory(DjangoModelFactory):
    """An open seat from 1 April 2026; an auditor's ends with the year."""

    class Meta:
        model = Seat

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.REPRESENTATIVE
    starts = YEAR_STARTS
    ends = factory.LazyAttribute(lambda seat: YEAR_ENDS if seat.role == Role.AUDITOR else None)


class TermFactory(DjangoModelFactory):
    """The accountable body's term, 1 April 2026 to 31 March 2027."""

    class Meta:
        model = Term

    office = Office.ACCOUNTABLE_BODY
    organisation = factory.SubFactory(OrganisationFactory)
    starts = YEAR_STARTS
    ends = YEAR_ENDS


class ChairFactory(TermFactory):
    """The chair, who is the representative of a member."""

    class Meta:
        model = Term
        skip_postgeneration_save = True

    office = Office.CHAIR
    holder = factory.SubFactory(UserFactory)

    @factory.post_generation
    def seat(term, create, extracted, **kwargs):
        if create and not Seat.objects.filter(user=term.holder).exists():
            SeatFactory(user=term.holder, organisation=term.organisation, starts=term.starts)


def seated(role: Role, organisation: Organisation, **user) -> User:
    """A new person seated in one role at an organisation."""
    return SeatFactory(role=role, organisation=organisation, user=UserFactory(**user)).user


@dataclass(frozen=True)
class OfficePeople:
    """The accountable body and, by name, the people in its office."""

    organisation: Organisation
    finance: User
    second_finance: User
    approver: User
    secretariat: User


@dataclass(frozen=True)
class MemberPeople:
    organisation: Organisation
    representative: User
    claims_person: User


def office(organisation: Organisation | None = None) -> OfficePeople:
    """An accountable body for 2026/27: two finance officers, a second approver, a secretary."""
    body = organisation or OrganisationFactory()
    TermFactory(organisation=body)
    return OfficePeople(
        organisation=body,
        finance=seated(Role.FINANCE_OFFICER, body),
        second_finance=seated(Role.FINANCE_OFFICER, body),
        approver=seated(Role.SECOND_APPROVER, body),
        secretariat=seated(Role.SECRETARIAT, body),
    )


def member(organisation: Organisation | None = None) -> MemberPeople:
    """A member with a representative and a claims person."""
    body = organisation or OrganisationFactory()
    return MemberPeople(
        organisation=body,
        representative=seated(Role.REPRESENTATIVE, body),
        claims_person=seated(Role.CLAIMS_PERSON, body),
    )


def actor_of(user: User, hat: str = "", *, day: date | None = None) -> Actor:
    """The actor whom `user` is on `day` (today), in the hat named or the first."""
    own = hats_of(user, day or clock.today())
    return actor_in(user, next(one for one in own if hat in ("", one.key)))
