"""The office, a member, and the day of the demonstration."""

from datetime import date

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from tests.factories import members as make

TODAY = date(2026, 10, 21)


@pytest.fixture(autouse=True)
def day(db):
    clock.set_today(TODAY, by=SYSTEM)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def member():
    return make.member()


@pytest.fixture
def secretariat(office):
    """The actor who may do everything here."""
    return make.actor_of(office.secretariat)


@pytest.fixture
def sign_in(client):
    """`sign_in(user)` gives a client signed in as them, in their only or first hat."""

    def signed_in(user, hat=""):
        client.force_login(user)
        if hat:
            session = client.session
            session["hat"] = hat
            session.save()
        return client

    return signed_in
