"""The office, a member with its people, and the day of the demonstration."""

from datetime import date

import pytest
from django.urls import reverse

from consortium.core import clock, idempotency
from consortium.core.actor import SYSTEM
from members.states import Membership, Role
from tests.factories import members as make

TODAY = date(2026, 10, 21)


@pytest.fixture(autouse=True)
def day(db):
    clock.set_today(TODAY, by=SYSTEM)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def secretariat(office):
    return make.actor_of(office.secretariat)


@pytest.fixture
def member(office):
    return make.member()


@pytest.fixture
def organisation(member):
    return member.organisation


@pytest.fixture
def representative(member):
    return make.actor_of(member.representative)


@pytest.fixture
def adviser():
    """Somebody of an organisation that is co-opted."""
    body = make.OrganisationFactory(membership=Membership.CO_OPTED, joined=date(2026, 4, 1))
    return make.seated(Role.ADVISER, body)


@pytest.fixture
def as_user(client):
    """`as_user(user)` is a client signed in as them, in their only or the named hat."""

    def signed_in(user, hat=""):
        client.force_login(user)
        session = client.session
        session["hat"] = hat or make.actor_of(user).hat
        session.save()
        return client

    return signed_in


@pytest.fixture
def send(client):
    """`send("profile_change", pk, **fields)` posts a form as a browser would."""

    def posted(page, /, *args, **fields):
        fields = {"token": idempotency.new_token(), **fields}
        return client.post(reverse(page, args=args), fields)

    return posted
