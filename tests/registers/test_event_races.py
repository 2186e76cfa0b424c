"""Several people sign up at once: the last place goes to one, and an address stands once (C).

`sign_up` locks the event before it counts.
"""

from datetime import timedelta
from functools import partial

import pytest

from consortium.core.workflow import Refused
from members.applications.permissions import visitor
from members.registers.actions import attending, hosting
from members.registers.models import EventSignUp
from tests.factories import members as people
from tests.together import all_at_once

from .conftest import TODAY
from .test_events import VALUES

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def host():
    return people.actor_of(people.office().secretariat)


@pytest.fixture
def event(host):
    values = {**VALUES, "places": 1, "on": TODAY + timedelta(days=9)}
    return hosting.announce(hosting.plan_event(values=values, by=host), by=host)


def act(event, name: str):
    email = f"{name}@example.net"
    return partial(attending.sign_up, event, name=name, email=email, agreed=True, by=visitor())


def test_the_last_place_goes_to_one(event):
    results = all_at_once([act(event, name) for name in ("al", "bo", "cy", "di")])
    assert sum(isinstance(each, EventSignUp) for each in results) == 1
    assert sum(isinstance(each, Refused) for each in results) == 3
    assert event.sign_ups.count() == 1


def test_one_address_at_once_stands_once(event):
    results = all_at_once([act(event, "al")] * 3)
    assert {getattr(each, "pk", each) for each in results} == {event.sign_ups.get().pk}
