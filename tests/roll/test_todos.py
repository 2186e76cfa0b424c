"""What the home page says about the roll."""

from datetime import timedelta

import pytest

from members.roll.actions.resigning import receive
from members.roll.todos import todos
from members.states import Role
from tests.factories import members as make

from .conftest import TODAY


@pytest.fixture(autouse=True)
def the_body_has_a_voice(office):
    make.SeatFactory(organisation=office.organisation)


def words(actor):
    return [todo.title for todo in todos(actor, today=TODAY)]


def test_a_resignation_waits_for_the_secretariat(organisation, representative, secretariat):
    receive(organisation, received_on=TODAY, words="We leave", by=representative)
    assert words(secretariat) == [f"Confirm the resignation of {organisation.name}"]


def test_a_representative_who_stops_soon_and_has_no_successor_is_said_to_both(
    organisation, member, representative, secretariat
):
    assert words(secretariat) == words(representative) == []
    member.representative.seats.update(ends=TODAY + timedelta(9))
    assert words(secretariat) == [f"Ask {organisation.name} who represents it next"]
    assert words(representative) == ["Tell the secretariat who represents you next"]
    make.SeatFactory(organisation=organisation, starts=TODAY + timedelta(10))
    assert words(secretariat) == words(representative) == []


def test_people_of_a_member_without_a_voice_are_told(organisation, member, adviser):
    member.representative.seats.update(ends=TODAY - timedelta(1))
    actor = make.actor_of(member.claims_person)
    assert words(actor) == ["Tell the secretariat who represents you"]
    assert words(make.actor_of(adviser)) == []


def test_others_are_told_nothing(office, django_assert_num_queries):
    actor = make.actor_of(office.finance)
    with django_assert_num_queries(0):
        assert words(actor) == []
    assert not actor.has(Role.SECRETARIAT)
