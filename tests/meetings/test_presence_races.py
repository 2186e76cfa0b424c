"""Two come for one member at the same moment: one of them speaks, whoever was first.

The verbs lock the meeting. The control takes the lock away and plants the moment at which
it matters: then a substitute speaks although the representative is there.
"""

import threading
from contextlib import suppress
from functools import partial

import pytest

from consortium.core.workflow import Refused
from members.meetings.actions import presence, room
from members.meetings.facts.quorum import room_of
from members.meetings.models import Meeting, Presence
from members.meetings.states import MeetingState, Part
from members.states import Role
from tests.factories import meetings as make
from tests.factories import members as people
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def parts(meeting) -> list[str]:
    rows = Presence.objects.now().filter(meeting=meeting)
    return sorted(rows.values_list("part", flat=True))


def test_two_substitutes_at_once_are_both_here_and_count_once():
    of = make.consortium(members=4)
    meeting, member = make.meeting(state=MeetingState.OPEN), of.members[2]
    second = people.actor_of(people.seated(Role.SUBSTITUTE, member.organisation))
    results = all_at_once(
        [partial(presence.check_in, meeting, by=by) for by in (member.by_substitute, second)]
    )
    assert all(isinstance(each, Presence) for each in results)
    assert room_of(meeting).quorum.present == 1
    assert len(room_of(meeting).speakers[member.organisation.pk]) == 2


def test_a_representative_and_a_substitute_at_once_leave_one_who_speaks():
    of = make.consortium(members=4)
    meeting, member = make.meeting(state=MeetingState.OPEN), of.members[2]
    acts = [partial(presence.check_in, meeting, by=b) for b in (member.by_substitute, member.by)]
    results = all_at_once(acts)
    assert all(isinstance(each, Presence) for each in results)
    assert parts(meeting) == [Part.GUEST, Part.REPRESENTATIVE]


def test_one_person_on_two_screens_is_here_once():
    of = make.consortium(members=4)
    meeting, member = make.meeting(state=MeetingState.OPEN), of.members[2]
    results = all_at_once([partial(presence.check_in, meeting, by=member.by)] * 4)
    assert sum(isinstance(each, Presence) for each in results) == 1
    assert all("already" in str(each) for each in results if isinstance(each, Refused))
    assert parts(meeting) == [Part.REPRESENTATIVE]


def test_thirty_come_at_once_and_the_quorum_is_written_down_once():
    of = make.consortium(members=30)
    meeting = room.begin(make.meeting(), by=of.secretariat)
    all_at_once([partial(presence.check_in, meeting, by=each.by) for each in of.members])
    assert room_of(meeting).quorum.present == 30
    assert [each.quorate for each in meeting.quorum_changes.all()] == [False, True]


def test_begun_from_two_screens_it_begins_once():
    of = make.consortium(members=4)
    meeting = make.meeting()
    results = all_at_once(
        [partial(room.begin, meeting, by=by) for by in (of.chair, of.secretariat)]
    )
    assert sum(isinstance(each, Meeting) for each in results) == 1
    assert meeting.quorum_changes.count() == 1


def comes_between(monkeypatch, meeting, member) -> list:
    """The substitute is looked at, and before the row is written the representative comes."""
    real, results, planted = presence._write, [], threading.Event()

    def write(where, user, organisation, **values):
        if values["part"] == Part.SUBSTITUTE and not planted.is_set():
            planted.set()
            act = partial(presence.check_in, meeting, by=member.by)
            thread = threading.Thread(target=lambda: results.extend(all_at_once([act])))
            thread.start()
            with suppress(RuntimeError):
                thread.join(2)
            threads.append(thread)
        return real(where, user, organisation, **values)

    threads: list[threading.Thread] = []
    monkeypatch.setattr(presence, "_write", write)
    (first,) = all_at_once([partial(presence.check_in, meeting, by=member.by_substitute)])
    for each in threads:
        each.join(30)
    return [first, *results]


def test_the_lock_makes_the_second_wait_for_the_first(monkeypatch):
    of = make.consortium(members=4)
    meeting, member = make.meeting(state=MeetingState.OPEN), of.members[2]
    results = comes_between(monkeypatch, meeting, member)
    assert all(isinstance(each, Presence) for each in results)
    assert parts(meeting) == [Part.GUEST, Part.REPRESENTATIVE]


def test_control_without_the_lock_two_speak_for_one_member(monkeypatch):
    of = make.consortium(members=4)
    meeting, member = make.meeting(state=MeetingState.OPEN), of.members[2]
    monkeypatch.setattr(presence, "locked", lambda row: type(row).objects.get(pk=row.pk))
    monkeypatch.setattr(presence, "beat", lambda meeting: None)  # its update is a lock, too
    monkeypatch.setattr(presence.audit, "record", lambda *args, **kwargs: None)
    comes_between(monkeypatch, meeting, member)
    assert parts(meeting) == [Part.REPRESENTATIVE, Part.SUBSTITUTE]
