"""What the secretariat finds on the home page."""

from datetime import date, timedelta

import pytest
import time_machine

from consortium.core import clock
from members.actions import invite_person
from members.roll.todos import todos as of_the_roll
from members.todos import todos
from tests.factories.members import (
    ChairFactory,
    OrganisationFactory,
    SeatFactory,
    actor_of,
    member,
)

from .conftest import TODAY


@pytest.fixture
def all_well(office):
    SeatFactory(organisation=office.organisation)
    ChairFactory()


def words(actor, day=TODAY):
    found = [*todos(actor, today=day), *of_the_roll(actor, today=day)]
    return [todo.title for todo in found]


def test_when_all_is_well_there_is_nothing(secretariat, all_well):
    assert words(secretariat) == []


def test_members_without_a_representative_are_named_while_they_are_few(secretariat, all_well):
    silent = OrganisationFactory()
    assert words(secretariat) == [f"Ask {silent.name} to name a representative"]
    OrganisationFactory.create_batch(5)
    assert words(secretariat) == ["Ask members to name their representatives"]


def test_an_invitation_that_ended_unused_is_said(secretariat, all_well):
    invite_person(name="N", email="n@example.org", by=secretariat)
    assert words(secretariat) == []
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert words(secretariat) == ["Ask N about the invitation"]


def test_offices_that_fall_empty_are_said_in_time(secretariat, all_well):
    assert words(secretariat, date(2027, 3, 1)) == [
        "Record who is accountable body next",
        "Record who is chairperson next",
    ]
    assert "Record who is chairperson" in words(secretariat, date(2027, 4, 1))


def test_nobody_else_is_told(office):
    people = member()
    OrganisationFactory()
    for person in (office.finance, people.representative):
        assert words(actor_of(person)) == []


def test_it_costs_the_same_for_many(secretariat, all_well, django_assert_max_num_queries):
    OrganisationFactory.create_batch(5)
    with django_assert_max_num_queries(4):
        words(secretariat)
