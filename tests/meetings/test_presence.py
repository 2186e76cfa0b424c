"""Who comes and leaves, who speaks for a member, and what that does to the quorum."""

from datetime import timedelta

import pytest

from consortium.core import audit
from consortium.core.workflow import Refused
from members.meetings.actions import presence, room
from members.meetings.facts.quorum import room_of
from members.meetings.models import Presence
from members.meetings.states import MeetingState, Mode, Part
from members.states import Role
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db


def refusal(verb, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return str(refused.value)


def here_now(meeting) -> list[tuple]:
    rows = Presence.objects.now().filter(meeting=meeting)
    return list(rows.values_list("user_id", "part").order_by("pk"))


def test_people_check_in_as_what_their_own_hat_says(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    first = here.members[2]
    presence.check_in(meeting, mode=Mode.REMOTE, by=first.by)
    presence.check_in(meeting, by=here.chair)
    presence.check_in(meeting, by=here.secretariat)
    presence.check_in(meeting, by=people.actor_of(here.adviser))
    found = [(each.user_id, each.part, each.mode) for each in meeting.presences.all()]
    assert found == [
        (first.representative.pk, Part.REPRESENTATIVE, Mode.REMOTE),
        (here.members[1].representative.pk, Part.REPRESENTATIVE, Mode.ROOM),
        (here.office.secretariat.pk, Part.STAFF, Mode.ROOM),
        (here.adviser.pk, Part.CO_OPTED, Mode.ROOM),
    ]
    assert room_of(meeting).quorum.sentence == "Quorum 2 of 6 members: 2 present"


def test_a_colleague_whom_nobody_named_comes_as_a_guest_and_does_not_count(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    colleague = people.seated(Role.CLAIMS_PERSON, here.members[2].organisation)
    row = presence.check_in(meeting, by=people.actor_of(colleague))
    assert row.part == Part.GUEST
    words = refusal(
        presence.arrive,
        meeting,
        user=colleague,
        organisation=here.members[2].organisation,
        part=Part.SUBSTITUTE,
        by=here.secretariat,
    )
    assert "not named as substitute" in words
    assert room_of(meeting).quorum.present == 0


def test_a_colleague_named_as_substitute_of_the_day_takes_up_that_part(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    member = here.members[2]
    colleague = people.seated(Role.CLAIMS_PERSON, member.organisation)
    presence.check_in(meeting, by=people.actor_of(colleague))
    people.SeatFactory(user=colleague, organisation=member.organisation, role=Role.SUBSTITUTE)
    values = {"user": colleague, "organisation": member.organisation, "part": Part.SUBSTITUTE}
    presence.arrive(meeting, **values, by=here.secretariat)
    assert here_now(meeting) == [(colleague.pk, Part.SUBSTITUTE)]


def test_the_substitutes_right_ends_when_the_representative_is_marked_present(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    member = here.members[2]
    presence.check_in(meeting, by=member.by_substitute)
    presence.check_in(meeting, by=member.by)
    assert set(here_now(meeting)) == {
        (member.representative.pk, Part.REPRESENTATIVE),
        (member.substitute.pk, Part.GUEST),
    }
    speakers = room_of(meeting).speakers
    assert speakers[member.organisation.pk] == (member.representative.pk,)


def test_a_substitute_who_comes_after_the_representative_is_a_guest(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    member = here.members[2]
    presence.check_in(meeting, by=member.by)
    assert presence.check_in(meeting, by=member.by_substitute).part == Part.GUEST


def test_a_representative_who_leaves_hands_the_vote_to_the_substitute_who_stays(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    member = here.members[2]
    mine = presence.check_in(meeting, by=member.by)
    presence.check_in(meeting, by=member.by_substitute)
    presence.leave(mine, by=member.by)
    assert room_of(meeting).quorum.present == 0
    presence.check_in(meeting, by=member.by_substitute)
    assert here_now(meeting) == [(member.substitute.pk, Part.SUBSTITUTE)]
    assert room_of(meeting).speakers[member.organisation.pk] == (member.substitute.pk,)


def test_two_substitutes_of_one_member_count_once(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    member = here.members[2]
    second = people.seated(Role.SUBSTITUTE, member.organisation)
    presence.check_in(meeting, by=member.by_substitute)
    presence.check_in(meeting, by=people.actor_of(second))
    assert room_of(meeting).quorum.present == 1
    assert len(room_of(meeting).speakers[member.organisation.pk]) == 2


def test_who_represents_two_members_is_here_for_one(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    one, other = here.members[2], here.members[3]
    people.SeatFactory(
        user=one.representative, organisation=other.organisation, role=Role.SUBSTITUTE
    )
    presence.check_in(meeting, by=one.by)
    words = refusal(
        presence.arrive,
        meeting,
        user=one.representative,
        organisation=other.organisation,
        part=Part.SUBSTITUTE,
        by=here.secretariat,
    )
    assert "Nobody is at a meeting for two members" in words


def test_who_is_ticked_twice_is_here_once(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    member = here.members[2]
    values = {
        "user": member.representative,
        "organisation": member.organisation,
        "part": Part.REPRESENTATIVE,
    }
    presence.arrive(meeting, **values, by=here.secretariat)
    assert "here already" in refusal(presence.arrive, meeting, **values, by=here.secretariat)
    assert "here already" in refusal(presence.check_in, meeting, by=member.by)
    assert len(here_now(meeting)) == 1


def test_who_leaves_and_comes_back_has_two_stays(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    member = here.members[2]
    row = presence.check_in(meeting, by=member.by)
    presence.leave(row, by=member.by)
    assert "left already" in refusal(presence.leave, row, by=member.by)
    presence.check_in(meeting, by=member.by)
    assert meeting.presences.count() == 2
    assert room_of(meeting).quorum.present == 1


def test_nobody_leaves_for_another_but_by_who_types(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    row = presence.check_in(meeting, by=here.members[2].by)
    assert "Only the secretariat" in refusal(presence.leave, row, by=here.members[3].by)
    presence.leave(row, by=here.secretariat)


def test_a_mistaken_tick_is_struck_and_stays_on_record(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    row = presence.check_in(meeting, by=here.members[2].by)
    assert "Only the secretariat" in refusal(presence.strike, row, by=here.members[2].by)
    presence.strike(row, by=here.secretariat)
    assert "before" in refusal(presence.strike, row, by=here.secretariat)
    assert room_of(meeting).quorum.present == 0
    assert meeting.presences.count() == 1
    presence.check_in(meeting, by=here.members[2].by)
    assert room_of(meeting).quorum.present == 1


def test_a_guest_is_a_name_that_can_be_taken_out(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    row = presence.arrive(meeting, name="  Ada Example ", part=Part.GUEST, by=here.secretariat)
    assert row.name == "Ada Example"
    assert "Ada" not in str(audit.history(row).first().after)
    assert presence.take_out_name(row, by=here.secretariat).name == ""
    assert "no name here" in refusal(presence.take_out_name, row, by=here.secretariat)


@pytest.mark.parametrize("part", [Part.REPRESENTATIVE, Part.SUBSTITUTE, Part.CO_OPTED, Part.STAFF])
def test_only_a_guest_is_a_name_alone(here, part):
    meeting = make.meeting(state=MeetingState.OPEN)
    words = refusal(presence.arrive, meeting, name="Ada", part=part, by=here.secretariat)
    assert "Only a guest is a name alone." in words


def test_people_are_marked_on_the_day_until_the_meeting_has_ended(here):
    early = make.meeting(on=make.TODAY + timedelta(days=7))
    over = make.meeting(state=MeetingState.HELD)
    off = make.meeting(state=MeetingState.CANCELLED, on=make.TODAY - timedelta(days=1))
    for each in (early, over, off):
        assert "on the day" in refusal(presence.check_in, each, by=here.members[2].by)
    before = make.meeting(starts_at=over.ends_at, ends_at="18:00")
    presence.check_in(before, by=here.members[2].by)


def test_the_quorum_is_written_down_when_it_is_lost_and_regained(here):
    meeting = make.meeting()
    one, two = here.members[2], here.members[3]
    first = presence.check_in(meeting, by=one.by)
    assert not meeting.quorum_changes.exists()
    room.begin(meeting, by=here.secretariat)
    presence.check_in(meeting, by=two.by)
    presence.check_in(meeting, by=here.members[4].by)
    presence.leave(first, by=one.by)
    presence.leave(meeting.presences.get(user=two.representative), by=two.by)
    found = [(each.quorate, each.present, each.needed) for each in meeting.quorum_changes.all()]
    assert found == [(False, 1, 2), (True, 2, 2), (False, 1, 2)]


def test_every_change_in_the_room_moves_its_pulse(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    row = presence.check_in(meeting, by=here.members[2].by)
    presence.leave(row, by=here.members[2].by)
    meeting.refresh_from_db()
    assert meeting.pulse == 2


def test_an_adviser_whose_organisation_is_co_opted_never_counts(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    presence.check_in(meeting, by=people.actor_of(here.adviser))
    assert room_of(meeting).quorum.sentence == "Quorum 2 of 6 members: 0 present, not quorate"
