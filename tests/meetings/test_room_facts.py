"""Who counts for a quorum."""

import pytest

from consortium.core import clock
from members.meetings.facts.quorum import room_of
from members.meetings.models import Interest
from members.meetings.states import Part
from tests.factories import meetings as make

pytestmark = pytest.mark.django_db


def test_members_that_are_here_count_once_and_advisers_and_guests_never(here):
    meeting = make.under_way(here, present=3)
    first = here.members[0]
    make.arrive(meeting, first.substitute, part=Part.SUBSTITUTE, organisation=first.organisation)
    make.arrive(meeting, here.adviser, part=Part.CO_OPTED)
    room = room_of(meeting)
    assert room.quorum.sentence == "Quorum 2 of 6 members: 3 present"
    assert room.speakers[first.organisation.pk] == (first.representative.pk, first.substitute.pk)


def test_an_interest_takes_the_organisation_out_of_that_items_count_and_not_out_of_the_meeting(
    here,
):
    meeting = make.under_way(here, present=2)
    one, other = make.item(meeting), make.item(meeting)
    Interest.objects.create(
        item=one,
        organisation=here.members[0].organisation,
        user=here.members[0].representative,
        what="We bid for it.",
        declared_at=clock.now(),
        typed_by_id=1,
    )
    assert room_of(meeting, item=one).quorum.sentence == (
        "Quorum 2 of 6 members: 1 present, not quorate"
    )
    assert room_of(meeting, item=one).meeting_quorum.met
    assert room_of(meeting, item=other).quorum.met
