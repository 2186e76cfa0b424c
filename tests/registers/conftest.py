"""The office, members and a chair, on the day of the demonstration; feedback in a line."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.applications.permissions import visitor
from members.registers.actions import receiving
from tests.factories import members as make

TODAY = date(2026, 10, 21)


@pytest.fixture(autouse=True)
def day(db):
    cache.clear()
    clock.set_today(TODAY, by=SYSTEM)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def secretariat(office):
    return make.actor_of(office.secretariat)


@pytest.fixture
def member():
    return make.member()


@pytest.fixture
def representative(member):
    return make.actor_of(member.representative)


@pytest.fixture
def term():
    return make.ChairFactory()


@pytest.fixture
def chair(term):
    return make.actor_of(term.holder, f"chair:{term.organisation_id}")


@pytest.fixture
def give(office):
    """`give(kind=…, about=…)`: feedback from a visitor who left an address."""

    def given(kind="complaint", about="consortium", **more):
        values = {"words": "Nobody rang back.", "name": "Jo Reed", "email": "jo@example.net"}
        return receiving.receive(kind=kind, about=about, **{**values, **more}, by=visitor())

    return given


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


@pytest.fixture
def posted():
    """`posted(client, url, data)`: POST with the hidden fields of the page's form."""

    def sent(client, url, data, *, form_at=""):
        page = client.get(form_at or url).content.decode()
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        hidden.pop("csrfmiddlewaretoken", None)
        return client.post(url, {**hidden, **data})

    return sent
