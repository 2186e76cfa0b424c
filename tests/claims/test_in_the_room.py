"""The accountable body's own claim beside the room of a meeting."""

import pytest
from django.test import Client

from members.meetings.facts.cards import cards_for
from members.states import Role
from tests.factories import meetings as make
from tests.factories.checking import TODAY, decided, ground, own_claim
from tests.factories.members import ConsortiumFactory, SeatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    ConsortiumFactory()
    found = ground()
    decided(own_claim(found, amounts=(100_00, 20_00)), by=found.second)
    return found


def test_the_chair_reads_what_they_vouch_for_and_goes_to_the_page_that_approves(on):
    (card,) = cards_for(on.chair_actor, make.meeting(on=TODAY))
    assert "£120.00 claimed, £120.00 to approve" in card.lines
    assert any(line.startswith("2 lines, ") for line in card.lines)
    client = Client()
    client.force_login(on.chair)
    session = client.session
    session["hat"] = on.chair_actor.hat
    session.save()
    page = client.get(card.url).content.decode()
    assert "What you vouch for" in page
    assert "It cannot be approved" not in page


def test_nobody_else_has_the_card(on):
    meeting = make.meeting(on=TODAY)
    SeatFactory(
        user=on.outsider.representative,
        organisation=on.outsider.organisation,
        role=Role.REVIEWER,
    )
    for by in (on.checker, on.second, on.actor(on.office.secretariat)):
        assert cards_for(by, meeting) == []
