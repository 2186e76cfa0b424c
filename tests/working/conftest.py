"""The accountable body with its office and its own representative, a member, and the chair."""

from datetime import date

import pytest
from django.test import Client

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.states import Role
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
def body(office):
    """The accountable body's representative, who speaks for it in a dispute."""
    return make.actor_of(make.seated(Role.REPRESENTATIVE, office.organisation))


@pytest.fixture
def member():
    return make.member()


@pytest.fixture
def representative(member):
    return make.actor_of(member.representative)


@pytest.fixture
def chair():
    """The chair as an actor: a member's representative in office."""
    term = make.ChairFactory()
    return make.actor_of(term.holder, f"chair:{term.organisation_id}")


@pytest.fixture
def sign_in_as():
    """`sign_in_as(user)` gives a client signed in as them, in their only or the named hat."""

    def signed_in(user, hat=""):
        client = Client()
        client.force_login(user)
        if hat:
            session = client.session
            session["hat"] = hat
            session.save()
        return client

    return signed_in
