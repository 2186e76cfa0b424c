"""A consortium on the day of a meeting, and clients signed in as its people."""

import pytest
from django.test import Client

from consortium.core import clock
from consortium.core.actor import SYSTEM
from tests.factories.meetings import TODAY, consortium


@pytest.fixture(autouse=True)
def day(db):
    clock.set_today(TODAY, by=SYSTEM)


@pytest.fixture
def here():
    """Six members, the accountable body among them, the chair, an adviser, the office."""
    return consortium()


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
